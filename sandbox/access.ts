import type { EnvironmentName } from '../src/evidence/record.ts';
import { clientFiles } from './client-files.ts';
import { SANDBOX_REGION, type SandboxState } from './state.ts';

export interface SandboxAccess {
  target: 'sandbox';
  accountId: string;
  /** Every environment variable a child process gets, none to be added from this process. */
  env: Record<string, string>;
  /** `-backend-config` values that turn any S3 backend into the sandbox's; the state's key stays the stack's. */
  backend: Record<string, string | number | boolean>;
}

/** What a child may know of its parent. Anything else there may name an account, a proxy or a registry. */
const FROM_PARENT = ['PATH', 'HOME', 'TMPDIR', 'LANG'];

/**
 * How to reach each environment of a sandbox that is up, and nothing but it.
 * Variables: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html,
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables;
 * backend: https://developer.hashicorp.com/terraform/language/backend/s3
 */
export function sandboxAccess(state: SandboxState, parent: NodeJS.ProcessEnv = process.env): Record<EnvironmentName, SandboxAccess> {
  return { test: accessTo(state, 'test', parent), production: accessTo(state, 'production', parent) };
}

function accessTo(state: SandboxState, environment: EnvironmentName, parent: NodeJS.ProcessEnv): SandboxAccess {
  const { accountId, stateBucket, credentials } = state.environments[environment];
  const { cliConfig, emptyFile, cache } = clientFiles(state.root);
  return {
    target: 'sandbox',
    accountId,
    env: {
      ...Object.fromEntries(FROM_PARENT.flatMap((name) => (parent[name] === undefined ? [] : [[name, parent[name]]]))),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL: state.endpoint,
      AWS_REGION: SANDBOX_REGION,
      AWS_DEFAULT_REGION: SANDBOX_REGION,
      AWS_CONFIG_FILE: emptyFile,
      AWS_SHARED_CREDENTIALS_FILE: emptyFile,
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_PROXY: '*',
      no_proxy: '*',
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: cliConfig,
      CUTOVER_SANDBOX_CACHE: cache, // sandbox/provider: what each start of the provider would make anew.
    },
    backend: {
      bucket: stateBucket,
      region: SANDBOX_REGION,
      use_path_style: true,
      use_lockfile: true,
      skip_credentials_validation: true,
      skip_metadata_api_check: true,
      skip_region_validation: true,
      ...withoutTheStacksOwn(state.endpoint),
    },
  };
}

/**
 * A stack's S3 backend may itself say where to go and as whom. `endpoints` wins over AWS_ENDPOINT_URL, so without this such a
 * stack would leave the machine; the others would fail. The deprecated `endpoint` and its like conflict, which Terraform says.
 */
function withoutTheStacksOwn(endpoint: string): Record<string, string | boolean> {
  const services = ['s3', 'sts', 'iam', 'sso', 'dynamodb'].map((service) => `${service}="${endpoint}"`);
  return {
    endpoints: `{${services.join(',')}}`,
    profile: '',
    access_key: '',
    secret_key: '',
    token: '',
    assume_role: 'null',
    assume_role_with_web_identity: 'null',
    custom_ca_bundle: '',
    use_fips_endpoint: false,
    use_dualstack_endpoint: false,
    dynamodb_table: '', // The lock file is the lock.
  };
}
