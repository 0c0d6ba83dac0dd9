import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { keepBodies, keptBodies } from '../../src/components/kept-bodies.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const TEXT = 'resource "terraform_data" "a" {}\n';
const BODY = { resource: { terraform_data: { a: [{}] } } };

function kept(): { root: string; facts: { hcl: Record<string, string> }; file: string } {
  const root = temporaryFolder();
  const bodies = keepBodies(root);
  bodies.put(TEXT, BODY);
  const folder = join(root, 'hcl');
  return { root, facts: { hcl: bodies.digests }, file: join(folder, readdirSync(folder)[0] ?? '') };
}

describe('HCL that synth has parsed', () => {
  it('is found again by its text', () => {
    const { root, facts } = kept();
    expect(keptBodies(root, facts).get(TEXT)).toEqual(BODY);
    expect(keptBodies(root, facts).get(`${TEXT}\n`)).toBeUndefined();
  });

  it('is passed over when it is not what synth wrote', () => {
    const { root, facts, file } = kept();
    writeFileSync(file, JSON.stringify({ resource: {} }));
    expect(keptBodies(root, facts).get(TEXT)).toBeUndefined();
  });

  it('is passed over when the record of synth does not know it', () => {
    const { root } = kept();
    expect(keptBodies(root, {}).get(TEXT)).toBeUndefined();
  });

  it('does not outlive the next synth', () => {
    const { root, facts } = kept();
    keepBodies(root);
    expect(keptBodies(root, facts).get(TEXT)).toBeUndefined();
  });
});
