import { describe, expect, it } from '@jest/globals';
import { cloudAccess } from '../../src/terraform/access.ts';

const SHELL = { PATH: '/bin', AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'canary', AWS_SECRET_ACCESS_KEY: 'canary', AWS_SESSION_TOKEN: 'canary', AWS_PROFILE: 'canary', AWS_ROLE_ARN: 'canary', AWS_WEB_IDENTITY_TOKEN_FILE: 'canary', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'canary', AWS_BEARER_TOKEN_BEDROCK: 'canary', GITHUB_TOKEN: 'canary', TF_LOG: 'canary', TF_LOG_PATH: 'canary', TF_CLI_ARGS: 'canary' };

describe('access to an account', () => {
  it('by a profile brings no identity of the shell along, which could be that of the other environment', () => {
    expect(cloudAccess(SHELL, 'shop-test').env).toEqual({ PATH: '/bin', AWS_REGION: 'eu-central-1', AWS_PROFILE: 'shop-test', CHECKPOINT_DISABLE: '1' });
  });

  it('never brings what makes the engine log, or changes its commands', () => {
    expect(Object.keys(cloudAccess(SHELL, undefined).env).filter((name) => /^TF_|^GITHUB_/.test(name))).toEqual([]);
  });
});
