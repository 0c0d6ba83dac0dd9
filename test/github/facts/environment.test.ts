import { describe, expect, it } from '@jest/globals';
import { gapsOf, hasReviewers, type Environment, type EnvironmentFacts } from '../../../src/github/facts/environment.ts';

const REVIEWERS = { type: 'required_reviewers', prevent_self_review: true, reviewers: [{ type: 'User' }] };

function facts(overrides: Partial<Environment> = {}, more: Partial<EnvironmentFacts> = {}): EnvironmentFacts {
  return { environment: { name: 'production', can_admins_bypass: false, protection_rules: [{ type: 'branch_policy' }, REVIEWERS], deployment_branch_policy: { protected_branches: true, custom_branch_policies: false }, ...overrides }, policies: [], base: 'main', baseIsProtected: true, ...more };
}

const custom = (...policies: EnvironmentFacts['policies']): EnvironmentFacts => facts({ deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } }, { policies });

describe('an environment as a gate (row 6)', () => {
  it.each<[string, EnvironmentFacts]>([
    ['protected branches, of which the base is one', facts()],
    ['the base branch by name', custom({ name: 'main', type: 'branch' })],
    ['the base branch by name, without a type as it was before tags', custom({ name: 'main' })],
    ['no branch at all', custom()],
  ])('has no gap with reviewers, no bypass, no self-review, and %s', (_name, environment) => {
    expect([gapsOf(environment), hasReviewers(environment)]).toEqual([[], true]);
  });

  it.each<[string, EnvironmentFacts, string[]]>([
    ['no rules', facts({ protection_rules: [] }), ['has no required reviewers']],
    ['a rule that names no reviewers', facts({ protection_rules: [{ ...REVIEWERS, reviewers: [] }] }), ['has no required reviewers']],
    ['a rule that does not say its reviewers', facts({ protection_rules: [{ type: 'required_reviewers', prevent_self_review: true }] }), ['has no required reviewers']],
    ['only a timer', facts({ protection_rules: [{ type: 'wait_timer' }] }), ['has no required reviewers']],
    ['a bypass', facts({ can_admins_bypass: true }), ['lets administrators pass without a review']],
    ['a bypass that is not spoken of', facts({ can_admins_bypass: undefined }), ['may let administrators pass without a review: GitHub does not say']],
    ['self-review', facts({ protection_rules: [{ ...REVIEWERS, prevent_self_review: false }] }), ['lets who starts a run approve it']],
    ['self-review that is not spoken of', facts({ protection_rules: [{ type: 'required_reviewers', reviewers: [{}] }] }), ['lets who starts a run approve it']],
    ['no branch policy', facts({ deployment_branch_policy: null }), ['lets every branch deploy']],
    ['a branch policy that is not spoken of', facts({ deployment_branch_policy: undefined }), ['lets every branch deploy']],
    ['protected branches, where the base is none', facts({}, { baseIsProtected: false }), ['lets protected branches deploy, and the base branch is not protected']],
    ['a pattern for every branch', custom({ name: 'main' }, { name: '**/*', type: 'branch' }), ['lets other branches than main deploy (**/*)']],
    ['another branch', custom({ name: 'main' }, { name: 'release/*', type: 'branch' }, { name: 'dev' }), ['lets other branches than main deploy (release/*, dev)']],
    ['a branch that is not spoken of', custom({ type: 'branch' }), ['lets other branches than main deploy (?)']],
    ['a tag', custom({ name: 'main', type: 'branch' }, { name: 'v*', type: 'tag' }), ['lets tags deploy (v*), which whoever may write can set']],
    ['all of them', facts({ can_admins_bypass: true, protection_rules: [{ ...REVIEWERS, prevent_self_review: false }], deployment_branch_policy: null }), ['lets administrators pass without a review', 'lets who starts a run approve it', 'lets every branch deploy']],
  ])('with %s is none', (_name, environment, gaps) => {
    expect(gapsOf(environment)).toEqual(gaps);
  });
});
