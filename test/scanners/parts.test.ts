import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { howManyParts, joined, partsOf } from '../../src/scanners/parts.ts';
import { buildWorkspace } from '../../src/scanners/workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from './a-component.ts';
import { aFinding, aReport, QUEUE, STORAGE } from './a-decision.ts';

describe('the parts in which many stacks are read', () => {
  it.each([[1, 8, 1], [99, 8, 1], [100, 8, 2], [100, 2, 2], [150, 2, 2], [10_000, 64, 4], [100, 1, 1], [0, 8, 1]])('of %i stacks with %i processors are %i', (stacks, processors, parts) => {
    expect(howManyParts(stacks, processors)).toBe(parts);
  });

  it('hold every component once, with all that is known of it', () => {
    const module = 'module "m" {\n  source = "example/m/aws"\n}\n';
    const components = ['a', 'b', 'c'].map((name) => aComponent({ 'main.tf': module }, { name }));
    const whole = buildWorkspace(components, join(temporaryFolder(), 'workspace'), undefined, 2);
    expect([...whole.files.keys()]).toEqual(['0/test/a/main.tf', '1/test/b/main.tf', '0/test/c/main.tf']);
    const parts = partsOf(whole);
    expect(parts.map(({ files, absent }) => [[...files.keys()], absent.map(({ component }) => component)])).toEqual([[['test/a/main.tf', 'test/c/main.tf'], ['a', 'c']], [['test/b/main.tf'], ['b']]]);
    for (const { directory, files } of parts) for (const [path, file] of files) expect([file.path, existsSync(join(directory, path))]).toEqual([path, true]);
    expect(partsOf(buildWorkspace(components, join(temporaryFolder(), 'workspace')))).toHaveLength(1);
  });

  it('come to one report of each tool', () => {
    const [checkov, tfsec, ...others] = joined([aReport('checkov', [aFinding()], [STORAGE]), aReport('tfsec', [], [STORAGE, QUEUE]), { ...aReport('checkov', [aFinding({ component: 'queue' })], [QUEUE]), seconds: 7 }]);
    expect(others).toEqual([]);
    expect(checkov).toMatchObject({ tool: 'checkov', seconds: 7, findings: [{ component: 'storage' }, { component: 'queue' }], covered: [STORAGE, QUEUE] });
    expect(tfsec?.covered).toHaveLength(2);
  });
});
