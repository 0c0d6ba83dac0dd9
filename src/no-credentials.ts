import type { Complaint } from './errors.ts';

/** What the engines' S3 backend, the AWS provider and the SDKs say where they found nothing to sign with. */
const NONE = /No valid credential sources? found|Could not load credentials from any providers|no EC2 IMDS role found|failed to get shared config profile|Could not resolve credentials using profile|Profile \S+ (?:could not be found|not found)/i;
/** And where AWS, or the sign-in, does not take what they found. */
const REFUSED = /\b(?:ExpiredToken(?:Exception)?|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch)\b|failed to refresh cached credentials|SSO (?:session|token)[^.]{0,60} (?:has expired|is expired|expired|invalid)|Error loading SSO Token|TokenProviderError/i;

/**
 * Told from what a tool said: that credentials are the trouble, which they were (by name: no value is looked at) and what to do. Undefined where it is
 * something else. `env` is what the tool was given.
 */
export function credentialTrouble(said: string, env: Record<string, string>): Pick<Complaint, 'problem' | 'found' | 'next'> & { problem: string } | undefined {
  const none = NONE.test(said);
  if (!none && !REFUSED.test(said)) return undefined;
  const profile = env['AWS_PROFILE'];
  const keys = (env['AWS_ACCESS_KEY_ID'] ?? '') !== '';
  return {
    problem: none ? 'there are no AWS credentials' : 'AWS does not take these credentials, or they have expired',
    found: keys ? 'keys in the environment (AWS_ACCESS_KEY_ID)' : profile !== undefined ? `profile ${profile}` : 'no keys in the environment, and no profile is named',
    next: `${profile !== undefined && !keys ? `aws sso login --profile ${profile} (or aws configure), or correct the profile` : 'sign in, or name a profile of this account'}: environments.<name>.awsProfile in cutover.yaml; in a job on GitHub, pass the role of the environment; cutover doctor --online says whose credentials each environment has`,
  };
}
