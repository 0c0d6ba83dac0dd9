import { describe, expect, it } from '@jest/globals';
import { sandboxAccess } from '../../sandbox/access.ts';
import { stateOf } from '../../sandbox/state.ts';

const account = (accountId: string) => ({ accountId, stateBucket: `bucket-${accountId}`, credentials: { accessKeyId: `ASIA${accountId}`, secretAccessKey: 'secret', sessionToken: 'token' } });
const state = stateOf('/a project', {
  schema: 1,
  instance: '4b4a2b0c-6d80-4c5e-9d4b-1f1f1f1f1f1f',
  pid: 1,
  port: 4566,
  startedAt: '2026-01-01T00:00:00.000Z',
  environments: { test: account('111111111111'), production: account('222222222222') },
});

/** What a developer's shell may hold that leads elsewhere, or into another account. */
const HOSTILE = {
  AWS_PROFILE: 'production', AWS_DEFAULT_PROFILE: 'production', AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'real',
  AWS_CONFIG_FILE: '/home/me/.aws/config', AWS_SHARED_CREDENTIALS_FILE: '/home/me/.aws/credentials', AWS_ROLE_ARN: 'arn:aws:iam::333333333333:role/me',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2', AWS_ENDPOINT_URL: 'https://s3.amazonaws.com', AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_REGION: 'us-east-1', AWS_CA_BUNDLE: '/ca.pem', HTTP_PROXY: 'http://proxy', HTTPS_PROXY: 'http://proxy', https_proxy: 'http://proxy', ALL_PROXY: 'http://proxy',
  TF_CLI_CONFIG_FILE: '/home/me/.terraformrc', TF_CLI_ARGS: '-lock=false', TF_TOKEN_app_terraform_io: 'token', TF_VAR_x: 'y', TF_WORKSPACE: 'other', TF_DATA_DIR: '/elsewhere', TF_REATTACH_PROVIDERS: '{}', TF_LOG: 'trace', TF_PLUGIN_CACHE_DIR: '/cache',
  GITHUB_TOKEN: 'token', NODE_OPTIONS: '--inspect', PYTHONPATH: '/elsewhere', LD_PRELOAD: '/elsewhere.so',
};

describe('access to an environment', () => {
  it.each([
    { environment: 'test', accountId: '111111111111' },
    { environment: 'production', accountId: '222222222222' },
  ] as const)('of $environment is complete, and takes four variables from the parent', ({ environment, accountId }) => {
    const parent = { ...HOSTILE, PATH: '/bin', HOME: '/home/me', TMPDIR: '/var/tmp', LANG: 'C.UTF-8' };
    expect(sandboxAccess(state, parent)[environment]).toEqual({
      target: 'sandbox',
      accountId,
      env: {
        PATH: '/bin',
        HOME: '/home/me',
        TMPDIR: '/var/tmp',
        LANG: 'C.UTF-8',
        AWS_ACCESS_KEY_ID: `ASIA${accountId}`,
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_CONFIG_FILE: '/a project/.cutover/sandbox/empty',
        AWS_SHARED_CREDENTIALS_FILE: '/a project/.cutover/sandbox/empty',
        AWS_EC2_METADATA_DISABLED: 'true',
        NO_PROXY: '*',
        no_proxy: '*',
        CHECKPOINT_DISABLE: '1',
        TF_CLI_CONFIG_FILE: '/a project/.cutover/sandbox/terraform.rc',
        CUTOVER_SANDBOX_CACHE: '/a project/.cutover/sandbox/cache',
      },
      backend: {
        bucket: `bucket-${accountId}`,
        region: 'eu-central-1',
        use_path_style: true,
        use_lockfile: true,
        skip_credentials_validation: true,
        skip_metadata_api_check: true,
        skip_region_validation: true,
        endpoints: '{s3="http://127.0.0.1:4566",sts="http://127.0.0.1:4566",iam="http://127.0.0.1:4566",sso="http://127.0.0.1:4566",dynamodb="http://127.0.0.1:4566"}',
        profile: '',
        access_key: '',
        secret_key: '',
        token: '',
        assume_role: 'null',
        assume_role_with_web_identity: 'null',
        custom_ca_bundle: '',
        use_fips_endpoint: false,
        use_dualstack_endpoint: false,
        dynamodb_table: '',
      },
    });
  });

  it('leaves out what the parent does not have', () => {
    expect(Object.keys(sandboxAccess(state, {}).test.env).filter((name) => ['PATH', 'HOME', 'TMPDIR', 'LANG'].includes(name))).toEqual([]);
  });
});
