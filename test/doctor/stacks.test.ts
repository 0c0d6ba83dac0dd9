import { describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerLocks } from '../../src/doctor/locks.ts';
import { stacksSeen } from '../../src/doctor/stacks.ts';
import { directoryDigest } from '../../src/components/directory-digest.ts';
import { sha256 } from '../../src/digest.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const AWS = 'provider "aws" {}\nresource "aws_sqs_queue" "q" {}\n';
const BUILT_IN = 'terraform {\n  backend "s3" {}\n}\nresource "terraform_data" "a" {}\n';

/** A project whose synth left these stacks for both environments. */
function synthesized(stacks: Record<string, string>, finishedAt = '2026-03-01T10:00:05.000Z', root = temporaryFolder(), change = 'CR-0001'): string {
  const components = (['test', 'production'] as const).flatMap((environment) => Object.entries(stacks).map(([name, hcl]) => {
    const directory = `.cutover/synth/${environment}/${name}`;
    mkdirSync(join(root, directory), { recursive: true });
    writeFileSync(join(root, directory, 'main.tf'), hcl);
    return { name, environment, stack: name, directory, dependsOn: [], digest: sha256(hcl), bytes: directoryDigest(join(root, directory)), resources: [] };
  }));
  new EvidenceStore(root, change).append(aChangeRecord({ step: 'synth', change, finishedAt, facts: { components } }));
  return root;
}

describe('the stacks that synth left', () => {
  it('are none before synth', async () => {
    expect(await stacksSeen(temporaryFolder())).toBeUndefined();
  });

  it('are those of the newest synth, over all changes', async () => {
    const root = synthesized({ old: BUILT_IN }, '2026-03-02T10:00:05.000Z');
    synthesized({ new: BUILT_IN }, '2026-03-03T10:00:05.000Z', root, 'CR-0000');
    expect(await stacksSeen(root)).toMatchObject({ change: 'CR-0000', stacks: [{ component: { name: 'new' } }, { component: { name: 'new' } }] });
  });

  it('count only as synth wrote them', async () => {
    const root = synthesized({ base: BUILT_IN, queue: AWS });
    writeFileSync(join(root, '.cutover/synth/test/queue/main.tf'), BUILT_IN);
    const seen = await stacksSeen(root);
    expect(seen?.gone).toEqual(['queue']);
    expect(providerLocks(root, seen, 'terraform')).toMatchObject({ state: 'unknown', next: 'cutover synth' });
  });

  it('tell their backend and the providers they need', async () => {
    const seen = await stacksSeen(synthesized({ base: BUILT_IN, queue: AWS }));
    expect(seen?.stacks.filter(({ component }) => component.environment === 'test').map(({ component, backend, providerVersions }) => [component.name, backend, Object.keys(providerVersions)])).toEqual([['base', 's3', []], ['queue', undefined, ['hashicorp/aws']]]);
  });
});

describe('provider locks', () => {
  it('are not needed for what is built into the engine', async () => {
    const root = synthesized({ base: BUILT_IN });
    expect(providerLocks(root, await stacksSeen(root), 'terraform')).toBe('no stack needs one');
  });

  it('are missing until each is committed, in both environments, with the command that makes the first', async () => {
    const root = synthesized({ base: BUILT_IN, queue: AWS });
    expect(providerLocks(root, await stacksSeen(root), 'tofu')).toMatchObject({ state: 'missing', says: 'locks/test/queue.hcl, locks/production/queue.hcl', next: expect.stringMatching(/tofu -chdir=\.cutover\/synth\/test\/queue providers lock .* copy it to locks\/test\/queue\.hcl/) });
    for (const environment of ['test', 'production']) {
      mkdirSync(join(root, 'locks', environment), { recursive: true });
      writeFileSync(join(root, 'locks', environment, 'queue.hcl'), '');
    }
    expect(providerLocks(root, await stacksSeen(root), 'tofu')).toBe('2 in locks/');
  });
});
