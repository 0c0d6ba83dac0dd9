import { describe, expect, it } from '@jest/globals';
import { isTellingName, looksSecret, redactText } from '../../src/terraform/secret-text.ts';

describe('a text that nobody marked', () => {
  it.each([
    ['a password in JSON', JSON.stringify({ password: 'hunter2' })],
    ['one in camel case', JSON.stringify({ user: 'a', dbPassword: 'hunter2' })],
    ['a key of AWS in JSON', JSON.stringify({ SecretAccessKey: 'hunter2' })],
    ['JSON in JSON', JSON.stringify({ inner: JSON.stringify({ token: 'hunter2' }) })],
    ['indented JSON', JSON.stringify({ password: 'hunter2' }, null, 2)],
    ['a password that begins with a backslash', JSON.stringify({ password: '\\unter2' })],
    ['a password of digits', JSON.stringify({ password: 84741234 })],
    ['the environment of a container', JSON.stringify([{ name: 'DB_PASSWORD', value: 'hunter2' }])],
    ['a line of a script', '#!/bin/sh\nexport DB_PASSWORD=hunter2\n'],
    ['a line of HCL', '  password = "hunter2"'],
    ['a word of a reference that is longer', 'password = nullify'],
    ['a short word in a script', 'export DB_PASS=hunter2'],
    ['a short word in JSON', JSON.stringify({ db_pwd: 'hunter2' })],
    ['a connection string', 'Server=db;Password=hunter2;Encrypt=true'],
    ['an access key', 'the key AKIAIOSFODNN7EXAMPLE'],
  ])('is hidden whole: %s', (_title, text) => {
    expect(redactText(text)).toBe('(hidden: it looks like a secret)');
  });

  it.each([
    ['a policy', JSON.stringify({ Action: ['secretsmanager:GetSecretValue'], Resource: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbC' })],
    ['an empty password', JSON.stringify({ password: '', token: null })],
    ['an empty one inside JSON', JSON.stringify({ inner: JSON.stringify({ token: '' }) })],
    ['a reference', '  password = var.db_password'],
    ['a reference of a script', 'export DB_PASSWORD="$FROM_OUTSIDE"'],
    ['what the engine hides itself', '  password = (sensitive value)'],
    ['no value', 'password = null'],
    ['a word that only ends so', 'bypass = true-ish, compass=north'],
    ['a comparison', 'condition = token == other'],
    ['words about a password', 'The argument "password" is required, but no definition was found.'],
  ])('is kept: %s', (_title, text) => {
    expect(redactText(text)).toBe(text);
  });

  it('takes no more time than its length asks for', () => {
    const started = performance.now();
    for (const text of ['a'.repeat(200_000), 'password'.repeat(20_000), '\\'.repeat(50_000), 'password\\"'.repeat(10_000), '_'.repeat(50_000) + '=']) looksSecret(text);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('a telling name', () => {
  it.each([['password', true], ['DB_PASSWORD', true], ['clientSecret', true], ['secret_arn', false], ['password_length', false], ['kms_key', false], ['pass', true], ['DB_PASS', true], ['dbPwd', true], ['credential', true], ['service-credentials', true], ['bypass', false], ['compass', false], ['pass_rate', false]])('%s: %s', (name, telling) => {
    expect(isTellingName(name)).toBe(telling);
  });
});
