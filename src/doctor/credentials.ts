import type { Seen } from './finding.ts';

/** Sources that need no file, in the order in which the SDKs take them. Each is there when all of its variables are. */
const FROM_VARIABLES: readonly { source: string; variables: string[] }[] = [
  { source: 'access key of the shell', variables: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] },
  { source: 'web identity', variables: ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'] },
  { source: 'container credentials', variables: ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] },
  { source: 'container credentials', variables: ['AWS_CONTAINER_CREDENTIALS_FULL_URI'] },
];

/**
 * Where Terraform would take its credentials from, told from names alone: no value is looked at, nobody is asked. `env` is what
 * the child would get, `profiles` the names in the AWS files. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function credentialsSeen({ env, profiles, configured }: { env: Record<string, string>; profiles: string[]; configured: boolean }): Seen {
  const profile = env['AWS_PROFILE'];
  const variable = FROM_VARIABLES.find(({ variables }) => variables.every((name) => (env[name] ?? '') !== ''));
  // Keys in the shell win over a profile that the shell names; one that cutover.yaml names takes their place.
  if (variable?.source === 'access key of the shell') return variable.source;
  if (profile !== undefined) {
    if (profiles.includes(profile)) return `profile ${profile}`;
    return { state: 'missing', says: `there is no profile ${profile} in the AWS configuration`, next: configured ? `aws configure sso --profile ${profile}, or correct awsProfile in cutover.yaml` : `aws configure sso --profile ${profile}, or unset AWS_PROFILE` };
  }
  if (variable !== undefined) return variable.source;
  if (profiles.includes('default')) return 'profile default';
  return { state: 'missing', says: 'no keys in the shell, no default profile; that of a cloud machine can only be told with --online', next: 'name a profile in cutover.yaml (awsProfile), or export credentials' };
}
