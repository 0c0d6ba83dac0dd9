import { sandboxFolder, type SandboxState } from './state.ts';

/** Without the credentials, which are in the state file for who needs them. */
export function publicPart(state: SandboxState): Record<string, unknown> {
  const accounts = Object.fromEntries(Object.entries(state.environments).map(([name, { accountId, stateBucket }]) => [name, { accountId, stateBucket }]));
  return { endpoint: state.endpoint, port: state.port, pid: state.pid, instance: state.instance, startedAt: state.startedAt, accounts, folder: sandboxFolder(state.root) };
}

/** The same in lines for a person. */
export function describe(state: SandboxState): string[] {
  const accounts = Object.entries(state.environments).map(([name, { accountId, stateBucket }]) => `  ${name.padEnd(12)}account ${accountId}, state bucket ${stateBucket}`);
  return [`sandbox       ${state.endpoint} (process ${state.pid}, since ${state.startedAt})`, ...accounts, `  files       ${sandboxFolder(state.root)}`];
}
