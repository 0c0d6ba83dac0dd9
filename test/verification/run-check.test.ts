import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { CheckContext } from '../../src/verification/attempt.ts';
import { checkSchema, type Check } from '../../src/verification/check.ts';
import { runCheck, runChecks } from '../../src/verification/run-check.ts';

const node = process.execPath;
const SECRET = 'correct horse battery staple';

function aContext(overrides: Partial<CheckContext> = {}): CheckContext {
  return {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '' },
    component: 'storage',
    environment: 'test',
    target: 'sandbox',
    outputs: { 'bucket-name': { value: 'orders-test', sensitive: false }, ports: { value: [1, 2], sensitive: false } },
    ...overrides,
  };
}
const script = (text: string, overrides: object = {}): Check => checkSchema.parse({ name: 'a check', command: [node, '-e', text], ...overrides });
/** A process that has ended but was not reaped yet (state Z) is not alive. */
const alive = (pid: number): boolean => /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());

describe('a command check', () => {
  it.each([
    ['passes on exit code 0', 'console.log("fine")', 'pass', 'fine'],
    ['fails on another exit code and says which', 'console.error("no bucket"); process.exit(3)', 'fail', 'exit code 3\nno bucket'],
    ['fails when a signal ended it', 'process.kill(process.pid, "SIGKILL")', 'fail', 'ended by SIGKILL'],
    ['gives each output as a variable', 'console.log(process.env.OUTPUT_BUCKET_NAME, process.env.OUTPUT_PORTS)', 'pass', 'orders-test [1,2]'],
    ['gives all outputs as JSON', 'console.log(JSON.parse(process.env.CUTOVER_OUTPUTS)["bucket-name"])', 'pass', 'orders-test'],
    ['says which environment and component it checks', 'console.log(process.env.CUTOVER_ENVIRONMENT, process.env.CUTOVER_COMPONENT)', 'pass', 'test storage'],
    ['passes nothing of the parent environment on', 'console.log(Object.keys(process.env).filter((name) => !/^(OUTPUT_|CUTOVER_|PATH$|__)/.test(name)).join())', 'pass', ''],
  ])('%s', async (_title, text, outcome, detail) => {
    expect(await runCheck(script(text), aContext())).toMatchObject({ name: 'a check', outcome, detail });
  });

  it.each([
    ['a program that is not there', ['no-such-program-here'], {}, 'it did not run: the program was not found'],
    ['a NUL character in an argument', [node, 'a\0b'], {}, 'it did not run'],
    ['outputs larger than an environment can hold', [node, '-e', '0'], { outputs: { big: { value: 'x'.repeat(3_000_000), sensitive: false } } }, 'the outputs are too large'],
    ['two outputs that share one variable', [node, '-e', '0'], { outputs: { 'a-b': { value: '1', sensitive: false }, a_b: { value: '2', sensitive: false } } }, 'a-b and a_b'],
  ])('fails, and never throws, on %s', async (_title, command, overrides, detail) => {
    const result = await runCheck(checkSchema.parse({ name: 'x', command }), aContext(overrides));
    expect(result.outcome).toBe('fail');
    expect(result.detail).toContain(detail);
  });

  it('keeps only the last 4 KB of the output', async () => {
    const { detail } = await runCheck(script('process.stdout.write("é".repeat(50000) + "the end")'), aContext());
    expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(4096);
    expect(detail).toMatch(/^é+the end$/);
  });

  it('runs a command without a shell', async () => {
    const marker = join(mkdtempSync(join(tmpdir(), 'check-')), 'made');
    await runCheck(checkSchema.parse({ name: 'x', command: [node, '-e', '0', `$(touch ${marker})`, `; touch ${marker}`] }), aContext());
    expect(existsSync(marker)).toBe(false);
  });
});

