import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { gitFacts } from '../../src/git.ts';
import type { Run } from '../../src/step.ts';
import { planLockOf } from '../../src/steps/deployment.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';

/** On the base production has a recipient and test has none; the change would have it the other way round. */
let repository: Repository;
let recipient: string;
let identity: string;

const config = (production: string, test: string): string => `version: 1\nname: shop\ncomponents:\n  a: { path: a }\nenvironments:\n  test: {${test}}\n  production: {${production}}\n`;

beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  const other = await identityToRecipient(await generateIdentity());
  repository = aRepository({ 'cutover.yaml': config(` planRecipient: ${recipient} `, '') });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit({ 'cutover.yaml': config('', ` planRecipient: ${other} `) });
});
afterAll(() => repository.remove());

function lockOf(environment: 'test' | 'production', overrides: Partial<Pick<Run, 'host' | 'target'>> = {}): ReturnType<typeof planLockOf> {
  const git = gitFacts(repository.path, { anonymous: true });
  return planLockOf({ git, host: undefined, target: 'cloud', variable: (name) => (name === 'CUTOVER_PLAN_IDENTITY' ? identity : undefined), ...overrides }, environment);
}

describe('how the kept plans of an environment are encrypted', () => {
  it('is to the recipient that the base names, and opened with the identity of the environment variable', async () => {
    const lock = lockOf('production');
    const closed = await lock?.close(Buffer.from('a plan'));
    expect(Buffer.from(closed ?? []).toString('latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    expect(Buffer.from((await lock?.open(closed ?? new Uint8Array())) ?? []).toString()).toBe('a plan');
  });

  it.each<[string, 'test' | 'production', Partial<Pick<Run, 'host' | 'target'>>]>([
    ['to a recipient that only the change names', 'test', {}],
    ['in the sandbox', 'production', { target: 'sandbox' }],
    ['in a job on GitHub, whose plans are encrypted when they leave it', 'production', { host: {} as NonNullable<Run['host']> }],
  ])('is not at all %s', (_name, environment, overrides) => {
    expect(lockOf(environment, overrides)).toBeUndefined();
  });
});
