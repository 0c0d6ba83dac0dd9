import { locateTool } from '../../setup/locate.mjs';
import { sandboxStatus } from '../../sandbox/status.ts';
import type { Config } from '../config.ts';
import { ENVIRONMENTS, type EnvironmentName } from '../evidence/record.ts';
import { HOW_TO_PART, sharedBetween } from '../shared-credentials.ts';
import { cloudAccess } from '../terraform/access.ts';
import { callerOf } from './caller.ts';
import { credentialsSeen } from './credentials.ts';
import { look, type Finding, type Seen } from './finding.ts';
import { profilesIn, readAwsFiles } from './profiles.ts';
import type { StacksSeen } from './stacks.ts';

export interface AccessQuestion {
  root: string;
  config: Config;
  /** Where the delivery would go. */
  target: 'sandbox' | 'cloud';
  /** Ask AWS whose the credentials are. */
  online: boolean;
  env: NodeJS.ProcessEnv;
  /** Undefined when nothing was synthesized yet. */
  seen: StacksSeen | undefined;
  /** `sharedCredentials` of the base's cutover.yaml. */
  shared: boolean;
}

type Caller = Awaited<ReturnType<typeof callerOf>>;

/** How the environments are reached: credentials of real accounts, or the sandbox. */
export async function lookAtAccess(question: AccessQuestion): Promise<Finding[]> {
  const inCloud = question.target === 'cloud';
  const asked = new Map<EnvironmentName, Promise<Caller>>();
  const ask = (environment: EnvironmentName): Promise<Caller> => {
    const caller = asked.get(environment) ?? callerOf(locateTool('python', question.env), cloudAccess(question.env, question.config.environments[environment].awsProfile).env);
    asked.set(environment, caller);
    return caller;
  };
  return await Promise.all([
    ...ENVIRONMENTS.map((environment) => look(`credentials for ${environment}`, () => credentials(question, environment, ask), inCloud)),
    look('credentials of their own', () => apart(question, ask), inCloud),
    look('sandbox', () => sandbox(question.root), !inCloud),
  ]);
}

async function credentials({ config, online, env, seen: stacks }: AccessQuestion, environment: EnvironmentName, ask: (environment: EnvironmentName) => Promise<Caller>): Promise<Seen> {
  if (stacks !== undefined && !mayUseAws(stacks, environment)) return 'no component uses AWS';
  const { awsProfile, account } = config.environments[environment];
  const access = cloudAccess(env, awsProfile).env;
  const seen = credentialsSeen({ env: access, profiles: profilesIn(readAwsFiles(access)), configured: awsProfile !== undefined });
  if (!online) return typeof seen === 'string' ? `${seen} (not tried: --online asks AWS whose it is)` : seen;
  const caller = await ask(environment);
  if ('why' in caller) return typeof seen === 'string' ? { state: 'wrong', says: `${seen}: ${caller.why}`, next: 'sign in again, or correct the credentials' } : seen;
  if (account !== undefined && account !== caller.account) {
    return { state: 'wrong', says: `${caller.arn} is in another account than cutover.yaml says\nfound:   ${caller.account}\nallowed: ${account}`, next: `use the credentials of ${environment}, or correct environments.${environment}.account` };
  }
  return `${caller.arn}${account === undefined ? `; cutover.yaml names no account for ${environment}, so nothing tells whether it is the right one` : ''}`;
}

/** Whether what is done in test could reach production: by what cutover.yaml says, and online by the accounts that there are. */
async function apart({ config, online, seen: stacks, shared: declared }: AccessQuestion, ask: (environment: EnvironmentName) => Promise<Caller>): Promise<Seen> {
  if (stacks !== undefined && !ENVIRONMENTS.some((environment) => mayUseAws(stacks, environment))) return 'no component uses AWS';
  if (declared) return 'the base says that they may be the same (sharedCredentials)';
  const shared = sharedBetween(config.environments);
  if (shared !== undefined) return { state: 'wrong', says: shared, next: HOW_TO_PART };
  if (!online) return 'test and production are reached with a profile each (not tried: --online compares the accounts)';
  const [test, production] = await Promise.all(ENVIRONMENTS.map(ask));
  if (test === undefined || production === undefined || 'why' in test || 'why' in production) return { state: 'unknown', says: 'not both could be asked', next: 'see the credentials above' };
  if (test.account === production.account) return { state: 'wrong', says: `both profiles are of account ${test.account}`, next: HOW_TO_PART };
  return `accounts ${test.account} and ${production.account}`;
}

/** What cannot be read any more may use anything. */
function mayUseAws({ stacks, gone }: StacksSeen, environment: EnvironmentName): boolean {
  return gone.length > 0 || stacks.some(({ component, backend, providerVersions }) => component.environment === environment && (backend === 's3' || Object.keys(providerVersions).some((address) => address.endsWith('/aws'))));
}

async function sandbox(root: string): Promise<Seen> {
  const found = await sandboxStatus({ root });
  if (found.status === 'up') return `up, ${found.state.endpoint}`;
  if (found.status === 'stuck') return { state: 'wrong', says: 'it does not answer', next: 'cutover sandbox down, then cutover sandbox up' };
  return { state: 'missing', says: found.status === 'gone' ? `gone: ${found.reason}` : 'not up', next: 'cutover sandbox up' };
}
