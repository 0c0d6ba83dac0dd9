import { afterEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config.ts';
import { gitFacts } from '../../src/git.ts';
import { askedOf, checksOf } from '../../src/steps/validate.ts';
import { decideRequirement, type Requirement } from '../../src/verification/requirements.ts';
import { runCheck } from '../../src/verification/run-check.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';

const config = (requirements: string): string => `version: 1\nname: shop\ncomponents: { app: { path: stacks/app } }\nenvironments: { test: {}, production: {} }\nrequirements: { ${requirements} }\n`;
const REAL = 'REQ-1: { name: real, command: ["false"] }';
const EMPTY = 'REQ-1: { name: empty, command: ["true"] }';

let repository: Repository;
afterEach(() => repository.remove());

const REQUIREMENT: Requirement = { id: 'REQ-1', owner: 'platform', statement: 'it works', section: [], source: { file: 'docs/a.md', line: 1 }, level: 'must', requirement: { components: ['app'] } };

/** How a requirement comes out by the checks that count for a change. */
async function decidedBy(base: string, change: string): Promise<[string, string[]]> {
  repository = aRepository({ 'cutover.yaml': config(base) });
  repository.git('checkout', '--quiet', '-b', 'change');
  const text = config(change);
  repository.commit({ 'cutover.yaml': text });
  const checks = checksOf({ config: parseConfig(text), git: gitFacts(repository.path) }, 'REQ-1');
  const context = { cwd: repository.path, env: { PATH: process.env['PATH'] ?? '' }, component: 'app', environment: 'test', target: 'sandbox', outputs: {} } as const;
  const results = await Promise.all(checks.map((check) => runCheck(check, context)));
  return [decideRequirement(REQUIREMENT, { checks: results }).decision, results.map(({ name, outcome }) => `${name}: ${outcome}`)];
}

describe('row 25: the change brings its own check of a requirement', () => {
  it.each<[string, string, string, string, string[]]>([
    ['is held to the base’s when it writes it anew', REAL, EMPTY, 'fail', ['empty: pass', 'real on refs/heads/main: fail']],
    ['is held to the base’s when it takes it away', REAL, '', 'fail', ['real on refs/heads/main: fail']],
    ['is held to its own too', EMPTY, REAL, 'fail', ['real: fail', 'empty on refs/heads/main: pass']],
    ['is asked once when both say the same', EMPTY, EMPTY, 'pass', ['empty: pass']],
    ['is asked its own where the base has none', '', EMPTY, 'pass', ['empty: pass']],
  ])('a change %s', async (_name, base, change, decision, ran) => {
    expect(await decidedBy(base, change)).toEqual([decision, ran]);
  });

  it('what production relies on is another when the base’s check is', () => {
    const askedWith = (base: string): Record<string, string> => {
      repository = aRepository({ 'cutover.yaml': config(base) });
      return askedOf({ config: parseConfig(config(EMPTY)), git: gitFacts(repository.path) }, { statements: [REQUIREMENT] });
    };
    const before = askedWith(REAL);
    repository.remove();
    expect(askedWith(EMPTY)).toEqual({ ...before, checks: expect.not.stringMatching(before['checks'] ?? '') });
  });
});
