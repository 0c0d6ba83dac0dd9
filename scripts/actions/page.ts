import { parse } from 'yaml';
import { z } from 'zod';
import { table } from '../../src/documents/markdown.ts';
import { permissionsText } from './permissions.ts';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
export const metadataSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), required: z.boolean(), default: z.string().optional() })).default({}),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string().optional() })).default({}),
  runs: z.object({ using: z.string(), main: z.string().optional(), post: z.string().optional(), 'post-if': z.string().optional() }),
});
export type Metadata = z.infer<typeof metadataSchema>;

export const ACTIONS_FILE = 'actions/README.md';

export function metadataOf(text: string): Metadata {
  return metadataSchema.parse(parse(text));
}

/** The page about all actions, from their action.yml files: path from the repository → text. */
export function actionsPage(files: Record<string, string>): string {
  const parts = Object.entries(files).map(([file, text]) => {
    const folder = file.replace(/\/?action\.yml$/, '');
    const { description, inputs, outputs, runs } = metadataOf(text);
    return [
      `## ${folder === '' ? 'the repository itself' : `\`${folder}\``}`,
      `${description}${runs.post === undefined ? '' : ' Its post step waits for an engine that outlived it, and saves the state.'}`,
      `\`uses: <repository>${folder === '' ? '' : `/${folder}`}@<commit of a release>\`${runs.using === 'composite' ? ' (composite)' : ''}`,
      `Permissions of the job: ${permissionsText(folder, 'role' in inputs)}.`,
      ...(Object.keys(inputs).length === 0 ? [] : [table(['input', 'what it is', 'default'], Object.entries(inputs).map(([name, one]) => [`\`${name}\``, cell(one.description), defaultOf(one)]))]),
      ...(Object.keys(outputs).length === 0 ? [] : [table(['output', 'what it is'], Object.entries(outputs).map(([name, one]) => [`\`${name}\``, cell(one.description)]))]),
    ].join('\n\n');
  });
  return `${HEAD}\n\n${parts.join('\n\n')}\n`;
}

const HEAD = `# The actions

<!-- Made from the action.yml files by \`npm run actions\`; edited there. -->

One folder a step, and a few around them. The reusable workflows in \`.github/workflows/\` put them together, and the callers in
\`workflows/\` are what a repository copies. Pin the **commit of a release tag**: \`dist/\`, which the actions run from, is on tags only. On a
commit of the main branch \`actions/setup\` says so; the others end with GitHub's own "File not found: …/dist/actions/…/main.js", which means the same.

An input that is wrong, missing or unknown is answered with the right ones. Exit codes are those of the command line: 0 pass, 1 fail, 2 wrong
input, 3 HALT, 4 indeterminate. Siblings are called as \`$/actions/…\`, which takes a runner of version 2.336 or newer.

A job has the permissions that its actions need together, and \`contents: read\` for \`actions/checkout\`. Those of the reusable workflows are held to that by a
test.`;

function defaultOf({ required, default: value }: Metadata['inputs'][string]): string {
  if (required) return '*required*';
  return value === undefined || value === '' ? '' : `\`${value}\``;
}

function cell(text: string): string {
  return text.replaceAll('<', '&lt;');
}
