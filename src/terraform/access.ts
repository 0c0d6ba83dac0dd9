/** How an environment is reached: who we are there, and where its state is. */
export interface EnvironmentAccess {
  target: 'sandbox' | 'cloud';
  /** Tells one world from another: a sandbox that was started anew is another. What was seen in one proves nothing about the next. */
  world: string;
  /** The complete environment of every child that talks to the cloud. */
  env: Record<string, string>;
  /** `-backend-config` values. */
  backend: Record<string, string | number | boolean>;
}

/** What any child may see: enough to find programs and to write temporary files, and no secret. */
export const HARMLESS = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'USER', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'];

/** What Terraform and its providers read on top, when they talk to a real cloud. */
const CLOUD = /^(AWS_|TF_VAR_|TF_TOKEN_|TF_CLI_CONFIG_FILE$|TF_PLUGIN_CACHE_DIR$|GOOGLE_|ARM_|GOGC$|GOMEMLIMIT$|HTTPS?_PROXY$|NO_PROXY$|https?_proxy$|no_proxy$)/;

const AWS_IDENTITY = /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|CREDENTIAL_EXPIRATION|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN|ROLE_SESSION_NAME|CONTAINER_\w+|BEARER_TOKEN_\w+|PROFILE|DEFAULT_PROFILE)$/;

export function allowedEnvironment(parent: NodeJS.ProcessEnv, allow: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(parent).filter((entry): entry is [string, string] => entry[1] !== undefined && allow(entry[0])));
}

export function harmlessEnvironment(parent: NodeJS.ProcessEnv): Record<string, string> {
  return allowedEnvironment(parent, (name) => HARMLESS.includes(name));
}

/** Access to a real account, with the credentials of the shell, or of the named profile where the configuration has one. */
export function cloudAccess(parent: NodeJS.ProcessEnv, awsProfile: string | undefined): EnvironmentAccess {
  const env = allowedEnvironment(parent, (name) => HARMLESS.includes(name) || CLOUD.test(name));
  if (awsProfile !== undefined) {
    // What else tells who we are would win over the profile, or could be fallen back to, and could belong to the other environment.
    for (const name of Object.keys(env)) if (AWS_IDENTITY.test(name)) Reflect.deleteProperty(env, name);
    env['AWS_PROFILE'] = awsProfile;
  }
  return { target: 'cloud', world: `cloud ${awsProfile ?? 'default'}`, env: { ...env, CHECKPOINT_DISABLE: '1' }, backend: {} };
}
