import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Place } from '../../src/claims/claim.ts';
import { synthesize, type SynthResult } from '../../src/components/cdktf.ts';
import { placeEnvironment, readConstructPlaces } from '../../src/components/construct-places.ts';
import { packageRoot } from '../../src/package-root.ts';
import { harmlessEnvironment } from '../../src/terraform/access.ts';
import { platformConfig, PLATFORM_FOLDER } from '../cdktf-stacks/synthesized.ts';
import { aProjectFolder } from '../helpers/a-project-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const CONFIG = { stacks: '{component}-test', env: {}, context: {}, variables: {}, backend: {} };

/** A stack with one resource on its own line, and one made by a construct of the project. */
const app = (head: string, foot = ''): string => `${head}
class Pair extends Construct {
  constructor(scope, id) {
    super(scope, id);
    new DataResource(this, 'one', {});
  }
}
const app = new App();
const stack = new TerraformStack(app, 'base-test');
new LocalBackend(stack, { path: '/tmp/base.tfstate' });
new DataResource(stack, 'made', {});
new Pair(stack, 'pair');
app.synth();
${foot}`;
const NAMES = '{ App, DataResource, LocalBackend, TerraformStack }';
const asModule = (library: string): string => `import ${NAMES} from '${library}'; import { Construct } from 'constructs';`;
const asCommonJs = (library: string): string => `const ${NAMES} = require('${library}'); const { Construct } = require('constructs');`;

