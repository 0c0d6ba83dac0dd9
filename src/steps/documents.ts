import { sha256 } from '../digest.ts';
import type { Architecture } from '../documents/architecture.ts';
import { assertAtPlace, assertRequirementsKnown, assertTogether } from '../documents/check-together.ts';
import { DOCUMENT_FIELDS, DOCUMENT_KINDS, documentPathsSchema, type DocumentPaths } from '../documents/document-paths.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';
import type { Guidelines } from '../documents/guidelines.ts';
import { mergeStatements } from '../documents/merge-statements.ts';
import type { ProjectStructure } from '../documents/project-structure.ts';
import { readDocument, type DocumentKind, type ReadDocument } from '../documents/read-document.ts';
import { readText } from '../documents/read-text.ts';
import type { SectionFact } from '../documents/section-facts.ts';
import type { TechnologyStack } from '../documents/technology-stack.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { fetchFromBase, readFromBase } from '../git-base.ts';
import { configOn } from '../policy-on-base.ts';
import type { Run } from '../step.ts';

/** The four documents of the change, and what they and those of the base demand of it. */
export interface ChangeDocuments {
  architecture: Architecture;
  guidelines: Guidelines;
  technologyStack: TechnologyStack;
  projectStructure: ProjectStructure;
  /** Of the change and of the base, see `mergeStatements`. */
  statements: DocumentStatement[];
  /** The change's own, for the record: where each lies, and what its text for people has. */
  written: { kind: DocumentKind; file: string; digest: string; owner: string; sections: SectionFact[] }[];
  /** For the record: which documents the base does not have, so that only the change's own count. */
  notes: string[];
  /** File, or `<file> on <base>` → SHA-256: inputs of what is decided from them. */
  digests: Record<string, string>;
}

/** Kind, file and bytes → what was read: most steps ask, and the documents seldom change in between. */
const known = new Map<string, ReadDocument>();

function readOnce<K extends DocumentKind>(kind: K, text: string, file: string): ReadDocument<K> {
  const key = [kind, file, sha256(text)].join('\0');
  const read = (known.get(key) as ReadDocument<K> | undefined) ?? readDocument(kind, text, file);
  known.set(key, read);
  return read;
}

/**
 * Reads the four documents, in the working tree and on the base. Call it before anything of the project runs and outside of
 * a step's work: a document that is missing or not valid is a mistake in the input, about which nothing is recorded. Throws
 * UserError with file, line and field.
 */
export function documentsOf(run: Pick<Run, 'root' | 'config'> & { git: Base }): ChangeDocuments {
  const digests: Record<string, string> = {};
  const own = <K extends DocumentKind>(kind: K, field: keyof DocumentPaths): ReadDocument<K> => {
    const file = run.config.documents[field];
    const text = readText(run.root, file);
    if (text === undefined) throw new UserError({ file, field: `documents.${field}`, problem: `there is no such file, and the ${kind} document is required`, allowed: 'Markdown under front matter', next: 'cutover init writes what is missing; if it lies elsewhere, name it in cutover.yaml' });
    digests[file] = sha256(text);
    return readOnce(kind, text, file);
  };
  const architecture = own('architecture', 'architecture');
  const guidelines = own('guidelines', 'guidelines');
  const technologyStack = own('technology-stack', 'technologyStack');
  const projectStructure = own('project-structure', 'projectStructure');
  const ofChange = { architecture, guidelines, technologyStack, projectStructure };
  const ownStatements = DOCUMENT_FIELDS.flatMap((field) => ofChange[field].statements);
  assertTogether({ architecture: architecture.document, statements: ownStatements });
  const base = textsOnBase(run.git);
  const onBase = base.flatMap(({ field, file, text }) => {
    if (text === undefined) return [];
    const shown = `${file} on ${run.git.base.ref}`;
    digests[shown] = sha256(text);
    // Most changes leave most documents alone: the same bytes demand the same.
    return digests[shown] === digests[run.config.documents[field]] ? ofChange[field].statements : readOnce(DOCUMENT_KINDS[field], text, shown).statements;
  });
  const statements = mergeStatements(onBase, ownStatements);
  assertRequirementsKnown(Object.keys(run.config.requirements), statements, CONFIG_FILE);
  assertAtPlace('documents', Object.values(run.config.documents), statements);
  return {
    architecture: architecture.document,
    guidelines: guidelines.document,
    technologyStack: technologyStack.document,
    projectStructure: projectStructure.document,
    statements,
    written: DOCUMENT_FIELDS.map((field) => {
      const file = run.config.documents[field];
      return { kind: DOCUMENT_KINDS[field], file, digest: digests[file] ?? '', owner: ofChange[field].document.owner, sections: ofChange[field].sections };
    }),
    notes: base.flatMap(({ file, text }) => (text === undefined ? [`${run.git.base.ref} has no ${file}: the change's own counts alone`] : [])),
    digests,
  };
}

type Base = Pick<Run['git'], 'root' | 'prefix' | 'base'>;

interface OnBase {
  field: keyof DocumentPaths;
  file: string;
  /** Undefined where the base has no such document. */
  text: string | undefined;
}

/** They lie where the base's own cutover.yaml says: a change that moves a document does not get rid of it. */
function textsOnBase(git: Base): OnBase[] {
  const paths = configOn(git)?.documents ?? documentPathsSchema.parse(undefined);
  fetchFromBase(git, Object.values(paths));
  return DOCUMENT_FIELDS.map((field) => ({ field, file: paths[field], text: readFromBase(git, paths[field]) }));
}
