import { describe, expect, it } from '@jest/globals';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appErrorsFailure, appErrorsIn } from '../../src/components/app-errors.ts';
import { synthesize } from '../../src/components/cdktf.ts';
import { StepFailure } from '../../src/errors.ts';
import { packageRoot } from '../../src/package-root.ts';
import { harmlessEnvironment } from '../../src/terraform/access.ts';
import { aProjectFolder } from '../helpers/a-project-folder.ts';

const GUIDELINES = `---
document: guidelines
version: 1
owner: ann
controls:
  - id: input-named
    statement: Every input has our name.
    rule: { kind: attributes, types: [terraform_data], must: [{ attribute: input.name, equals: ours }] }
---
`;

/** One resource that breaks the control, on line 9. */
const app = (library: string): string => `import { Annotations, App, Aspects, DataResource, LocalBackend, TerraformStack } from '${library}';
import { controlsAspect } from 'cutover/controls';
import { join } from 'node:path';

const app = new App();
const stack = new TerraformStack(app, 'base-test');
new LocalBackend(stack, { path: '/tmp/base.tfstate' });
new DataResource(stack, 'right', { input: { name: 'ours' } });
new DataResource(stack, 'wrong', { input: { name: 'other' } });
const guidelines = join(import.meta.dirname, '..', 'docs', 'guidelines.md');
Aspects.of(stack).add(controlsAspect({ guidelines, component: 'base', environment: 'test', cdktf: { Annotations, TerraformStack } }));
app.synth();
`;

/** Runs the app in a folder of its project; returns the failure. */
async function failureOf(library: string, env: Record<string, string> = {}): Promise<StepFailure['complaint']> {
  const root = realpathSync(aProjectFolder());
  for (const folder of ['infra', 'docs']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'infra', 'cdktf.json'), JSON.stringify({ app: 'node main.ts' }));
  writeFileSync(join(root, 'infra', 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'infra', 'main.ts'), app(library));
  writeFileSync(join(root, 'docs', 'guidelines.md'), GUIDELINES);
  symlinkSync(join(packageRoot(), 'node_modules'), join(root, 'node_modules'));
  try {
    await synthesize({
      root, app: join(root, 'infra'), appName: 'infra', environment: 'test', config: { stacks: '{component}-test', env, context: {}, variables: {}, backend: {} },
      outputDirectory: join(root, 'out'), placesDirectory: join(root, 'places'), env: harmlessEnvironment(process.env),
    });
  } catch (error) {
    if (error instanceof StepFailure) return error.complaint;
    throw error;
  } finally {
    rmSync(root, { recursive: true });
  }
  throw new Error('the app did not fail');
}

describe('a control of the guidelines that an app breaks', () => {
  it.each<[string, string, Record<string, string>]>([
    ['cdktf', 'cdktf', {}],
    ['cdktn', 'cdktn', {}],
    ['an app that carries on regardless', 'cdktf', { CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: 'true' }],
  ])('is told with the TypeScript line, the construct, the control, the component, the resource, the document\'s line and its owner: %s', async (_title, library, env) => {
    expect(await failureOf(library, env)).toEqual({
      problem:
        'the app reports errors for test\n    infra/main.ts:9: base-test/wrong: input-named: Every input has our name. base (test), terraform_data.wrong: input.name is "other"; it must be "ours". docs/guidelines.md:6 demands it; ann answers for it.',
      next: 'correct the code, or change the guideline by a change of its own',
    });
  });
});

describe('errors of Aspects', () => {
  it('are read from what the app printed, over several lines, without the advice and the stack trace', () => {
    const output = 'Error: Encountered Annotations with level "ERROR":\n[a-test/b] one: x\n  more\n[a-test] two [c] d\n\nEither fix the issues above, or set the environment variable X to ignore these annotations.\n\n    at synthesize (/a/b.js:1:2)\n';
    expect(appErrorsIn(output)).toEqual([{ constructPath: 'a-test/b', message: 'one: x\n  more' }, { constructPath: 'a-test', message: 'two [c] d' }]);
    expect(appErrorsIn('Encountered Annotations with level "ERROR":\n[a] one\n    at f (/a.js:1:2)\n[b] two')).toEqual([{ constructPath: 'a', message: 'one' }]);
  });

  it.each(['', 'Error: mine\n[a/b] x\n', 'Encountered Annotations with level "ERROR":\n'])('are not read from other words: %j', (output) => {
    expect(appErrorsIn(output)).toEqual([]);
  });

  it('are shown without a line where none is known, and twenty at most', () => {
    const errors = Array.from({ length: 22 }, (_item, index) => ({ constructPath: `a/${index}`, message: 'x' }));
    const lines = appErrorsFailure('test', errors, new Map([['a/0', { file: 'main.ts', line: 3 }]])).complaint.problem.split('\n');
    expect([lines.length, ...lines.slice(0, 3), lines.at(-1)]).toEqual([22, 'the app reports errors for test', '    main.ts:3: a/0: x', '    a/1: x', '    and 2 more']);
  });
});
