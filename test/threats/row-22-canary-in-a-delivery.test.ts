import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { walk } from '../../src/evidence/folder.ts';
import { aProject, type CliResult } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const CANARY = 'c4nary7Qz9Xw2';
/** The same in other writing, as far as it stands at a place where three bytes begin. */
const WRITINGS = [CANARY, Buffer.from(CANARY).toString('base64').slice(0, 16), Buffer.from(CANARY).toString('hex'), encodeURIComponent(CANARY)];

/** Nothing of these stands in the code: it comes from the environment, as secrets do. */
const SECRETS = { TF_VAR_marked: `${CANARY}-marked`, TF_VAR_db_password: `${CANARY}-named`, TF_VAR_address: `postgres://app:${CANARY}@db.example.com/app`, TF_VAR_key: `-----BEGIN RSA PRIVATE KEY-----\n${CANARY}\n-----END RSA PRIVATE KEY-----` };
/** What somebody sets who looks for a mistake. */
const LOUD = { TF_LOG: 'trace', TF_LOG_PROVIDER: 'trace', TF_LOG_PATH: 'terraform.log' };

const MODULE = `terraform {
  backend "local" {}
}
variable "marked" {
  sensitive = true
}
variable "db_password" {}
variable "address" {}
variable "key" {}
resource "terraform_data" "marked" {
  input = { inner = [var.marked], plain = "shown" }
  triggers_replace = nonsensitive(var.marked)
  provisioner "local-exec" {
    command = "echo says $SECRET; echo says $SECRET >&2"
    environment = { SECRET = nonsensitive(var.marked) }
  }
}
resource "terraform_data" "copied" {
  input = { text = "a copy of \${nonsensitive(var.marked)}", (nonsensitive(var.marked)) = "as a key" }
}
resource "terraform_data" "each" {
  for_each = toset([nonsensitive(var.marked)])
  input    = each.key
}
resource "terraform_data" "unmarked" {
  input = { value = var.db_password, url = var.address, pem = var.key, list = [{ name = "DB_PASSWORD", value = var.db_password }] }
}
output "marked" {
  value     = var.marked
  sensitive = true
}
output "db_password" {
  value = var.db_password
}
output "open" {
  value = "shown"
}
`;

/** A program in the place of the engine that does what \`script\` says when it plans or applies, and is the real one otherwise. */
function broken(real: string, command: string, script: string): Record<string, string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'terraform'), `#!/bin/sh\nif [ "$1" = ${command} ]; then\n${script}\nfi\nPATH='${real}' exec terraform "$@"\n`, { mode: 0o755 });
  return { PATH: `${join(folder, 'bin')}:${real}` };
}
const CRASH = 'printf \'panic: value cty.StringVal("%s")\\n\\ngoroutine 1 [running]:\\nmain.apply({0x1, "%s"})\\n\' "$TF_VAR_marked-x" "$(printf %s "$TF_VAR_db_password" | rev)c4nary7Qz9Xw2" >&2; exit 11';
const REFUSAL = 'printf \'╷\\n│ Error: creating the user: "%s" is too weak, tried %s\\n╵\\n\' "$TF_VAR_marked" "$TF_VAR_address" >&2; exit 1';

describe('row 22: a canary in every place where a secret can stand', () => {
  it('is in no file, no page, no record and no line of a delivery, also when the engine crashes and a provider repeats it', async () => {
    const states = statesFolder();
    const identity = await generateIdentity();
    const recipient = await identityToRecipient(identity);
    const environment = (name: string): string => `  ${name}:\n    backend: { path: "${states}/${name}/{component}.tfstate" }\n    planRecipient: ${recipient}\n`;
    const check = `checks:\n  base:\n    - name: tells everything\n      command: [sh, -c, 'env; echo "$OUTPUT_MARKED" | base64; echo "$OUTPUT_DB_PASSWORD" >&2']\n      safeInProduction: true\n`;
    const project = aProject({
      files: { 'cutover.yaml': `version: 1\nname: shop\ncomponents:\n  base: { path: stacks/base }\nenvironments:\n${environment('test')}${environment('production')}${check}`, 'stacks/base/main.tf': MODULE },
      env: { ...SECRETS, ...LOUD, CUTOVER_PLAN_IDENTITY: identity },
    });
    const said: Record<string, CliResult> = {};
    const deliver = async (name: string, more: Record<string, string> = {}): Promise<CliResult> => (said[name] = await project.cutoverWith(more, 'deliver', '--change', 'CR-0001', '--mode', 'yolo'));
    await project.approve();
    const real = project.env['PATH'] ?? '';
    const crashed = await deliver('crash', broken(real, 'plan', CRASH));
    expect([crashed.code, crashed.stdout + crashed.stderr]).toEqual([1, expect.stringContaining('it crashed; the trace is left out')]);
    const refused = await deliver('refusal', broken(real, 'apply', REFUSAL));
    expect([refused.code, refused.stdout + refused.stderr]).toEqual([1, expect.stringMatching(/creating the user|hidden: it looks like a secret/)]);
    const sealed = await deliver('seal');
    expect([sealed.code, sealed.stdout]).toEqual([3, expect.stringContaining('sealed')]);
    await project.approve();
    const delivered = await deliver('production');
    expect([delivered.code, delivered.stdout]).toEqual([0, expect.stringContaining('CR-0001 is implemented')]);

    // What is looked for was really there, and the rest of the plan is told.
    expect(readFileSync(join(states, 'production', 'base.tfstate'), 'utf8')).toContain(CANARY);
    const record = JSON.stringify(project.record('promote', 'base'));
    for (const told of ['terraform_data.copied', 'terraform_data.each[', '(hidden 1)', '"plain":"shown"', 'tells everything', '(hidden)']) expect([told, record.includes(told)]).toEqual([told, true]);
    const files = walk(project.path).filter(({ path }) => !path.startsWith('.git/'));
    expect(files.length).toBeGreaterThan(30);
    const places = [
      ...files.map(({ path }) => [path, readFileSync(join(project.path, path)).toString('latin1')] as const),
      ...Object.entries(said).flatMap(([name, { stdout, stderr }]) => [[`${name}: stdout`, stdout], [`${name}: stderr`, stderr]] as const),
    ];
    expect(places.filter(([, text]) => WRITINGS.some((writing) => text.includes(writing))).map(([place]) => place)).toEqual([]);
    // A plan is a zip, so that its own begin tells of it; the log of the engine would be a file of its own.
    expect(places.filter(([place, text]) => /^PK/.test(text) || place.endsWith('terraform.log')).map(([place]) => place)).toEqual([]);
    project.remove();
  }, 300_000);
});
