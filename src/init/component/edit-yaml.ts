import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import { readFrontMatter } from '../../documents/front-matter.ts';
import { UserError } from '../../errors.ts';

/** YAML as a document that can be edited; comments and order stay. Throws UserError when it is not YAML. */
export function editYaml(text: string, file: string, edit: (document: Document) => void): string {
  const document = parseDocument(text, { schema: 'core', logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) throw new UserError({ file, line: text.slice(0, error.pos[0]).split('\n').length, problem: `not valid YAML: ${error.message.split('\n')[0] ?? ''}` });
  edit(document);
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true });
}

/** The front matter of a Markdown file, edited; its body, edited, below it. */
export function editFrontMatter(text: string, file: string, edit: (document: Document) => void, body: (markdown: string) => string = (markdown) => markdown): string {
  const { yaml, start, end, newline } = readFrontMatter(text, file);
  const edited = editYaml(yaml.replaceAll('\r\n', '\n'), file, edit);
  const rest = body(text.slice(end).replaceAll('\r\n', '\n'));
  return text.slice(0, start) + `${edited}${rest}`.replaceAll('\n', newline);
}

/** Puts a value under a path; an empty collection in flow form (`{}`, `[]`) becomes a block first, as a person would write it. */
export function put(document: Document, path: string[], value: unknown): void {
  asBlock(document, path.slice(0, -1));
  document.setIn(path, document.createNode(value));
}

export function append(document: Document, path: string[], value: unknown): void {
  if (!isSeq(document.getIn(path, true))) document.setIn(path, document.createNode([]));
  asBlock(document, path);
  document.addIn(path, document.createNode(value));
}

function asBlock(document: Document, path: string[]): void {
  const node: unknown = document.getIn(path, true);
  if ((isMap(node) || isSeq(node)) && node.items.length === 0) node.flow = false;
}
