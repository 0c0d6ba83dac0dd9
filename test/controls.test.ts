import { afterEach, describe, expect, it } from '@jest/globals';
import * as cdktf from 'cdktf';
import * as cdktn from 'cdktn';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlsAspect } from '../src/controls.ts';
import { UserError } from '../src/errors.ts';

const folders: string[] = [];

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'controls-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Guidelines with one control over `terraform_data`. */
const guidelines = (must: string, more = ''): string =>
  `---\ndocument: guidelines\nversion: 1\nowner: ann\ncontrols:\n  - id: input-named\n    statement: Every input has our name.\n${more}    rule: { kind: attributes, types: [terraform_data], must: [${must}] }\n---\n\nWhy: names.\n`;

const OUR_NAME = "{ attribute: input.name, matches: '^{component}-{environment}$' }";

/** Synthesizes the stack `store`, with one `terraform_data` that has this name as input; returns the annotations in the manifest. */
function synthesize(text: string | undefined, name: string, { library = cdktf, environment = 'test' }: { library?: typeof cdktf | typeof cdktn; environment?: 'test' | 'production' } = {}): unknown {
  const outdir = aFolder();
  const file = join(outdir, 'guidelines.md');
  if (text !== undefined) writeFileSync(file, text);
  const { Annotations, App, Aspects, DataResource, LocalBackend, TerraformStack } = library as typeof cdktf;
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'shop');
  new LocalBackend(stack, {});
  new DataResource(stack, 'made', { input: { name } });
  Aspects.of(stack).add(controlsAspect({ guidelines: file, component: 'store', environment, cdktf: { Annotations, TerraformStack } }));
  app.synth();
  const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as { stacks: { shop: { annotations: { constructPath: string; level: string; message: string }[] } } };
  return manifest.stacks.shop.annotations.map(({ constructPath, level, message }) => ({ constructPath, level, message }));
}

describe.each([['cdktf', cdktf], ['cdktn', cdktn]])('the controls of an app of %s', (_name, library) => {
  it('refuse a stack that breaks one, at the construct at fault, with the control, the component, the resource, what is there, what would be right, the document\'s line and its owner', () => {
    expect(() => synthesize(guidelines(OUR_NAME), 'other', { library })).toThrow(
      /\[shop\/made\] input-named: Every input has our name\. store \(test\), terraform_data\.made: input\.name is "other"; it must match \^store-test\$\. \/.*\/guidelines\.md:6 demands it; ann answers for it\.\n/,
    );
  });

  it('let a stack pass that keeps them', () => {
    expect(synthesize(guidelines(OUR_NAME), 'store-test', { library })).toEqual([]);
  });
});

describe('the controls of a stack', () => {
  it('are those of its component and its environment', () => {
    expect(() => synthesize(guidelines(OUR_NAME), 'store-test', { environment: 'production' })).toThrow('store (production), terraform_data.made: input.name is "store-test"; it must match ^store-production$');
    expect(synthesize(guidelines("{ attribute: input.name, equals: x }").replace('types:', 'components: [other], types:'), 'y')).toEqual([]);
    expect(synthesize(guidelines("{ attribute: input.name, equals: x }").replace('types:', 'environments: [production], types:'), 'y')).toEqual([]);
  });

  it('only warn when they are a should', () => {
    expect(synthesize(guidelines(OUR_NAME, '    level: should\n'), 'other')).toEqual([{ constructPath: 'shop/made', level: '@cdktf/warn', message: expect.stringContaining('input-named: Every input has our name.') }]);
  });

  it('name the control\'s own owner, and the document from the project\'s folder when Cutover says which that is', () => {
    process.env['CUTOVER_PLACES_ROOT'] = tmpdir();
    try {
      expect(() => synthesize(guidelines(OUR_NAME, '    owner: bea\n'), 'other')).toThrow(/it must match \^store-test\$\. controls-\w+\/guidelines\.md:6 demands it; bea answers for it\.\n/);
    } finally {
      delete process.env['CUTOVER_PLACES_ROOT'];
    }
  });

  it('leave to the plan what only a plan can tell', () => {
    expect(synthesize(guidelines(OUR_NAME), '${data.external.name.result.name}')).toEqual([]);
  });

  it('are at fault as a whole where no resource is', () => {
    const text = guidelines(OUR_NAME).replace(/rule: .*/, 'rule: { kind: provider, provider: aws, must: [{ attribute: region, equals: eu-central-1 }] }');
    const outdir = aFolder();
    writeFileSync(join(outdir, 'guidelines.md'), text);
    const app = new cdktf.App({ outdir });
    const stack = new cdktf.TerraformStack(app, 'shop');
    stack.addOverride('provider', { aws: [{ region: 'us-east-1' }] });
    cdktf.Aspects.of(stack).add(controlsAspect({ guidelines: join(outdir, 'guidelines.md'), component: 'store', environment: 'test', cdktf }));
    expect(() => app.synth()).toThrow(/\[shop\] input-named: .* must be "eu-central-1"/);
  });

  it.each([
    ['are not there', undefined, 'there are no infrastructure guidelines'],
    ['have no front matter', '# Guidelines\n', 'does not begin with front matter'],
    ['have no control', guidelines(OUR_NAME).replace(/controls:[\s\S]*?---/, 'controls: []\n---'), 'allowed: at least one control'],
    ['have a field that is misspelt', guidelines(OUR_NAME).replace('statement:', 'statment:'), ':7: controls.0 (input-named).statment: '],
    ['have a control without a rule', guidelines(OUR_NAME).replace(/ +rule: .*\n/, ''), 'controls.0 (input-named).rule'],
  ])('are one clear error when the guidelines %s', (_words, text, message) => {
    const attempt = (): unknown => synthesize(text, 'store-test');
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(message);
  });
});
