import { describe, expect, it } from '@jest/globals';
import { denies } from '../../../src/claims/rules/policy-document.ts';

const DENIAL = { action: 's3:*', when: { Bool: { 'aws:SecureTransport': 'false' } }, resources: 2 };
const REFUSAL = { Sid: 'Tls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const policy = (...statements: unknown[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });

describe('a policy document refuses', () => {
  it.each<[string, string]>([
    ['by one statement', policy(REFUSAL)],
    ['by one of several', policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }, REFUSAL)],
    ['by a statement that stands alone', JSON.stringify({ Statement: REFUSAL })],
    ['by all actions', policy({ ...REFUSAL, Action: '*' })],
    ['by one action of a list, whatever its case', policy({ ...REFUSAL, Action: ['s3:GetObject', 'S3:*'] })],
    ['everyone by the name of all accounts', policy({ ...REFUSAL, Principal: { AWS: ['*'] } })],
    ['with a truth value and a key in another case', policy({ ...REFUSAL, Condition: { Bool: { 'AWS:SecureTransport': false } } })],
    ['with a list of one value', policy({ ...REFUSAL, Condition: { Bool: { 'aws:SecureTransport': ['false'] } } })],
  ])('%s', (_words, text) => {
    expect(denies(text, DENIAL, false)).toBe('yes');
    expect(denies(text, DENIAL, true)).toBe('yes');
  });

  it.each<[string, object]>([
    ['it allows', { Effect: 'Allow' }],
    ['it is for one principal', { Principal: { AWS: 'arn:aws:iam::111111111111:root' } }],
    ['it is for everyone but one', { Principal: undefined, NotPrincipal: '*' }],
    ['it is for everyone of a service', { Principal: { Service: '*' } }],
    ['it is for reading only', { Action: 's3:GetObject' }],
    ['it is for everything but an action', { Action: undefined, NotAction: 's3:GetObject' }],
    ['it leaves the objects out', { Resource: ['arn:aws:s3:::data'] }],
    ['it names one resource twice', { Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data'] }],
    ['it has no condition', { Condition: undefined }],
    ['its condition is the wrong way round', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a second condition narrows it', { Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '1' } } }],
    ['a second key narrows it', { Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } }],
    ['a second value turns it round', { Condition: { Bool: { 'aws:SecureTransport': ['false', 'true'] } } }],
  ])('not when %s', (_words, change) => {
    expect(denies(policy({ ...REFUSAL, ...change }), DENIAL, false)).toBe('no');
    expect(denies(policy({ ...REFUSAL, ...change }), DENIAL, true)).toBe('no');
  });

  it.each(['', '{"Statement":', 'null', '[]', '7', '{"Statement":{}}', '{"Statement":"x"}', '{"Statement":[null]}', '{"Statement":[{"Condition":{"Bool":"x"}}]}'])('not in %j', (text) => {
    expect(denies(text, DENIAL, true)).toBe('no');
  });
});

describe('an action of a policy', () => {
  it.each<[string, string]>([
    ['s3:Get*', 'no'],
    ['s3:?et*', 'no'],
    ['*:*', 'yes'],
    ['s?:*', 'yes'],
    ['s3:**', 'yes'],
    ['*s3*:*', 'yes'],
    ['s3:*x', 'no'],
    ['s3.*', 'no'],
    ['', 'no'],
  ])('%j refuses all of s3: %s', (action, answer) => {
    expect(denies(policy({ ...REFUSAL, Action: action }), DENIAL, false)).toBe(answer);
  });

  it('takes no longer for many stars', () => {
    const long = { ...DENIAL, action: `s3:${'a'.repeat(60)}` };
    const started = performance.now();
    for (const action of [`${'*'.repeat(40)}!`, `${'*?'.repeat(30)}!`, `${'*a'.repeat(30)}!`]) expect(denies(policy({ ...REFUSAL, Action: action }), long, false)).toBe('no');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a policy that is written with references', () => {
  it.each<[string, string, string]>([
    ['refuses, with references in its resources', policy({ ...REFUSAL, Resource: ['${aws_s3_bucket.data.arn}', '${aws_s3_bucket.data.arn}/*'] }), 'yes'],
    ['refuses, with references in another statement', policy({ Effect: '${var.effect}', Principal: '*', Action: '${var.action}' }, REFUSAL), 'yes'],
    ['is open when it is one reference', '${data.aws_iam_policy_document.tls.json}', 'unknown'],
    ['is open when the engine makes its statements', '{"Statement":[${join(",", local.statements)}]}', 'unknown'],
    ['is open when its statements are a reference', '{"Statement":"${local.statements}"}', 'unknown'],
    ['is open when the effect is a reference', policy({ ...REFUSAL, Effect: '${var.effect}' }), 'unknown'],
    ['is open when the action is a reference', policy({ ...REFUSAL, Action: ['${var.action}'] }), 'unknown'],
    ['is open when the value of the condition is a reference', policy({ ...REFUSAL, Condition: { Bool: { 'aws:SecureTransport': '${var.tls}' } } }), 'unknown'],
    ['is open when a directive may leave the statement out', `{"Statement":[%{ if var.tls }${JSON.stringify(REFUSAL)}%{ endif }]}`, 'unknown'],
    ['is open when a directive stands inside a text', policy({ ...REFUSAL, Sid: '%{ if var.x }x%{ endif }' }), 'unknown'],
    ['does not refuse when only a refusal of other keys has references', policy({ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: '${x.y.arn}/*', Condition: { StringNotEquals: { 's3:x-amz-key': '${x.y.arn}' } } }), 'no'],
    ['does not refuse when references could only make it narrower', policy({ ...REFUSAL, Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { a: '${var.a}' } } }), 'no'],
  ])('%s', (_words, text, answer) => {
    expect(denies(text, DENIAL, true)).toBe(answer);
  });

  it('is taken by the letter in a plan, where `${` is a variable of the policy language', () => {
    expect(denies('{"Statement":"${local.statements}"}', DENIAL, false)).toBe('no');
    expect(denies(policy({ ...REFUSAL, Effect: '${var.effect}' }), DENIAL, false)).toBe('no');
  });
});
