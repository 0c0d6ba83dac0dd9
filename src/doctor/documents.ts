import { parseConfig, type Config } from '../config.ts';
import type { Architecture } from '../documents/architecture.ts';
import { assertRequirementsKnown, assertTogether } from '../documents/check-together.ts';
import { DOCUMENT_FIELDS, DOCUMENT_KINDS, documentPathsSchema } from '../documents/document-paths.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';
import { readDocument } from '../documents/read-document.ts';
import { readText } from '../documents/read-text.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { readFromBase } from '../git-base.ts';
import type { GitFacts } from '../git.ts';
import { look, type Finding, type Seen } from './finding.ts';

/** The four documents of the working tree: each by itself, then what they say together. */
export async function lookAtDocuments(root: string, { documents, requirements }: Config): Promise<Finding[]> {
  const known: { statements: DocumentStatement[]; architecture?: Architecture } = { statements: [] };
  const each: Finding[] = [];
  for (const field of DOCUMENT_FIELDS) {
    const file = documents[field];
    each.push(
      await look(`${DOCUMENT_KINDS[field]} document`, () => {
        const text = readText(root, file);
        if (text === undefined) return { state: 'missing', says: `there is no ${file}`, next: `cutover init writes it; if it lies elsewhere, name it in cutover.yaml under documents.${field}` };
        const { document, statements } = readDocument(DOCUMENT_KINDS[field], text, file);
        known.statements.push(...statements);
        if (document.document === 'architecture') known.architecture = document;
        return `${statements.length} demands, ${file}`;
      }),
    );
  }
  const { statements, architecture } = known;
  if (architecture === undefined || each.some(({ state }) => state !== 'ok')) return each;
  const together = await look('documents together', () => {
    assertTogether({ architecture, statements });
    assertRequirementsKnown(Object.keys(requirements), statements, CONFIG_FILE);
    return 'they fit';
  });
  return together.state === 'ok' ? each : [...each, together];
}

/** The documents of the base, which count too. One that the base does not have yet is no mistake. */
export function documentsOnBase(base: Pick<GitFacts, 'root' | 'prefix' | 'base'>): Seen {
  const config = readFromBase(base, CONFIG_FILE);
  const paths = config === undefined ? documentPathsSchema.parse(undefined) : parseConfig(config, `${CONFIG_FILE} on ${base.base.ref}`).documents;
  const there = DOCUMENT_FIELDS.filter((field) => {
    const text = readFromBase(base, paths[field]);
    if (text !== undefined) readDocument(DOCUMENT_KINDS[field], text, `${paths[field]} on ${base.base.ref}`);
    return text !== undefined;
  });
  return there.length === DOCUMENT_FIELDS.length ? `all four on ${base.base.ref}` : `${there.length} of 4 on ${base.base.ref}: for the others the change's own count alone`;
}
