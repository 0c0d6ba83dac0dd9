import { isMap, isSeq, type Document } from 'yaml';
import { readFrontMatter } from '../../documents/front-matter.ts';
import { yamlDocument } from '../../documents/yaml-document.ts';

/** YAML as a document that can be edited; comments and order stay. `firstLine`: where it begins in its file. Throws UserError when it is not YAML. */
export function editYaml(text: string, file: string, edit: (document: Document) => void, firstLine = 1): string {
  const document = yamlDocument(text, { file, firstLine });
  edit(document);
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true });
}

/** The front matter of a Markdown file, edited; its body, edited, below it. */
export function editFrontMatter(text: string, file: string, edit: (document: Document) => void, body: (markdown: string) => string = (markdown) => markdown): string {
  const { yaml, firstLine, start, end, newline } = readFrontMatter(text, file);
  const edited = editYaml(yaml.replaceAll('\r\n', '\n'), file, edit, firstLine);
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
