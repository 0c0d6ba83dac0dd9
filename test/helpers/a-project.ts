import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { StepRecord } from '../../src/evidence/record.ts';
import { parseConfig } from '../../src/config.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { packageRoot } from '../../src/package-root.ts';
import { aChangeRequest, type ChangeRequestFields } from './a-change-request.ts';
import { minimalDocuments, type MinimalDocuments } from './documents.ts';
import { aRepository, type Repository } from './a-repository.ts';
import { aKey } from './ssh-keys.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { terraformPath, tofuPath } from './tools.ts';
import { programOf } from './program.ts';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A project with its people: olga runs it, rita asked, ann approves; main has the approvers, a branch has the request. */
export interface Project extends Repository {
  /** Runs the real command line, as a process of its own. */
  cutover: (...args: string[]) => Promise<CliResult>;
  /** With other variables in its environment. */
  cutoverWith: (more: Record<string, string>, ...args: string[]) => Promise<CliResult>;
  /** The whole environment of its command line: nothing of this machine's configuration. */
  env: NodeJS.ProcessEnv;
  /** The same, not waited for. */
  start: (...args: string[]) => ChildProcess;
  /** As ann, with her key. */
  approve: (change?: string) => Promise<CliResult>;
  /** As ann, for operations. */
  acknowledge: () => Promise<CliResult>;
  store: (change?: string) => EvidenceStore;
  /** Last record of a step. */
  record: (step: StepRecord['step'], component?: string, change?: string) => StepRecord;
  /** How often Terraform (or OpenTofu) was started, with which arguments. */
  engineCalls: () => string[];
  /** Writes and commits another request on the branch. */
  request: (overrides: Partial<ChangeRequestFields>) => void;
}

export interface ProjectOptions {
  files: Record<string, string>;
  request?: Partial<ChangeRequestFields>;
  env?: Record<string, string>;
  /** The four documents; without it those of the modules that cutover.yaml names. */
  documents?: MinimalDocuments;
}

/** Writes a program that notes each call and then is the real one: what it notes is what was really started. */
function watched(folder: string, name: string, log: string, real: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\nexec '${real}' "$@"\n`, { mode: 0o755 });
}

export function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** HCL modules and what they depend on; a component for a cutover.yaml that names none, or is wrong on purpose. */
function modulesIn(config: string | undefined): Record<string, string[]> {
  try {
    return Object.fromEntries(Object.entries(parseConfig(config ?? '').components ?? { none: { dependsOn: [] } }).map(([name, { dependsOn }]) => [name, dependsOn]));
  } catch {
    return { none: [] };
  }
}

export function aProject(options: ProjectOptions): Project {
  const outside = temporaryFolder();
  const log = join(outside, 'engine.log');
  const bin = join(outside, 'bin');
  mkdirSync(bin);
  watched(bin, 'terraform', log, terraformPath());
  watched(bin, 'tofu', log, tofuPath());
  const ann = aKey(outside, 'ann');
  const repository = aRepository({
    approvers: `ann@example.com namespaces="cutover-*" ${ann.publicKey}\n`,
    '.gitignore': '.cutover/\ncutover-evidence/\nnode_modules\n',
    'infrastructure-checklist.md': '# Checklist\n\n- [ ] The team knows about the change\n',
    ...minimalDocuments(options.documents ?? { components: modulesIn(options.files['cutover.yaml']) }),
    ...options.files,
  });
  // Unlike the repository's own, this leaves out what is ignored, as people do.
  const commit: Repository['commit'] = (files = {}, who = {}) => {
    const author = who.author ?? 'olga@example.com';
    repository.write(files);
    repository.git('add', '--all');
    repository.git('-c', `user.email=${who.committer ?? author}`, 'commit', '--quiet', '--allow-empty', '--author', `author <${author}>`, '--message', 'a change');
    return repository.git('rev-parse', 'HEAD');
  };
  repository.git('checkout', '--quiet', '-b', 'change');
  const request = (overrides: Partial<ChangeRequestFields>): void => {
    commit({ [`changes/${overrides.id ?? 'CR-0001'}.md`]: aChangeRequest(overrides) }, { author: 'rita@example.com' });
  };
  request(options.request ?? {});
  const env = { PATH: [bin, join(packageRoot(), 'node_modules', '.bin'), process.env['PATH']].join(delimiter), HOME: process.env['HOME'], LANG: 'C.UTF-8', CUTOVER_CACHE: process.env['CUTOVER_CACHE'], XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'], ...options.env };
  const program = programOf('src');
  const startWith = (more: Record<string, string>, args: string[]): ChildProcess => spawn(process.execPath, [program, '-C', repository.path, ...args], { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  const start = (...args: string[]): ChildProcess => startWith({}, args);
  const cutover = (...args: string[]): Promise<CliResult> => finished(start(...args));
  const store = (change = 'CR-0001'): EvidenceStore => new EvidenceStore(repository.path, change);
  return {
    ...repository,
    commit,
    cutover,
    env,
    start,
    cutoverWith: (more, ...args) => finished(startWith(more, args)),
    approve: (change = 'CR-0001') => cutover('approve', change, '--key', ann.file),
    acknowledge: () => cutover('acknowledge', 'CR-0001', '--key', ann.file),
    store,
    record: (step, component, change) => {
      const found = store(change).latest(step, component);
      if (found === undefined) throw new Error(`there is no record of ${step} ${component ?? ''}`);
      return found.record;
    },
    engineCalls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    request,
  };
}

/** What a process printed, and how it ended. */
export function finished(child: ChildProcess): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Two components on built-in resources, the second reading the first through its state; state in files of the project. */
export function twoModules(upstream = 'v1', extra = ''): Record<string, string> {
  return {
    'stacks/base/main.tf': `terraform {\n  backend "local" {}\n}\nresource "terraform_data" "a" {\n  input = "${upstream}"\n}\noutput "value" {\n  value = terraform_data.a.output\n}\n`,
    'stacks/app/main.tf': `terraform {\n  backend "local" {}\n}\nvariable "states" {}\ndata "terraform_remote_state" "base" {\n  backend = "local"\n  config = { path = "\${var.states}/base.tfstate" }\n}\nresource "terraform_data" "b" {\n  input = data.terraform_remote_state.base.outputs.value\n}\noutput "value" {\n  value = terraform_data.b.output\n}\n${extra}`,
  };
}

/** `cutover.yaml` for `twoModules`; the state's folder differs per environment and lies outside of the project. */
export function twoModulesConfig(states: string, more = ''): string {
  const environment = (name: string): string => `  ${name}:\n    backend: { path: ${states}/${name}/{component}.tfstate }\n    variables: { states: ${states}/${name} }\n`.replace('{ path: ', '{ path: "').replace('.tfstate }', '.tfstate" }');
  return `version: 1\nname: shop\ncomponents:\n  base: { path: stacks/base }\n  app: { path: stacks/app, dependsOn: [base] }\nenvironments:\n${environment('test')}${environment('production')}${more}`;
}

export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}
