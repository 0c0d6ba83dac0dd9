import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { engineWords } from '../../src/terraform/engine-words.ts';
import { secretsInFiles } from '../../src/terraform/secrets-at-hand.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const CANARY = 'c4nary7Qz9Xw2';

describe('what the engine says', () => {
  it.each([
    ['a panic of its own', `!!!!!!!!!!!!!!!!!!!!!!!!!!! TERRAFORM CRASH !!!!!!!!!!!!!!!!!!!!!!!!!!!!\n\nTerraform crashed!\n\npanic: cty.StringVal("${CANARY}")\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:1 +0x1\n`],
    ['one of OpenTofu', `!!!!!!!!!! OPENTOFU CRASH !!!!!!!!!!\n${CANARY}`],
    ['one of a provider', `╷\n│ Error: Plugin did not respond\n│\n│ The plugin encountered an error.\n╵\n\nStack trace from the terraform-provider-x_v1 plugin:\n\npanic: ${CANARY}\n\ngoroutine 47 [running]:\nx.Apply({"${CANARY}"})\n\nError: The terraform-provider-x_v1 plugin crashed!\n`],
    ['its log', `2026-01-01T00:00:00.000Z [DEBUG] provider: request: ${CANARY}\n2026-01-01T00:00:00.000Z [TRACE] vertex: ${CANARY}\nError: no`],
    ['a marked value', `Error: creating x: "${CANARY}" is not allowed`],
    ['a marked value of many lines', `Error: creating x: ${JSON.stringify(`one\n${CANARY}`)}`],
    ['a key', `Error: bad key\n-----BEGIN RSA PRIVATE KEY-----\n${CANARY}\n-----END RSA PRIVATE KEY-----\n`],
  ])('does not hold the canary in %s', (_title, said) => {
    const words = engineWords(said, said.includes('creating') ? [CANARY, `one\n${CANARY}`] : []);
    expect(words).not.toContain(CANARY);
    expect(words).not.toBe('');
  });

  it('keeps what it says before and after the trace of a crash', () => {
    const words = engineWords('╷\n│ Error: Plugin did not respond\n╵\n\nStack trace from the x plugin:\n\npanic: y\n\ngoroutine 47 [running]:\n\nError: The x plugin crashed!\n\nThis is always a bug in the plugin.', []);
    expect(words.split('\n')).toEqual(['Error: Plugin did not respond', '(it crashed; the trace is left out, since it may hold any value: run the engine yourself to see it)', 'Error: The x plugin crashed!', 'This is always a bug in the plugin.']);
  });
});

describe('secrets that the files of a stack hold', () => {
  it.each([
    ['HCL', { 'main.tf': `variable "a" {\n  sensitive = true\n  default = "${CANARY}-a"\n}\nvariable "db_password" {\n  default = "${CANARY}-b"\n}\nvariable "open" {\n  default = "shown"\n}\n` }, [`${CANARY}-a`, `${CANARY}-b`]],
    ['JSON', { 'cdk.tf.json': JSON.stringify({ variable: { a: { sensitive: true, default: { x: [`${CANARY}-a`] } } } }) }, [`${CANARY}-a`]],
    ['values for variables', { 'main.tf': 'variable "a" {\n  sensitive = true\n}\nvariable "open" {}\n', 'terraform.tfvars': `a = "${CANARY}-a"\nopen = "shown"\n`, 'cutover.auto.tfvars.json': JSON.stringify({ a: `${CANARY}-b`, open: 'shown' }) }, [`${CANARY}-a`, `${CANARY}-b`]],
    ['what is no HCL', { 'main.tf': 'variable "a" {', 'x.tf.json': '{' }, []],
  ])('are known from %s', async (_title, files, expected) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    expect((await secretsInFiles(folder)).sort()).toEqual(expected);
  });
});
