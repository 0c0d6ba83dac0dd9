import { describe, expect, it } from '@jest/globals';
import { needOf, whyNotPlanned } from '../../src/steps/can-plan.ts';

describe('whether a component can be planned here', () => {
  it.each([
    [{ backend: 's3', providers: [] }, 'aws'],
    [{ backend: 'local', providers: ['hashicorp/aws'] }, 'aws'],
    [{ backend: 'local', providers: [] }, 'nothing'],
    [{ backend: undefined, providers: [] }, 'nothing'],
    [{ backend: 'azurerm', providers: [] }, 'another'],
    [{ backend: 'local', providers: ['hashicorp/google'] }, 'another'],
    // A provider that runs what the code says is not run without credentials either: it is a stranger's code.
    [{ backend: 'local', providers: ['hashicorp/external'] }, 'another'],
  ])('%j needs %s', (stack, need) => {
    expect(needOf(stack)).toBe(need);
  });

  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  const fork = { PATH: '/bin', HOME: '/home/x', CHECKPOINT_DISABLE: '1' };
  it.each([
    ['nothing', fork, [], undefined],
    ['aws', { ...fork, ...keys }, [], undefined],
    ['aws', { ...fork, AWS_WEB_IDENTITY_TOKEN_FILE: 'x', AWS_ROLE_ARN: 'y' }, [], undefined],
    ['aws', fork, ['default'], undefined],
    ['aws', { ...fork, AWS_PROFILE: 'team' }, ['team'], undefined],
    ['aws', { ...fork, AWS_PROFILE: 'team' }, ['other'], 'no credentials here'],
    ['aws', { ...fork, AWS_REGION: 'eu-central-1' }, [], 'no credentials here'],
    ['aws', fork, [], 'no credentials here'],
    ['another', fork, [], 'no credentials here'],
    ['another', { ...fork, GOOGLE_CREDENTIALS: 'x' }, [], undefined],
  ] as const)('%s with %j and profiles %j: %s', (need, env, profiles, why) => {
    expect(whyNotPlanned(need, { ...env }, [...profiles])).toBe(why);
  });
});
