import { describe, expect, it } from '@jest/globals';
import { looksRandom } from '../../src/terraform/random-text.ts';
import { looksSecret, redactLines, redactText } from '../../src/terraform/secret-text.ts';
import { isTellingName, mayBeTelling } from '../../src/terraform/telling-names.ts';

/** Put together here, so that nobody takes them for keys that leaked. */
const token = (...parts: string[]): string => parts.join('');
const hex = 'a1b2c3d4e5f60718'.repeat(4);
const letters = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5hJ7kL9'.repeat(2);

describe('a key that tells by its form what it is', () => {
  it.each([
    ['PEM', token('-----BEGIN RSA PRI', 'VATE KEY-----')],
    ['PGP', token('-----BEGIN PGP PRI', 'VATE KEY BLOCK-----')],
    ['PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519'],
    ['age', token('AGE-SECRET', '-KEY-1QQPQQ7N2ZL0V6V9KQ3J8')],
    ...['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ', 'PGP '].map((kind) => [`PEM of ${kind}in base64`, Buffer.from(`-----BEGIN ${kind}PRIVATE KEY-----\nMIIEvQIBADANBg`).toString('base64')] as const),
    ['AWS', token('ASIA', 'IOSFODNN7EXAMPLE')],
    ['Bedrock', token('ABSK', letters.slice(0, 40))],
    ['an API key of Google', token('AIza', letters.slice(0, 35))],
    ['a secret of OAuth at Google', token('GOCSPX-', letters.slice(0, 28))],
    ['Entra', token('abc8Q~', letters.slice(0, 34))],
    ['Azure storage', token(letters.slice(0, 76), '+ASt', 'aBcDeQ==')],
    ['a connection string of Azure', 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcd;EndpointSuffix=core.windows.net'],
    ['an address of Azure for whoever has it', 'https://a.blob.core.windows.net/c?sv=2022&sp=r&sig=abc%2Bdef%3D'],
    ['an address of S3 for whoever has it', 'https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=0a1b2c'],
    ['GitHub', token('gh', 'p_', letters.slice(0, 36))],
    ['GitHub, fine-grained', token('github', '_pat_', letters.slice(0, 60))],
    ['GitLab', token('gl', 'pat-', letters.slice(0, 20))],
    ['Slack', token('xo', 'xb-', '1234567890-abcdef')],
    ['a hook of Slack', token('https://hooks.slack', '.com/services/T000/B000/abc')],
    ['npm', token('npm', '_', letters.slice(0, 36))],
    ['HCP Terraform', token('abc.atlas', 'v1.', letters.slice(0, 60))],
    ['Vault', token('hv', 's.', letters.slice(0, 24))],
    ['DigitalOcean', token('dop', '_v1_', hex)],
    ['Stripe', token('sk_', 'live_', letters.slice(0, 24))],
    ['SendGrid', token('SG', '.', letters.slice(0, 22), '.', letters.slice(0, 43))],
    ['Grafana', token('glsa', '_', letters.slice(0, 32))],
    ['the header of a request', `Authorization: Bearer ${letters.slice(0, 30)}`],
    ['the same for a user and a password', 'authorization: Basic dXNlcjpodW50ZXIyaHVudGVyMg=='],
    ['a password in an address without a user', 'redis://:hunter2@cache:6379/0'],
    ['a line of YAML', 'user: ann\npassword: hunter2\n'],
    ['an item of YAML', 'args:\n  - api_key: hunter2'],
    ['a command line', 'deploy --user ann --db-password hunter2'],
    ['a list of names and values, the value first', JSON.stringify([{ value: 'hunter2', name: 'DB_PASSWORD' }])],
    ['parameters of CloudFormation', JSON.stringify([{ ParameterKey: 'DbPassword', ParameterValue: 'hunter2' }])],
  ])('is hidden: %s', (_title, text) => {
    expect(looksSecret(text)).toBe(true);
    expect(looksSecret(`before "${text}" after`) || text.includes('\n') || text.startsWith('authorization')).toBe(true);
  });

  it.each([
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['a certificate in base64', Buffer.from('-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA').toString('base64')],
    ['a public key', '-----BEGIN PUBLIC KEY-----'],
    ['a key of SSH that is public', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letters.slice(0, 40)} ann`],
    ['an ARN', 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['a digest', `sha256:${hex}`],
    ['an id of Azure', '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a/providers/Microsoft.Storage/storageAccounts/b'],
    ['YAML with a reference', 'password: ${var.password}'],
    ['YAML without a value', 'token:\n  audience: a'],
    ['an option without its value', 'deploy --password --user ann'],
    ['words with a colon', 'Error: invalid password: it is too short'],
  ])('what is none is kept: %s', (_title, text) => {
    expect(looksSecret(text)).toBe(false);
  });
});

describe('what a program prints', () => {
  const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEowIBAAKCAQEA', 'canary', '-----END RSA PRIVATE KEY-----'];
  const HIDDEN = '(hidden: it looks like a secret)';
  it.each([
    ['line by line', ['a', 'password=hunter2', 'b'], ['a', HIDDEN, 'b']],
    ['a key from its first line to its last', ['a', ...key, 'b'], ['a', HIDDEN, 'b']],
    ['two keys', [...key, 'a', ...key], [HIDDEN, 'a', HIDDEN]],
    ['a key that is cut off at its end', ['a', ...key.slice(0, 3)], ['a', HIDDEN]],
    ['a key that is cut off at its beginning', [...key.slice(2), 'b'], [HIDDEN, 'b']],
  ])('is hidden %s', (_title, lines, expected) => {
    expect(redactLines(lines.join('\n')).split('\n')).toEqual(expected);
  });
});

describe('a value under a name that may tell', () => {
  it.each([
    ['signing_key', true], ['auth', true], ['token_2', true], ['DB_PASSWORD_PLAIN', true], ['session_cookie', true], ['hmac_salt', true],
    ['public_key', false], ['kms_key_id', false], ['secret_arn', false], ['token_endpoint', false], ['password_length', false], ['s3_key', false], ['key', false], ['hash_key', false], ['source_code_hash', false], ['region', false], ['keyFingerprint', false],
  ])('%s: %s', (name, may) => {
    expect(mayBeTelling(name)).toBe(may);
  });

  it.each([
    [letters.slice(0, 40), true], [hex.slice(0, 32), true], ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', true], [`Bearer ${letters.slice(0, 40)}`, true], ['MFRGG43BMNSWG4TUEB2WY3DJ', true],
    ['1234abcd-12ab-34cd-56ef-1234567890ab', false], ['my-service-signing-key-production-eu-west-1', false], ['CognitoUserPoolsAuthorizer', false], ['AmazonEC2ContainerRegistryReadOnly', false], ['12345678901234567890123456', false], ['https://login.example.com/oauth2/v2.0/authorize', false], ['RSASSA_PSS_SHA_256', false], ['', false],
  ])('%s looks like chance: %s', (text, random) => {
    expect(looksRandom(text)).toBe(random);
  });
});

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
    ['values of a container', '"value":"a","name":"'.repeat(10_000)],
    ['options of a command', ' --password'.repeat(20_000)],
    ['lines of YAML', `${' '.repeat(80)}${'a'.repeat(80)}\n`.repeat(1200)],
    ['beginnings of a PEM in base64', 'LS0tLS1CRUdJTi'.repeat(14_000)],
    ['beginnings of PEMs', '-----BEGIN A '.repeat(15_000)],
    ['words before a header', 'basic '.repeat(30_000)],
    ['parts of an address', 'a://?sig'.repeat(25_000)],
    ['lines that end no key', '-----END RSA\n'.repeat(15_000)],
  ])('takes no more time than its length asks for: %s', (_title, text) => {
    const started = process.cpuUsage();
    looksSecret(text);
    looksRandom(text);
    redactLines(text);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(0.5);
  });
});

describe('a telling name', () => {
  it.each([['password', true], ['DB_PASSWORD', true], ['clientSecret', true], ['secret_arn', false], ['password_length', false], ['kms_key', false], ['pass', true], ['DB_PASS', true], ['dbPwd', true], ['credential', true], ['service-credentials', true], ['bypass', false], ['compass', false], ['pass_rate', false]])('%s: %s', (name, telling) => {
    expect(isTellingName(name)).toBe(telling);
  });
});
