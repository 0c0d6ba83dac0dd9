import { unusedAttestations } from '../claims/attestations.ts';
import { parseChecklist } from '../documents/checklist/parse.ts';
import { statementsOf } from '../documents/checklist/statements.ts';
import { assertAtPlace, assertComponentsKnown, assertRequirementsKnown } from '../documents/check-together.ts';
import { readText } from '../documents/read-text.ts';
import type { Run } from '../step.ts';
import { attestationsOf } from './attestations.ts';
import { controlsOf } from './compliance.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';

/** The documents, and the request held to them. Throws UserError: a mistake in the input, about which nothing is recorded. */
export function inputsOf(run: Pick<Run, 'root' | 'config' | 'git' | 'change'>): ChangeDocuments {
  const documents = documentsOf(run);
  const { request, file } = run.change;
  assertComponentsKnown(request.components, documents.architecture, { file, field: 'components' });
  assertRequirementsKnown(request.requirements, documents.statements, file);
  assertAtPlace('changes', [file], documents.statements);
  controlsOf(run, documents.statements);
  return documents;
}

/** Attestations about nothing that documents or checklist demand: a slip in an id would else go unseen. */
export function strayAttestations(run: Pick<Run, 'root' | 'config' | 'git'>, { statements }: ChangeDocuments): string[] {
  const { file } = run.config.checklist;
  const checklist = readText(run.root, file);
  const items = checklist === undefined ? [] : statementsOf(parseChecklist(checklist, file), '');
  return unusedAttestations(attestationsOf(run), [...statements, ...items]);
}
