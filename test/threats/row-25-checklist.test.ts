import { afterEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { gitFacts } from '../../src/git.ts';
import { decideItems } from '../../src/steps/checklist.ts';
import { aFinishedChange } from '../claims/a-finished-change.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';

const FILE = 'infrastructure-checklist.md';
const ON_BASE = `${FILE} on refs/heads/main`;
const config = (mandatory: string, file = FILE): string => `version: 1\nname: shop\ncomponents: { app: { path: stacks/app } }\nenvironments: { test: {}, production: {} }\nchecklist: { file: ${file}, mandatory: [${mandatory}] }\n`;
const list = (item: string, section = 'Data'): string => `# List\n\n## ${section}\n\n- [ ] ${item}\n`;
/** Nothing decides it: a person has to. */
const DRILL = 'A drill was held <!-- id: drill -->';
/** A probe decides it, and it holds for the finished change. */
const HOLDS = 'No addresses <!-- id: drill --><!-- probe: no-public-addresses -->';

let repository: Repository;
afterEach(() => repository.remove());

/** What the checklist of a finished change comes to: its verdict, its reasons, and its items with their places. */
function decidedAfter(base: Record<string, string>, change: Record<string, string>): { verdict: string | undefined; reasons: string; items: string[]; counted: unknown; document: string[] } {
  repository = aRepository({ 'cutover.yaml': config('drill'), ...base });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit(change);
  const read = parseConfig(repository.git('show', 'HEAD:cutover.yaml'));
  const store = new EvidenceStore(repository.path, 'CR-0001');
  const { claims, outcome } = decideItems(
    {
      root: repository.path, config: read, git: gitFacts(repository.path), policy: { mandatory: ['drill'] }, store, target: 'sandbox',
      change: { request: { id: 'CR-0001', title: 'A title' } }, ui: { line: () => undefined }, now: () => new Date('2026-03-01T10:00:00Z'),
    },
    'checklist',
    aFinishedChange(),
  );
  return {
    verdict: outcome.verdict,
    reasons: (outcome.reasons ?? []).join('\n'),
    items: claims.map(({ source, section, decision }) => `${source.file} ${section.join('/')}: ${decision}`),
    counted: outcome.facts['counts'],
    document: Object.keys(outcome.subjects ?? {}),
  };
}

describe('row 25: the change brings its own checklist', () => {
  const held = `${ON_BASE} As it stands on refs/heads/main/Data: undecided`;

  it.each<[string, Record<string, string>, string]>([
    ['moves the item under a heading that does not apply', { [FILE]: list(DRILL, 'Kubernetes') }, `${FILE} Kubernetes: not-applicable`],
    ['writes another text, which a probe decides', { [FILE]: list(DRILL.replace('A drill was held', 'Everything that keeps data encrypts it at rest')) }, `${FILE} Data: pass`],
    ['binds it to a probe', { [FILE]: list(DRILL.replace('-->', '--><!-- probe: no-public-addresses -->')) }, `${FILE} Data: pass`],
    ['reads another file', { 'cutover.yaml': config('', 'weak.md'), 'weak.md': list(HOLDS) }, 'weak.md Data: pass'],
  ])('a change that %s is held to the base’s mandatory item', (_name, change, own) => {
    const { verdict, reasons, items, counted, document } = decidedAfter({ [FILE]: list(DRILL) }, change);
    expect([verdict, items]).toEqual(['fail', [own, held]]);
    expect(reasons).toContain(`${ON_BASE}:5 (drill): “A drill was held” is mandatory and undecided`);
    expect(counted).toMatchObject({ items: 2 });
    expect(document).toContain(ON_BASE);
  });

  it('a change that takes the item away lacks it, whatever the base’s comes to', () => {
    const { verdict, reasons } = decidedAfter({ [FILE]: list(HOLDS) }, { [FILE]: list('Another') });
    expect([verdict, reasons]).toEqual(['fail', 'drill is mandatory, but the checklist has no such item']);
  });

  it('the change’s own item has to hold too', () => {
    const { verdict, reasons } = decidedAfter({ [FILE]: list(HOLDS) }, { [FILE]: list(DRILL) });
    expect([verdict, reasons]).toEqual(['fail', expect.stringContaining(`${FILE}:5 (drill)`)]);
  });

  const attested = { 'attestations.yaml': "attestations: [{ claim: drill, person: Ann, date: '2026-01-02', statement: I saw it, link: 'https://example.com/1', expires: '2026-12-31' }]\n" };
  const bound = { 'checklist-bindings.yaml': "bindings: [{ item: drill, text: A drill was held, probe: no-public-addresses, person: Ann, date: '2026-01-02' }]\n" };

  it.each([
    ['an attestation', attested],
    ['a binding to a probe', bound],
  ])('%s decides an item when it lies on the base, and not when the change brings it', (_what, file) => {
    expect(decidedAfter({ [FILE]: list(DRILL), ...file }, { 'other.md': 'x' })).toMatchObject({ verdict: 'pass', items: [`${FILE} Data: pass`] });
    repository.remove();
    expect(decidedAfter({ [FILE]: list(DRILL) }, file)).toMatchObject({ verdict: 'fail', items: [`${FILE} Data: undecided`] });
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['an item that reads the same', { [FILE]: list(HOLDS) }, { [FILE]: `\n\n${list(HOLDS)}` }],
    ['an item that the base’s checklist does not have', { [FILE]: list('Another') }, { [FILE]: list(HOLDS) }],
    ['the item of a base without a checklist', {}, { [FILE]: list(HOLDS) }],
  ])('%s counts once', (_name, base, change) => {
    const { verdict, items, counted } = decidedAfter(base, change);
    expect([verdict, items]).toEqual(['pass', [`${FILE} Data: pass`]]);
    expect(counted).toMatchObject({ items: 1 });
  });
});
