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
    ['a web token', `bearer ${['{"alg":"none"}', '{"sub":"somebody"}', 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.')}`],
    ['a password in an address', 'postgres://ann:hunter2@db:5432/app'],
    ['a container in JSON in JSON', JSON.stringify({ inner: JSON.stringify([{ name: 'DB_PASSWORD', value: 'hunter2' }]) })],
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
    ['an address with a port', 'https://example.com:8443/a@b, git@example.com:a/b'],
    ['half of a web token', 'eyJhbGciOiJub25lIn0.x'],
    ['a comparison', 'condition = token == other'],
    ['words about a password', 'The argument "password" is required, but no definition was found.'],
  ])('is kept: %s', (_title, text) => {
    expect(redactText(text)).toBe(text);
  });

  // By the square of its length each would take from seconds to minutes.
  it.each([
    ['letters', 'a'.repeat(200_000)],
    ['telling words', 'password'.repeat(20_000)],
    ['backslashes', '\\'.repeat(50_000)],
    ['telling words, each with a quotation mark', 'password\\"'.repeat(10_000)],
    ['a long name that is set', `${'_'.repeat(50_000)}=`],
    ['beginnings of web tokens', 'eyJ-'.repeat(50_000)],
    ['what could be the scheme of an address', 'a-'.repeat(100_000)],
    ['beginnings of addresses', 'a://b:'.repeat(30_000)],
    ['names of a container', '"name": "'.repeat(20_000)],
  ])('takes no more time than its length asks for: %s', (_title, text) => {
    const started = process.cpuUsage();
    looksSecret(text);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(0.5);
  });
});

describe('a telling name', () => {
  it.each([['password', true], ['DB_PASSWORD', true], ['clientSecret', true], ['secret_arn', false], ['password_length', false], ['kms_key', false], ['pass', true], ['DB_PASS', true], ['dbPwd', true], ['credential', true], ['service-credentials', true], ['bypass', false], ['compass', false], ['pass_rate', false]])('%s: %s', (name, telling) => {
    expect(isTellingName(name)).toBe(telling);
  });
});
