import { Halt, StepFailure, UserError } from '../errors.ts';
import type { ActionsContext } from './context.ts';
import { idToken, type IdTokenRequest } from './oidc.ts';

/** Credentials that end by themselves. */
export interface RoleCredentials {
  env: { AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string; AWS_SESSION_TOKEN: string };
  expires: Date;
}

/** What AWS asks of an identity token that is meant for it. */
const AUDIENCE = 'sts.amazonaws.com';
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ROLE = /^arn:(?:aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/;
/** An hour: what every role allows unless it was changed. */
const SECONDS = 3600;

/** The account that a role belongs to. Throws UserError for what is no role. */
export function accountOf(role: string): string {
  const [, account] = ROLE.exec(role) ?? [];
  if (account !== undefined) return account;
  throw new UserError({ field: 'role', problem: 'this is no role that can be assumed', found: JSON.stringify(role.slice(0, 120)), allowed: 'the ARN of a role, such as arn:aws:iam::123456789012:role/deploy' });
}

export interface RoleQuestion {
  role: string;
  region: string;
  request: IdTokenRequest | undefined;
  /** Of the run: the session's name, which CloudTrail shows, says which run and job it was. */
  context: Pick<ActionsContext, 'run' | 'job'>;
  mask: (secret: string) => void;
  signal: AbortSignal;
  /** Another STS, for tests. */
  endpoint?: string | undefined;
  pause?: number;
}

/**
 * Exchanges the job's identity for a role's credentials. Every secret is masked before it is returned; none is ever in an
 * error. Throws UserError for what is no role or no region, Halt when AWS does not trust the job.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function assumeRole({ role, region, request, context, mask, signal, endpoint, pause }: RoleQuestion): Promise<RoleCredentials> {
  accountOf(role);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UserError({ field: 'AWS_REGION', problem: 'the region in which the role is assumed is not known', found: JSON.stringify(region.slice(0, 40)), next: 'name it in cutover.yaml: environments.<name>.env.AWS_REGION, or environments.<name>.backend.region' });
  const token = await idToken({ request, audience: AUDIENCE, mask, signal, ...(pause === undefined ? {} : { pause }) });
  const { STSClient, AssumeRoleWithWebIdentityCommand } = await import('@aws-sdk/client-sts');
  // The call is not signed. With empty keys nothing looks for some on the machine.
  const client = new STSClient({ region, credentials: { accessKeyId: '', secretAccessKey: '' }, ...(endpoint === undefined ? {} : { endpoint }) });
  const answer = await client
    .send(new AssumeRoleWithWebIdentityCommand({ RoleArn: role, RoleSessionName: sessionName(context), WebIdentityToken: token, DurationSeconds: SECONDS }), { abortSignal: signal })
    .catch((error: unknown) => {
      throw explained(error, role, token);
    });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  for (const secret of [AccessKeyId, SecretAccessKey, SessionToken]) if (secret !== undefined && secret !== '') mask(secret);
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined) throw new Halt({ field: 'role', problem: 'AWS gave no credentials for the role', found: role });
  return { env: { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: SessionToken }, expires: Expiration };
}

/** 2 to 64 characters of `[\w+=,.@-]`. */
function sessionName({ run, job }: RoleQuestion['context']): string {
  return `cutover-${run.id}-${run.attempt}-${job.replace(/[^\w-]/g, '-')}`.slice(0, 64);
}

function explained(error: unknown, role: string, token: string): Error {
  const { name = 'unknown', message = '', $metadata } = error as { name?: string; message?: string; $metadata?: { httpStatusCode?: number } };
  const found = `${name}: ${message.replaceAll(token, '(hidden)')}`.slice(0, 300);
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    return new Halt({ field: 'role', problem: `AWS does not let this job assume ${role}`, found, next: 'check the trust of the role: the provider token.actions.githubusercontent.com, aud, sub (repository and environment) and job_workflow_ref' });
  }
  return new StepFailure({ field: 'role', problem: `AWS did not answer when ${role} was to be assumed`, found, next: 'run the job again' });
}