/** Runs an app in a folder below its project; the folder's name has a blank and an apostrophe. */
async function run(files: Record<string, string>, command: string, env: Record<string, string> = {}): Promise<SynthResult> {
  const root = realpathSync(aProjectFolder());
  for (const [name, text] of Object.entries({ 'infra/cdktf.json': JSON.stringify({ app: command }), ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  symlinkSync(join(packageRoot(), 'node_modules'), join(root, 'node_modules'));
  try {
    return await synthesize({
      root, app: join(root, 'infra'), appName: 'infra', environment: 'test', config: { ...CONFIG, env }, outputDirectory: join(root, 'out'), placesDirectory: join(root, 'places'),
      env: harmlessEnvironment(process.env),
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}

const shown = (place: Place | undefined): string | undefined => (place === undefined ? undefined : `${place.file}:${place.line}`);
const linesOf = ({ places }: SynthResult): Record<string, string | undefined> => Object.fromEntries(['base-test', 'base-test/made', 'base-test/pair/one'].map((path) => [path, shown(places.get(path))]));
const at = (file: string): Record<string, string> => ({ 'base-test': `${file}:9`, 'base-test/made': `${file}:11`, 'base-test/pair/one': `${file}:5` });

/** Compiles on require, as ts-node does, for an extension that Node knows nothing of. */
const HOOK = `require('node:module')._extensions['.typed'] = (module, file) => module._compile(require('node:module').stripTypeScriptTypes(require('node:fs').readFileSync(file, 'utf8')), file);`;

describe('where constructs are made', () => {
  it.each<[string, string, Record<string, string>, string]>([
    ['TypeScript, cdktf', 'node main.ts', { 'infra/main.ts': app(asModule('cdktf')), 'infra/package.json': '{ "type": "module" }' }, 'infra/main.ts'],
    ['TypeScript, cdktn', 'node main.ts', { 'infra/main.ts': app(asModule('cdktn')), 'infra/package.json': '{ "type": "module" }' }, 'infra/main.ts'],
    ['CommonJS', 'node main.cjs', { 'infra/main.cjs': app(asCommonJs('cdktf')) }, 'infra/main.cjs'],
    ['ECMAScript', 'node main.mjs', { 'infra/main.mjs': app(asModule('cdktn')) }, 'infra/main.mjs'],
    ['a loader on require, as ts-node has it', 'node --disable-warning=ExperimentalWarning -r ./hook.cjs main.typed', { 'infra/main.typed': app(asCommonJs('cdktf')), 'infra/hook.cjs': HOOK }, 'infra/main.typed'],
    ['in a process of a process', `node -e 'process.exitCode = require("child_process").spawnSync(process.execPath, ["main.cjs"]).status'`, { 'infra/main.cjs': app(asCommonJs('cdktf')) }, 'infra/main.cjs'],
    ['code outside of the app\'s folder', 'node ../lib/main.cjs', { 'lib/main.cjs': app(asCommonJs('cdktf')) }, 'lib/main.cjs'],
  ])('is known: %s', async (_title, command, files, file) => {
    expect(linesOf(await run(files, command))).toEqual(at(file));
  });

  it('is the line of the TypeScript from which the program was compiled', async () => {
    // The map says: line n of main.js is line n + 3 of main.ts.
    const map = Buffer.from(JSON.stringify({ version: 3, sources: ['../src/main.ts'], names: [], mappings: `AAGA${';AACA'.repeat(20)}` })).toString('base64');
    const files = { 'infra/src/main.ts': '', 'infra/built/main.cjs': app(asCommonJs('cdktf'), `//# sourceMappingURL=data:application/json;base64,${map}`) };
    expect(linesOf(await run(files, 'node built/main.cjs'))).toEqual({ 'base-test': 'infra/src/main.ts:12', 'base-test/made': 'infra/src/main.ts:14', 'base-test/pair/one': 'infra/src/main.ts:8' });
  });

  it('is known for the reference platform: the stacks\' own lines', async () => {
    const folder = temporaryFolder();
    const { components, places } = await synthesize({
      root: PLATFORM_FOLDER, app: PLATFORM_FOLDER, appName: '.', environment: 'test', config: platformConfig().environments.test, outputDirectory: join(folder, 'out'), placesDirectory: join(folder, 'places'),
      env: harmlessEnvironment(process.env),
    });
    expect(components.map(({ name }) => name).sort()).toEqual(['database', 'encryption', 'messaging', 'monitoring', 'network', 'storage']);
    expect(places.get('storage-test/data')?.file).toBe('stacks/storage.ts');
    expect(places.get('encryption-test/key')?.file).toBe('stacks/encryption.ts');
  });
});

describe('an app', () => {
  it('keeps its own Node options', async () => {
    const files = { 'infra/main.cjs': app(asCommonJs('cdktf'), 'if (globalThis.before !== true) process.exitCode = 3;'), 'infra/before.cjs': 'globalThis.before = true;' };
    expect(linesOf(await run(files, 'node main.cjs', { NODE_OPTIONS: '--require ./before.cjs' }))).toEqual(at('infra/main.cjs'));
  });

  it('makes the same bytes with and without the notes', async () => {
    const files = { 'infra/main.cjs': app(asCommonJs('cdktf')) };
    const noted = await run(files, 'node main.cjs');
    const unnoted = await run(files, 'unset NODE_OPTIONS; node main.cjs');
    expect(unnoted.places.size).toBe(0);
    expect(noted.components[0]?.digest).toBe(unnoted.components[0]?.digest);
  });

  it('in another language has no places, and no other result', async () => {
    const stack = { '//': { metadata: { version: '0.21.0' } }, resource: {} };
    const manifest = { version: '0.21.0', stacks: { 'base-test': { name: 'base-test', workingDirectory: 'stacks/base-test', dependencies: [] } } };
    const command = `mkdir -p "$CDKTF_OUTDIR/stacks/base-test" && echo '${JSON.stringify(stack)}' > "$CDKTF_OUTDIR/stacks/base-test/cdk.tf.json" && echo '${JSON.stringify(manifest)}' > "$CDKTF_OUTDIR/manifest.json"`;
    const { components, places } = await run({}, command);
    expect([components.map(({ name }) => name), places.size]).toEqual([['base'], 0]);
  });

  it('still fails as it would', async () => {
    const files = { 'infra/main.cjs': app(asCommonJs('cdktf'), 'throw new Error("mine");') };
    await expect(run(files, 'node main.cjs')).rejects.toThrow(/the app failed for test \(exit 1\)[\s\S]*mine/);
  });
});

describe('notes', () => {
  const notes = (content: string): Map<string, Place> => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'main.ts'), '');
    mkdirSync(join(root, 'places'));
    writeFileSync(join(root, 'places', '1.json'), content.replaceAll('ROOT', root));
    return readConstructPlaces(join(root, 'places'), root);
  };

  it.each<[string, string]>([
    ['that are no JSON', '{'],
    ['of another shape', '{"a/b":{"file":7}}'],
    ['of no line', '{"a/b":{"file":"ROOT/main.ts","line":0,"column":1}}'],
    ['about a file outside of the project', '{"a/b":{"file":"/etc/passwd","line":1,"column":1}}'],
    ['about a way out of it', '{"a/b":{"file":"ROOT/../../etc/passwd","line":1,"column":1}}'],
    ['about a file that is not there', '{"a/b":{"file":"ROOT/other.ts","line":1,"column":1}}'],
  ])('%s give no place', (_title, content) => {
    expect([...notes(content)]).toEqual([]);
  });

  it('about a file of the project give one', () => {
    expect([...notes('{"a/b":{"file":"ROOT/main.ts","line":3,"column":1}}')]).toEqual([['a/b', { file: 'main.ts', line: 3 }]]);
  });

  it('are only written when something was made', () => {
    const folder = join(temporaryFolder(), 'places');
    const { status, stderr } = spawnSync(process.execPath, ['-e', '({}).a = Symbol()'], { env: { ...harmlessEnvironment(process.env), ...placeEnvironment({}, folder, '/') }, encoding: 'utf8' });
    expect([status, stderr, existsSync(folder)]).toEqual([0, '', false]);
  });

  it.each<[string, string]>([
    ['nothing is in the way', ''],
    ['the app freezes what they rely on', 'Object.freeze(Object.prototype);'],
    ['the app fixes how long stacks are', 'Object.defineProperty(Error, "stackTraceLimit", { value: 10, writable: false });'],
    ['the app writes stacks in its own way', 'Error.prepareStackTrace = () => 7;'],
    ['the app breaks the stack', 'Error.prepareStackTrace = () => { throw new Error("no"); };'],
    ['a construct refuses to be looked at', 'Object.defineProperty(made, "node", { get: () => { throw new Error("no"); } });'],
    ['a construct has no path', 'made.node = {};'],
    ['they cannot be written', 'require("fs").mkdirSync = () => { throw new Error("no"); };'],
  ])('change nothing when %s: the object is what the assignment makes of it', (_title, line) => {
    const script = join(temporaryFolder(), 'app.cjs');
    writeFileSync(script, `const trait = Symbol.for('@aws-cdk/core.DependableTrait'); const made = { node: { path: 'a' } }; ${line}
      made[trait] = 7;
      process.stdout.write(JSON.stringify([Object.getOwnPropertyDescriptor(made, trait), Object.keys({}), ({})[trait] ?? null, Object.hasOwn({}, trait)]));`);
    const env = { ...harmlessEnvironment(process.env), ...placeEnvironment({}, join(dirname(script), 'places'), dirname(script)) };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual([{ value: 7, writable: true, enumerable: true, configurable: true }, [], null, false]);
  });
});
