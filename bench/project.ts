import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minimalDocuments } from '../test/helpers/documents.ts';

export type Kind = 'builtin' | 'sandbox';

/** A project of HCL root modules that were never applied, with its approved request. */
export interface BenchProject {
  root: string;
  components: string[];
  /** Private key of the approver. */
  key: string;
}

/** Queues are what the sandbox's provider makes with the fewest requests, so that the engine and not the emulator is measured. */
const MODULES: Record<Kind, string> = {
  builtin: 'resource "terraform_data" "a" { input = "a" }\nresource "terraform_data" "b" { input = terraform_data.a.id }\noutput "id" { value = terraform_data.b.id }\n',
  sandbox:
    'resource "aws_sqs_queue" "a" { name = "COMPONENT-a" }\nresource "aws_sqs_queue" "b" { name = "COMPONENT-b" }\noutput "id" { value = aws_sqs_queue.b.arn }\n',
};

const PROVIDER = 'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "6.25.0"\n    }\n  }\n}\nprovider "aws" {\n  region = "eu-central-1"\n}\n';

export function makeProject(kind: Kind, count: number): BenchProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'cutover-bench-')));
  const components = Array.from({ length: count }, (_item, index) => `c${String(index + 1).padStart(3, '0')}`);
  for (const name of components) {
    const directory = join(root, 'stacks', name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'main.tf'), `terraform {\n  backend "local" {}\n}\n${kind === 'sandbox' ? PROVIDER : ''}${MODULES[kind].replaceAll('COMPONENT', name)}`);
  }
  writeFileSync(join(root, 'cutover.yaml'), configuration(root, components));
  writeDocuments(root, components);
  writeFileSync(join(root, 'infrastructure-checklist.md'), '# Checklist\n\n- [ ] The team knows about the change\n');
  writeFileSync(join(root, '.gitignore'), '.cutover/\ncutover-evidence/\nbare/\nkey\nkey.pub\nstate/\n');
  waive(root, kind, components);
  return { root, components, key: makeHistory(root) };
}

function writeDocuments(root: string, components: string[]): void {
  const documents = minimalDocuments({ components: Object.fromEntries(components.map((name) => [name, []])), providers: { 'hashicorp/aws': '>=6' }, types: ['terraform_data', 'aws_sqs_queue'] });
  mkdirSync(join(root, 'docs'));
  for (const [file, text] of Object.entries(documents)) writeFileSync(join(root, file), text);
}

function configuration(root: string, components: string[]): string {
  const environment = (name: string): string => `  ${name}:\n    backend:\n      path: ${root}/state/${name}/{component}.tfstate\n`;
  return `version: 1\nname: bench\ncomponents:\n${components.map((name) => `  ${name}: { path: stacks/${name} }\n`).join('')}groups:\n  all: [${components.join(', ')}]\nenvironments:\n${environment('test')}${environment('production')}`;
}

/** The queues are bare on purpose. */
function waive(root: string, kind: Kind, components: string[]): void {
  const checks = kind === 'builtin' ? [] : ['CKV_AWS_27', 'aws-sqs-enable-queue-encryption'];
  const waivers = components.flatMap((component) => checks.map((check) => ({ check, component, reason: 'a benchmark', owner: 'bench@example.com', expires: '2099-12-31' })));
  writeFileSync(join(root, 'waivers.yaml'), JSON.stringify({ waivers }));
}

function makeHistory(root: string): string {
  const key = join(root, 'key');
  const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { cwd: root, stdio: 'ignore' });
  const commit = (message: string): void => {
    run('git', 'add', '-A');
    run('git', 'commit', '-q', '-m', message);
  };
  run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key);
  run('git', 'init', '-q', '-b', 'main');
  run('git', 'config', 'user.name', 'bench');
  run('git', 'config', 'user.email', 'bench@example.com');
  const publicKey = execFileSync('ssh-keygen', ['-y', '-f', key], { encoding: 'utf8' }).trim();
  writeFileSync(join(root, 'approvers'), `approver@example.com namespaces="cutover-*" ${publicKey}\n`);
  commit('the project');
  run('git', 'checkout', '-q', '-b', 'change');
  mkdirSync(join(root, 'changes'));
  writeFileSync(join(root, 'changes', 'CR-0001.md'), '---\nid: CR-0001\ntitle: Create everything\nwhy: a benchmark\nrequester: bench@example.com\nstatus: submitted\nrisk: normal\nexpires: 2099-12-31\ncomponents: all\nrollback: none\n---\n');
  commit('ask for the change');
  return key;
}
