import { findRequest } from '../../src/change/find-request.ts';
import { signApproval } from '../../src/change/sources/ssh-signature.ts';
import type { Approval } from '../../src/evidence/approval-statement.ts';
import { gitFacts } from '../../src/git.ts';
import { openRun } from '../../src/project.ts';
import type { Run } from '../../src/step.ts';
import type { Ui } from '../../src/ui.ts';
import type { Project } from './a-project.ts';
import type { TestKey } from './ssh-keys.ts';

/** Keeps what is said. */
export function aSilentUi(): { ui: Ui; said: string[] } {
  const said: string[] = [];
  return { said, ui: { heading: () => undefined, line: (text) => void said.push(text), task: (_label, work) => work(() => undefined) } };
}

/** A run of the project's change in this process, with real git, files and keys. It has no tools: whoever asks for one fails. */
export function aRun(project: Project, options: { change?: string; now?: Date; env?: NodeJS.ProcessEnv; user?: string } = {}): { run: Run; said: string[] } {
  const { ui, said } = aSilentUi();
  const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
  const run = openRun(
    { directory: project.path, change: options.change ?? 'CR-0001', mode: 'incremental', sandbox: false },
    { ui, env: options.env ?? {}, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: none, engineBinary: none, python: none }, user: options.user, now: () => options.now ?? new Date() },
  );
  return { run, said };
}

/** Puts a signature into the evidence without asking whether it would count, as somebody with ssh-keygen can. */
export function putApproval(project: Project, key: TestKey, approver: string, overrides: Partial<Approval> = {}): Approval {
  const change = overrides.change ?? 'CR-0001';
  const { digest } = findRequest(project.path, change);
  const approval: Approval = { kind: 'request', change, repository: gitFacts(project.path).identity, digest, target: null, approver, at: new Date().toISOString(), ...overrides };
  project.store(change).addApproval(signApproval(approval, key));
  return approval;
}
