import type { Config } from '../config.ts';
import { Halt, UserError } from '../errors.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import { allowedEnvironment, HARMLESS, type EnvironmentAccess } from '../terraform/access.ts';
import { accountOf, assumeRole, type RoleCredentials, type RoleQuestion } from './assume-role.ts';

/** What the engine reads of the caller's environment beside credentials. A region is no credential. */
const SETTINGS = /^(TF_VAR_|TF_TOKEN_|TF_CLI_CONFIG_FILE$|TF_PLUGIN_CACHE_DIR$|AWS_REGION$|AWS_DEFAULT_REGION$|AWS_USE_(FIPS|DUALSTACK)_ENDPOINT$|AWS_CA_BUNDLE$|GOGC$|GOMEMLIMIT$|HTTPS?_PROXY$|NO_PROXY$|https?_proxy$|no_proxy$)/;

/** With less than this left, a component's apply could outlive its credentials: others are asked for. */
const LEAST_LEFT_MS = 30 * 60 * 1000;

export interface JobAccess extends Omit<RoleQuestion, 'region'> {
  /** The one environment that the job is for. */
  environment: EnvironmentName;
  /** `environments.<name>.account` of cutover.yaml. */
  account: string | undefined;
  /** For a job whose environment names no region; see `regionIn`. */
  region?: string | undefined;
  env: NodeJS.ProcessEnv;
  now: () => Date;
}

/** The region that cutover.yaml names for an environment: for the app, else for the state. A workflow that is called gets no environment variable of its caller. */
export function regionIn({ env, backend }: Pick<Config['environments'][EnvironmentName], 'env' | 'backend'>): string | undefined {
  const named = env['AWS_REGION'] ?? backend['region'];
  return typeof named === 'string' ? named : undefined;
}

/**
 * The access of a job that assumes a role, for `Run.access`: it reaches the one environment that the role is for, with the
 * role's credentials and none that were lying about. The role is assumed when somebody asks, so never before the approval, and
 * again when its credentials come to their end. Asking for the other environment is a HALT.
 */
export function jobAccess(job: JobAccess): (asked: EnvironmentName) => Promise<EnvironmentAccess> {
  const { environment, role, account, env, now } = job;
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? job.region ?? '';
  const settings = allowedEnvironment(env, (name) => HARMLESS.includes(name) || SETTINGS.test(name));
  let kept: RoleCredentials | undefined;
  let asking: Promise<RoleCredentials> | undefined;
  const credentials = async (): Promise<RoleCredentials> => {
    if (kept !== undefined && kept.expires.getTime() - now().getTime() > LEAST_LEFT_MS) return kept;
    // Components side by side ask once; a refusal is not remembered.
    asking ??= assumeRole({ ...job, region }).finally(() => (asking = undefined));
    return (kept = await asking);
  };
  return async (asked) => {
    if (asked !== environment) throw new Halt({ problem: `this job has the credentials of ${environment}, and ${asked} is to be reached`, next: 'each environment has a job of its own, with its own role' });
    const its = accountOf(role);
    if (account !== undefined && account !== its) throw new UserError({ field: 'role', problem: `the role is of another account than ${environment}`, found: its, allowed: `${account}, as cutover.yaml says (environments.${environment}.account)` });
    const { env: keys } = await credentials();
    // The account, not the role: production is planned with one role and changed with another, and is one world.
    return { target: 'cloud', world: `cloud ${its}`, env: { ...settings, AWS_REGION: region, AWS_DEFAULT_REGION: region, ...keys, AWS_EC2_METADATA_DISABLED: 'true', CHECKPOINT_DISABLE: '1' }, backend: {} };
  };
}
