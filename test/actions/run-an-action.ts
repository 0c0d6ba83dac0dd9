import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished, type CliResult } from '../helpers/a-project.ts';
import type { HostedProject } from '../helpers/a-hosted-project.ts';
import { dispatchEvent, pullRequestEvent, type Event } from '../helpers/github/events.ts';
import { jobEnv } from '../helpers/github/job.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { programOf } from '../helpers/program.ts';

export interface ActionResult extends CliResult {
  outputs: Record<string, string>;
  /** What it left for its post step. */
  state: Record<string, string>;
  summary: string;
}

export interface ActionStart {
  child: ChildProcess;
  result: Promise<ActionResult>;
}

export interface ActionOptions {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  /** Null: the action takes none. */
  token?: string | null;
  /** Id of the job. */
  job?: string;
  event?: 'workflow_dispatch' | 'pull_request' | Event;
}

/** `INPUT_<NAME>`, as the runner makes it: https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/Handler.cs */
export function inputEnv(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]));
}

/** The entries of GITHUB_OUTPUT as the runner reads them: `name=value`, or `name<<end`, lines, `end`. */
export function entriesIn(file: string): Record<string, string> {
  const entries: Record<string, string> = {};
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, name, end] = /^([^=]*?)<<(.*)$/.exec(line) ?? [];
    if (name !== undefined && end !== undefined) {
      const close = lines.indexOf(end, at + 1);
      if (close === -1) throw new Error(`no end of ${name} in ${file}`);
      entries[name] = lines.slice(at + 1, close).join('\n');
      at = close;
    } else if (line.includes('=')) entries[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    else if (line !== '') throw new Error(`the runner refuses this line of ${file}: ${line}`);
  }
  return entries;
}

/** Starts an action's program as the runner does. `action`: `approval`; `post` for what comes after a step. */
export function startAction({ project, github, workflowRun, pull }: HostedProject, action: string, { inputs = {}, env = {}, job = 'build', event = 'workflow_dispatch', token = github.token }: ActionOptions = {}): ActionStart {
  const folder = temporaryFolder();
  const [output, state, summary] = ['output', 'state', 'summary'].map((name) => join(folder, name));
  for (const file of [output, state, summary]) writeFileSync(file ?? '', '');
  const variables = jobEnv(github, { event: event === 'pull_request' ? pullRequestEvent(github, pull) : event === 'workflow_dispatch' ? dispatchEvent(github, {}) : event, folder, job, run: workflowRun });
  const child = spawn(process.execPath, [programOf(`actions/${action}`)], {
    cwd: project.path,
    env: { ...project.env, CI: 'true', ...variables, GITHUB_WORKSPACE: project.path, GITHUB_OUTPUT: output, GITHUB_STATE: state, GITHUB_STEP_SUMMARY: summary, ...inputEnv({ ...(token === null ? {} : { token }), ...inputs }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = finished(child).then((ended) => ({ ...ended, outputs: entriesIn(output ?? ''), state: entriesIn(state ?? ''), summary: readFileSync(summary ?? '', 'utf8') }));
  return { child, result };
}

export function runAnAction(hosted: HostedProject, action: string, options: ActionOptions = {}): Promise<ActionResult> {
  return startAction(hosted, action, options).result;
}