describe('the deadline', () => {
  it('ends the whole process tree, also one that ignores the first signal', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'check-')), 'pids');
    const stubborn = `process.on("SIGTERM", () => {}); require("fs").appendFileSync(${JSON.stringify(file)}, process.pid + "\\n"); setInterval(() => {}, 1000);`;
    const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}], { stdio: "inherit" }); ${stubborn}`;
    const result = await runCheck(script(parent, { timeoutSeconds: 0.7 }), aContext());
    expect(result).toMatchObject({ outcome: 'fail', detail: 'ended at its deadline of 0.7 s' });
    expect(result.seconds).toBeLessThan(5);
    const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    await sleep(100);
    expect(pids.filter(alive)).toEqual([]);
  });

  it('leaves no background process of a command that ended by itself', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'check-')), 'pid');
    const child = `require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" }).unref(); const wait = setInterval(() => require("fs").existsSync(${JSON.stringify(file)}) && process.exit(0), 20); void wait;`;
    const result = await runCheck(script(parent), aContext());
    expect(result.outcome).toBe('pass');
    await sleep(100);
    expect(alive(Number(readFileSync(file, 'utf8')))).toBe(false);
  });

  // Elsewhere no process tells what another was started with.
  (process.platform === 'linux' ? it : it.skip).each([
    ['ended by itself', 'if (require("fs").existsSync(FILE)) process.exit(0);', 10, 'pass'],
    ['ran into its deadline', '', 1, 'fail'],
    ['was ended while its parent ignored the signal', 'process.on("SIGTERM", () => {});', 1, 'fail'],
  ])('ends a grandchild that left for a session of its own and ignores signals, when the command %s', async (_title, wait, timeoutSeconds, outcome) => {
    const file = JSON.stringify(join(mkdtempSync(join(tmpdir(), 'check-')), 'pid'));
    const grandchild = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(${file}, String(process.pid)); setInterval(() => {}, 1000)`;
    const start = (text: string): string => `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(text)}], { stdio: "ignore", detached: true }).unref();`;
    const result = await runCheck(script(`${start(`${start(grandchild)} process.exit(0)`)} setInterval(() => { ${wait.replace('FILE', file)} }, 20)`, { timeoutSeconds }), aContext());
    expect(result.outcome).toBe(outcome);
    await sleep(100);
    expect(alive(Number(readFileSync(JSON.parse(file) as string, 'utf8')))).toBe(false);
  });

  it('ends the check when the run is stopped', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await runCheck(script('setInterval(() => {}, 1000)'), aContext({ signal: stop.signal }))).toMatchObject({ outcome: 'fail', detail: 'ended because the run was stopped' });
  });
});

describe('sensitive outputs', () => {
  const sensitive = (value: string | string[] | Record<string, string>): Partial<CheckContext> => ({ outputs: { password: { value, sensitive: true }, host: { value: 'db.internal', sensitive: false } } });

  it('reach the command', async () => {
    const test = `process.exit(process.env.OUTPUT_PASSWORD === ${JSON.stringify(SECRET)} ? 0 : 1)`;
    expect(await runCheck(script(test), aContext(sensitive(SECRET)))).toMatchObject({ outcome: 'pass' });
  });

  it.each([
    ['as they are', 'process.env.OUTPUT_PASSWORD'],
    ['in the middle of other text', '"<" + process.env.OUTPUT_PASSWORD + ">"'],
    ['as base64', 'Buffer.from(process.env.OUTPUT_PASSWORD).toString("base64")'],
    ['as hexadecimal', 'Buffer.from(process.env.OUTPUT_PASSWORD).toString("hex")'],
    ['URL-encoded', 'encodeURIComponent(process.env.OUTPUT_PASSWORD)'],
    ['inside the JSON of all outputs', 'process.env.CUTOVER_OUTPUTS'],
    ['where the output is cut', 'process.env.OUTPUT_PASSWORD + "x".repeat(4096 - 10)'],
  ])('never stand in the detail: %s', async (_title, expression) => {
    const { detail } = await runCheck(script(`console.log(${expression}); process.exitCode = 1`), aContext(sensitive(SECRET)));
    expect(detail).toContain('exit code 1');
    for (const part of [SECRET, 'staple', Buffer.from(SECRET).toString('base64'), Buffer.from(SECRET).toString('hex'), encodeURIComponent(SECRET)]) expect(detail).not.toContain(part);
  });

  it.each([
    ['lists', ['first-secret', 'second-secret']],
    ['objects', { user: 'first-secret', key: 'second-secret' }],
    ['texts of several lines', 'first-secret\nsecond-secret'],
  ])('are hidden part by part in %s', async (_title, value) => {
    const { detail } = await runCheck(script('console.log("a second-secret b first-secret c")'), aContext(sensitive(value)));
    expect(detail).toBe('a (hidden) b (hidden) c');
  });

  it('leave nothing of each other when they overlap', async () => {
    const context = aContext({ outputs: { a: { value: 'abcdef', sensitive: true }, b: { value: 'defghi', sensitive: true } } });
    expect((await runCheck(script('console.log("-abcdefghi-")'), context)).detail).toBe('-(hidden)-');
  });

  it('hide the whole output when one is too short to be told from other text', async () => {
    const { detail } = await runCheck(script('console.log("pin 42")'), aContext(sensitive('42')));
    expect(detail).toContain('output hidden');
    expect(detail).not.toContain('pin');
  });

  it('and credentials in the given environment are hidden too', async () => {
    const env = { PATH: process.env['PATH'] ?? '', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzzzzz' };
    expect((await runCheck(script('console.log(process.env.AWS_SECRET_ACCESS_KEY)'), aContext({ env }))).detail).toBe('(hidden)');
  });

  it.each(['TF_VAR_dbpw', 'AWS_SESSION_TOKEN', 'ARM_CLIENT_SECRET', 'GOOGLE_CREDENTIALS'])('and the value of %s', async (name) => {
    const env = { PATH: process.env['PATH'] ?? '', [name]: 'CANARY' };
    expect((await runCheck(script(`console.log("<" + process.env.${name} + ">")`), aContext({ env }))).detail).toBe('<(hidden)>');
  });

  it('and parts of other outputs that were hidden where they are recorded', async () => {
    const outputs = { o: { value: { open: 'db.internal', copy: SECRET }, shown: { open: 'db.internal', copy: { $sensitive: true } }, sensitive: false } };
    expect((await runCheck(script('const o = JSON.parse(process.env.OUTPUT_O); console.log(o.open, o.copy)'), aContext({ outputs }))).detail).toBe('db.internal (hidden)');
  });
});

describe('an output check', () => {
  const check = (output: string, schema: object): Check => checkSchema.parse({ name: 'named', output, schema });
  it.each<[string, string, object, string, string]>([
    ['passes on a value that fits', 'bucket-name', { type: 'string', pattern: '^orders-(test|production)$' }, 'pass', 'bucket-name is orders-test, which fits its schema'],
    ['fails on a value that does not, and says what was found and what is wrong', 'bucket-name', { pattern: '^invoices' }, 'fail', 'bucket-name is orders-test, which does not fit its schema: it must match pattern "^invoices"'],
    ['judges lists and objects as they are', 'ports', { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2 }, 'pass', '[1,2]'],
    ['says where in a value the mistake is, and what is allowed', 'ports', { items: { enum: [1, 3] } }, 'fail', '/1 must be equal to one of the allowed values: 1, 3'],
    ['fails on a missing output and names those there are', 'queue', {}, 'fail', 'there is no output queue; the stack has bucket-name, ports'],
    ['is not fooled by names of Object', 'toString', {}, 'fail', 'there is no output toString'],
    ['fails on a schema that is none', 'ports', { type: 'lst' }, 'fail', 'its schema is none'],
    ['fails on a pattern that could take for ever', 'bucket-name', { pattern: '(?=a)' }, 'fail', 'is not a regular expression without look-ahead'],
  ])('%s', async (_title, output, schema, outcome, detail) => {
    const result = await runCheck(check(output, schema), aContext());
    expect(result.outcome).toBe(outcome);
    expect(result.detail).toContain(detail);
  });

  it('tells patterns of one schema apart', async () => {
    const schema = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } };
    const judged = async (value: Record<string, string>): Promise<string> => (await runCheck(check('o', schema), aContext({ outputs: { o: { value, sensitive: false } } }))).outcome;
    expect([await judged({ a: 'a', b: 'b' }), await judged({ a: 'a', b: 'a' }), await judged({ a: 'b', b: 'b' })]).toEqual(['pass', 'fail', 'fail']);
  });

  it('refuses a sensitive output by name and shows nothing of it', async () => {
    const result = await runCheck(check('password', { pattern: '^correct' }), aContext({ outputs: { password: { value: SECRET, sensitive: true } } }));
    expect(result.outcome).toBe('fail');
    expect(result.detail).toContain('password is sensitive');
    expect(result.detail).not.toContain('horse');
  });

  it.each([
    ['it looks like one', { value: 'AKIAIOSFODNN7EXAMPLE', sensitive: false }, '[Ac]', 'pass', 'AKIA'],
    ['it copies one', { value: SECRET, shown: { $sensitive: true }, sensitive: false }, '[Ac]', 'pass', 'horse'],
    ['it copies one, and is not what it should be', { value: SECRET, shown: { $sensitive: true }, sensitive: false }, 'never', 'fail', 'horse'],
  ])('compares an output that is a secret, and shows nothing of it: %s', async (_title, output, pattern, outcome, part) => {
    const result = await runCheck(check('key', { pattern }), aContext({ outputs: { key: output } }));
    expect(result).toMatchObject({ outcome });
    expect(result.detail).toMatch(/^key is (\(hidden: .*\)|\(hidden\)), which (fits|does not fit) its schema/);
    expect(result.detail).not.toContain(part);
  });
});

describe('what is run where', () => {
  const marked = (file: string, overrides: object): Check => script(`require("fs").writeFileSync(${JSON.stringify(file)}, "")`, overrides);
  const aFile = (): string => join(mkdtempSync(join(tmpdir(), 'check-')), 'ran');

  it.each([
    ['sandbox', 'not-exercised', false],
    ['cloud', 'pass', true],
  ] as const)('a check the emulator cannot honour, in %s, is %s', async (target, outcome, ran) => {
    const file = aFile();
    const result = await runCheck(marked(file, { notInEmulator: 'bucket policies are not evaluated' }), aContext({ target }));
    expect(result.outcome).toBe(outcome);
    expect(existsSync(file)).toBe(ran);
    if (!ran) expect(result.detail).toBe('not exercised here (emulator): bucket policies are not evaluated');
  });

  it.each([
    ['test', ['writes', 'reads']],
    ['production', ['reads']],
  ] as const)('in %s runChecks runs %j', async (environment, names) => {
    const file = aFile();
    const checks = [marked(file, { name: 'writes' }), script('0', { name: 'reads', safeInProduction: true })];
    const results = await runChecks(checks, aContext({ environment }));
    expect(results.map(({ name }) => name)).toEqual(names);
    expect(existsSync(file)).toBe(environment === 'test');
    expect(results.at(-1)?.safeInProduction).toBe(true);
  });
});
