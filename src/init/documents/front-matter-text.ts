import { stringify } from 'yaml';

/** A Markdown file that begins with data for machines. */
export function withFrontMatter(data: object, body: string): string {
  return `---\n${yamlText(data)}---\n\n${body.trim()}\n`;
}

/** YAML as people write it: no anchors, strings quoted only where they must be. */
export function yamlText(data: object): string {
  return stringify(data, { lineWidth: 120, aliasDuplicateObjects: false, singleQuote: true });
}
