import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../src/claims/decide.ts';
import { probeById, PROBES } from '../../../src/claims/probes/all.ts';
import { parseConfig } from '../../../src/config.ts';
import { parseChecklist } from '../../../src/documents/checklist/parse.ts';
import { readDocument } from '../../../src/documents/read-document.ts';
import { statementsOf } from '../../../src/documents/checklist/statements.ts';
import { aFinishedChange } from '../../claims/a-finished-change.ts';

const FOLDER = new URL('../../../cdktf-stacks/', import.meta.url);
const list = parseChecklist(readFileSync(new URL('infrastructure-checklist.md', FOLDER)), 'infrastructure-checklist.md');
const architecture = readDocument('architecture', readFileSync(new URL('docs/infrastructure-architecture.md', FOLDER), 'utf8'), 'docs/infrastructure-architecture.md').document;
const config = parseConfig(readFileSync(new URL('cutover.yaml', FOLDER), 'utf8'));

describe('the reference platform’s own checklist', () => {
  it('names each item, and only probes and requirements that exist', () => {
    expect(list.items.length).toBeGreaterThanOrEqual(60);
    expect(list.items.filter(({ id }) => id.includes('/'))).toEqual([]);
    for (const { probeId } of list.items) {
      if (probeId === undefined) continue;
      const requirement = /^requirement\/(.*)$/.exec(probeId)?.[1];
      if (requirement === undefined) expect(PROBES.map(({ id }) => id)).toContain(probeId);
      else expect(architecture.requirements.map(({ id }) => id)).toContain(requirement);
      expect(probeById(PROBES, probeId)).toBeDefined();
    }
  });

  it('demands only items that it has and that a probe decides', () => {
    for (const id of config.checklist.mandatory) expect(list.items.find((item) => item.id === id)?.probeId).toBeDefined();
  });

  it('passes nothing that no probe decides, and has sections that do not apply here', () => {
    const claims = decide(statementsOf(list, 'platform-operations'), aFinishedChange());
    for (const [index, { probeId }] of list.items.entries()) {
      if (probeId === undefined) expect(['undecided', 'not-applicable']).toContain(claims[index]?.decision);
    }
    expect(claims.filter(({ decision }) => decision === 'not-applicable').map(({ section }) => section[0]).filter((name, index, all) => all.indexOf(name) === index)).toEqual(['Containers', 'GitOps', 'Service mesh']);
  });
});
