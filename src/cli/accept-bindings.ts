import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { BINDINGS_FILE, NO_BINDINGS, parseBindings, type Binding } from '../claims/bindings.ts';
import type { Statement } from '../claims/claim.ts';
import { PROBES, probeById } from '../claims/probes/all.ts';
import { textDigest } from '../claims/probe.ts';
import { UserError } from '../errors.ts';
import { gitFacts } from '../git.ts';
import { numberOf } from '../number-of.ts';
import type { Ui } from '../ui.ts';

export interface AcceptSurroundings {
  project: string | undefined;
  ui: Ui;
  now: () => Date;
}

/**
 * Writes `item=probe` pairs into the project's bindings file, in the name of whoever git says runs this. What stood there stays,
 * comments included; the same item with the same text is written anew. It decides nothing until it is on the base branch.
 */
export function acceptBindings(pairs: string[], statements: Statement[], { project, ui, now }: AcceptSurroundings): void {
  if (project === undefined) throw new UserError({ field: '--accept', problem: 'a binding is kept in a project, and here is none', next: 'go into your project, or pass its folder with -C' });
  const person = gitFacts(project).user;
  const date = now().toISOString().slice(0, 10);
  const accepted = pairs.map((pair) => bindingFrom(pair, statements, { person, date }));
  const path = join(project, BINDINGS_FILE);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const before = parseBindings(text, BINDINGS_FILE);
  const kept = before.filter((one) => !accepted.some((other) => other.item === one.item && textDigest(other.text) === textDigest(one.text)));
  const document = parseDocument(text === undefined || text.trim() === '' ? NO_BINDINGS : text);
  if (kept.length === before.length && before.length > 0) for (const binding of accepted) document.addIn(['bindings'], document.createNode(binding));
  else document.set('bindings', document.createNode([...kept, ...accepted]));
  writeFileSync(path, document.toString({ lineWidth: 0 }));
  ui.line(`${numberOf(accepted.length, 'binding')} in ${BINDINGS_FILE}: they count once they are on the base branch`, 'good');
}

function bindingFrom(pair: string, statements: Statement[], by: Pick<Binding, 'person' | 'date'>): Binding {
  const [item = '', probe = '', ...rest] = pair.split('=');
  const statement = statements.find(({ id }) => id === item);
  if (rest.length > 0 || probe === '') throw new UserError({ field: '--accept', problem: 'not an item and a probe', found: pair.slice(0, 120), allowed: '<item>=<probe>, as --suggest prints them' });
  if (statement === undefined) throw new UserError({ field: '--accept', problem: 'the checklist has no such item', found: item.slice(0, 120), next: 'cutover checklist --file … --json lists the ids of its items' });
  if (probeById(PROBES, probe) === undefined) throw new UserError({ field: '--accept', problem: 'there is no such probe', found: probe.slice(0, 120), allowed: `${PROBES.map(({ id }) => id).sort().join(', ')}, or requirement/<id>` });
  return { item, text: statement.statement, probe, ...by };
}
