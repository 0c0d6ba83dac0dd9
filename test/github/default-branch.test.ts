import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitFacts } from '../../src/git.ts';
import { noteDefaultBranch } from '../../src/github/default-branch.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';

let upstream: Repository;
let checkout: Repository;
beforeEach(() => {
  upstream = aRepository({ 'a.txt': 'on the base' });
  upstream.git('branch', '--move', 'trunk');
  upstream.git('checkout', '--quiet', '-b', 'change');
  upstream.commit({ 'a.txt': 'changed' });
  // As actions/checkout leaves a pull request: branches of origin, none of its own, and no word on which is the default.
  checkout = aRepository(null);
  checkout.git('remote', 'add', 'origin', upstream.path);
  checkout.git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*');
  checkout.git('checkout', '--quiet', '--detach', 'refs/remotes/origin/change');
});
afterEach(() => {
  upstream.remove();
  checkout.remove();
});

const payload = (default_branch: string): { workspace: string; event: { name: string; payload: { repository: { default_branch: string } } } } => ({ workspace: checkout.path, event: { name: 'pull_request', payload: { repository: { default_branch } } } });

describe('the default branch in a checkout of GitHub Actions', () => {
  it('is the base, once the event has said it', () => {
    expect(() => gitFacts(checkout.path)).toThrow('there is no base branch');
    noteDefaultBranch(payload('trunk'));
    expect(gitFacts(checkout.path).base).toEqual({ ref: 'refs/remotes/origin/trunk', commit: upstream.git('rev-parse', 'trunk') });
  });

  it.each(['nowhere', '../../heads/x', '--delete', 'trunk\nchange', ''])('is not %j, of which the checkout has no branch', (name) => {
    noteDefaultBranch(payload(name));
    expect(checkout.git('for-each-ref', '--format=%(refname)')).toBe('refs/remotes/origin/change\nrefs/remotes/origin/trunk');
    expect(() => gitFacts(checkout.path)).toThrow('there is no base branch');
  });

  it('is not known from an event that does not say it', () => {
    noteDefaultBranch({ workspace: checkout.path, event: { name: 'schedule', payload: {} } });
    expect(() => gitFacts(checkout.path)).toThrow('there is no base branch');
  });
});
