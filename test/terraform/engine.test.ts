import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Indeterminate, StepFailure } from '../../src/errors.ts';
import { apply, engineMessage, findEngine, pullState } from '../../src/terraform/engine.ts';
import { keptMeta, keptPlan, makePlan, rawOf } from '../../src/terraform/kept-plan.ts';
import { changesAnything } from '../../src/terraform/plan.ts';
import { parseState } from '../../src/terraform/state.ts';
import { prepareWorkspace } from '../../src/terraform/workspace.ts';
import { aComponent, NO_CLOUD } from '../helpers/a-workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('the engine', () => {
  it('plans, applies, and then plans nothing; the state has what was made, with secrets hidden', async () => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', 'resource "terraform_data" "x" { input = sensitive("c4n4ry") }\nresource "terraform_data" "y" { input = "open" }\noutput "secret" {\n  value = terraform_data.x.input\n  sensitive = true\n}');
    const kept = await makePlan(root, component, call, 'plan', 'kept');
    expect(changesAnything(kept.plan)).toBe(true);
    await apply(call, kept.file);
    const state = parseState(await pullState(call), 'a', rawOf(kept));
    expect(state.serial).toBeGreaterThan(0);
    expect(state.outputs['secret']).toEqual({ value: 'c4n4ry', shown: { $sensitive: true }, sensitive: true });
    expect(JSON.stringify(state.resources)).not.toContain('c4n4ry');
    expect(state.resources.find(({ address }) => address === 'terraform_data.y')?.values).toMatchObject({ input: { value: 'open' } });
    expect(changesAnything((await makePlan(root, component, call, 'plan', 'now')).plan)).toBe(false);
  });

  it('hides whole a resource that the plan does not speak of', () => {
    const state = { version: 4, lineage: 'l', serial: 1, resources: [{ mode: 'managed', type: 'x', name: 'y', instances: [{ attributes: { a: 'c4n4ry' } }] }] };
    expect(JSON.stringify(parseState(Buffer.from(JSON.stringify(state)), 'a', undefined).resources)).not.toContain('c4n4ry');
  });

  it('says what the engine said when planning fails, and leaves no plan', async () => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', 'resource "terraform_data" "x" { input = local.missing }');
    await expect(makePlan(root, component, call, 'plan', 'kept')).rejects.toThrow(/a \(test\): terraform plan failed[\s\S]*undeclared local value/);
    expect(keptMeta(root, component, call.engine.version)).toBeUndefined();
  });

  it('does not take a kept plan for another stack, and refuses one with a changed byte', async () => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', 'resource "terraform_data" "x" {}');
    const kept = await makePlan(root, component, call, 'plan', 'kept');
    expect(await keptPlan(root, { ...component, digest: 'other' }, call)).toBeUndefined();
    const bytes = readFileSync(kept.file);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(kept.file, bytes);
    await expect(keptPlan(root, component, call)).rejects.toThrow(/not what was written/);
  });

  it('is interrupted once and waited for: the state is whole, the lock is free, and the next apply goes on', async () => {
    const root = temporaryFolder();
    const stop = new AbortController();
    const slow = 'resource "terraform_data" "first" {}\nresource "terraform_data" "slow" {\n  depends_on = [terraform_data.first]\n  provisioner "local-exec" {\n    command = "sleep 3"\n  }\n}\nresource "terraform_data" "last" {\n  depends_on = [terraform_data.slow]\n}';
    const { component, call } = await aComponent(root, 'a', slow, stop.signal);
    const kept = await makePlan(root, component, call, 'plan', 'kept');
    const onLine = (line: string): void => {
      if (line.includes('terraform_data.slow: Creating')) stop.abort();
    };
    const running = apply(call, kept.file, { onLine });
    await expect(running).rejects.toBeInstanceOf(Indeterminate);
    expect(existsSync(join(root, '.a.tfstate.lock.info'))).toBe(false);
    const again = await aComponent(root, 'a', slow);
    const state = parseState(await pullState(again.call), 'a', undefined);
    expect(state.resources.map(({ address }) => address)).toContain('terraform_data.first');
    expect(state.resources.map(({ address }) => address)).not.toContain('terraform_data.last');
    const rest = await makePlan(root, component, again.call, 'plan', 'kept');
    await apply(again.call, rest.file);
    expect(changesAnything((await makePlan(root, component, again.call, 'plan', 'now')).plan)).toBe(false);
  });

  it('refuses a stack without a backend, whose state would be lost', async () => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', '');
    writeFileSync(join(component.directory, 'main.tf'), 'resource "terraform_data" "x" {}');
    await expect(prepareWorkspace(root, { ...component, digest: 'edited' }, call)).rejects.toThrow(/no backend/);
  });

  it.each([
    ['too old', '#!/bin/sh\necho \'{"terraform_version":"1.9.8"}\'\n', /terraform is too old[\s\S]*1\.9\.8[\s\S]*1\.10 or newer/],
    ['not Terraform', '#!/bin/sh\necho hello\n', /does not tell its version/],
  ])('is refused when it is %s', async (_name, script, message) => {
    const binary = join(temporaryFolder(), 'terraform');
    writeFileSync(binary, script, { mode: 0o755 });
    await expect(findEngine('terraform', binary, NO_CLOUD.env)).rejects.toThrow(message);
  });

  it('is refused when it is absent', async () => {
    await expect(findEngine('terraform', '/nowhere/terraform', NO_CLOUD.env)).rejects.toThrow(/was not found/);
  });

  it('does not repeat the secrets of its environment when a provisioner prints them', async () => {
    const root = temporaryFolder();
    const hcl = 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "echo; echo about $TF_VAR_p $AWS_SECRET_ACCESS_KEY; exit 7"\n  }\n}';
    const { component, call } = await aComponent(root, 'a', hcl);
    const env = { ...NO_CLOUD.env, TF_VAR_p: 'c4n4ry-1', AWS_SECRET_ACCESS_KEY: 'c4n4ry-2' };
    const armed = { ...call, workspace: { ...call.workspace, access: { ...NO_CLOUD, env } } };
    const kept = await makePlan(root, component, armed, 'plan', 'kept');
    const message = await apply(armed, kept.file).then(() => 'applied', (error: unknown) => (error as Error).message);
    expect(message).toMatch(/Error running command[\s\S]*about \(hidden\) \(hidden\)/);
    expect(message).not.toContain('c4n4ry');
  });

  it('does not repeat a sensitive variable that a provisioner was given', async () => {
    const root = temporaryFolder();
    const hcl = 'variable "s" {\n  sensitive = true\n  default = "c4n4ry-4"\n}\nresource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "echo about ${var.s}; exit 7"\n  }\n}';
    const { component, call } = await aComponent(root, 'a', hcl);
    const kept = await makePlan(root, component, call, 'plan', 'kept');
    const message = await apply(call, kept.file).then(() => 'applied', (error: unknown) => (error as Error).message);
    expect(message).toMatch(/Error running command 'echo about \(hidden\)/);
    expect(message).not.toContain('c4n4ry');
  });

  it.each([
    ['in the middle of a line', 'Error: x <open sesame now>', 'Error: x <(hidden)>'],
    ['where the engine broke the line', '│ Error: open\n│ sesame now, it said', 'Error: (hidden), it said'],
    ['where the message is cut', `${'x'.repeat(3990)} open sesame now`, `${'x'.repeat(3990)} (hidden)`],
    ['as base64', Buffer.from('open sesame now').toString('base64'), '(hidden)'],
  ])('hides a secret of its environment %s', (_title, stderr, expected) => {
    const result = { code: 1, endedBy: null, stdout: Buffer.alloc(0), stderr, interrupted: false };
    expect(engineMessage(result, { TF_VAR_p: 'open sesame now' })).toBe(expected);
  });

  it('reports a failed apply as a failure, with the engine\'s reason', async () => {
    const root = temporaryFolder();
    const { component, call } = await aComponent(root, 'a', 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "exit 7"\n  }\n}');
    const kept = await makePlan(root, component, call, 'plan', 'kept');
    await expect(apply(call, kept.file)).rejects.toThrow(StepFailure);
  });
});
