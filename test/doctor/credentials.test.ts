import { describe, expect, it } from '@jest/globals';
import { credentialsSeen } from '../../src/doctor/credentials.ts';
import { profilesIn } from '../../src/doctor/profiles.ts';

describe('profiles of the AWS files', () => {
  it.each<[string, string, string, string[]]>([
    ['none', '', '', []],
    ['the credentials name them as they are', '', '[default]\naws_access_key_id = x\n\n[ prod ]\n', ['default', 'prod']],
    ['the configuration with a word before', '[default]\nregion = x\n[profile prod]\n[profile "with blank"]\n', '', ['default', 'prod', 'with blank']],
    ['sessions and services are none', '[sso-session prod]\n[services x]\n[prod]\n', '', []],
    ['both name one', '[profile prod]\n', '[prod]\n', ['prod']],
    ['a comment is none', '# [profile a]\n; [profile b]\n', '#[c]\n', []],
  ])('%s', (_title, config, credentials, names) => {
    expect(profilesIn({ config, credentials })).toEqual(names);
  });
});

describe('where credentials would come from', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG' };

  it.each<[string, Record<string, string>, string[], string]>([
    ['keys in the shell', keys, [], 'access key of the shell'],
    ['keys in the shell, over the profile that it names', { ...keys, AWS_PROFILE: 'prod' }, [], 'access key of the shell'],
    ['the profile that is named', { AWS_PROFILE: 'prod' }, ['prod'], 'profile prod'],
    ['a web identity', { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn' }, [], 'web identity'],
    ['a container', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x' }, [], 'container credentials'],
    ['the default profile', {}, ['default', 'prod'], 'profile default'],
  ])('%s', (_title, env, profiles, says) => {
    expect(credentialsSeen({ env, profiles, configured: false })).toBe(says);
  });

  it.each<[string, Record<string, string>, string[], RegExp]>([
    ['nothing', {}, ['prod'], /no keys in the shell, no default profile/],
    ['half of a key', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }, [], /no keys in the shell/],
    ['an empty key', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, [], /no keys in the shell/],
    ['half of a web identity', { AWS_ROLE_ARN: 'arn' }, [], /no keys in the shell/],
    ['a profile that is not there', { AWS_PROFILE: 'prod' }, ['default'], /there is no profile prod/],
    ['a profile that is not there, and a web identity that the SDKs would ask after it', { AWS_PROFILE: 'prod', AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn' }, [], /there is no profile prod/],
  ])('is missing: %s', (_title, env, profiles, says) => {
    expect(credentialsSeen({ env, profiles, configured: true })).toMatchObject({ state: 'missing', says: expect.stringMatching(says), next: expect.stringMatching(/awsProfile/) });
  });

  it('shows no value', () => {
    for (const env of [keys, { AWS_ACCESS_KEY_ID: keys.AWS_ACCESS_KEY_ID }]) expect(JSON.stringify(credentialsSeen({ env, profiles: [], configured: false }))).not.toMatch(/AKIA|wJal/);
  });
});
