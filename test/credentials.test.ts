import { describe, expect, it } from '@jest/globals';
import { credentialsIn } from '../src/credentials.ts';

describe('secret variables', () => {
  it.each(['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'TF_VAR_db', 'TF_TOKEN_app_example_com', 'ARM_CLIENT_ID', 'GOOGLE_CREDENTIALS', 'X_API_KEY', 'db_password'])('%s is one', (name) => {
    expect(credentialsIn({ [name]: 'canary' })).toEqual(['canary']);
  });

  it.each(['PATH', 'HOME', 'AWS_REGION', 'AWS_ENDPOINT_URL', 'TF_CLI_CONFIG_FILE', 'NO_PROXY'])('%s is none', (name) => {
    expect(credentialsIn({ [name]: 'canary' })).toEqual([]);
  });

  it('are left out where they are too short to be told from other text', () => {
    expect(credentialsIn({ TF_VAR_flag: 'true', TF_VAR_pin: '12345' })).toEqual([]);
  });

  it.each([
    ['JSON', '{"user":"canary","list":["second\\ncanary"]}', ['canary', 'second\ncanary']],
    ['HCL', '{ user = "canary" }', ['canary']],
  ])('are looked for inside of %s', (_title, value, texts) => {
    expect(credentialsIn({ TF_VAR_object: value })).toEqual([value, ...texts]);
  });
});
