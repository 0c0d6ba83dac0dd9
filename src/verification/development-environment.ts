import { parseEnv } from 'node:util';
import type { Json } from '../json.ts';
import { redactText } from '../terraform/secret-text.ts';
import { outputsOfComponents, secretsOf, textOf, variableOf, type StackOutput, type StackOutputs } from './output-environment.ts';

/** A variable, where its value comes from, and whether anybody may see it. */
export interface Setting {
  name: string;
  /** `storage.bucket_name`; null for what tells where the cloud is. */
  output: string | null;
  value: Json;
  /** It is sensitive, holds a hidden part, or looks like a secret: its value goes nowhere but to the commands. */
  secret: boolean;
}

export interface DevelopmentEnvironment {
  settings: Setting[];
  /** An output that cutover.yaml names and no component has: `storage.bucket_nam`. */
  missing: string[];
}

export interface DevelopmentSources {
  /** Component → its outputs in test. */
  outputs: Record<string, StackOutputs>;
  /** Name of a variable → `<component>.<output>`, from cutover.yaml. */
  variables: Record<string, string>;
  /** Environment of whoever talks to test: region and endpoint are taken from it, and nothing else. */
  access: Record<string, string>;
}

/** What an application has to know to find the cloud; no credential. */
const WHERE = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL'];

/** What a developer needs to run an application against test: every output under a name that no two share, and the names of their own. Pure. */
export function developmentEnvironment({ outputs, variables, access }: DevelopmentSources): DevelopmentEnvironment {
  const names = Object.keys(outputs).sort();
  // Two components at least: with one alone its outputs would have other names.
  const all = outputsOfComponents([...names, ''], outputs);
  const own = Object.entries(variables);
  return {
    settings: [
      ...WHERE.flatMap((name): Setting[] => (access[name] === undefined ? [] : [{ name, output: null, value: access[name], secret: false }])),
      ...own.flatMap(([name, output]) => (Object.hasOwn(all, output) ? [setting(name, output, all[output])] : [])).flat(),
      ...Object.entries(all).flatMap(([output, value]) => setting(variableOf(output), output, value)),
    ],
    missing: own.map(([, output]) => output).filter((output) => !Object.hasOwn(all, output)),
  };
}

function setting(name: string, output: string, value: StackOutput | undefined): Setting[] {
  if (value === undefined) return [];
  const text = textOf(value.value);
  return [{ name, output, value: value.value, secret: secretsOf(value).length > 0 || redactText(text) !== text }];
}

/** As the environment of a child. */
export function variablesOf(settings: Setting[]): Record<string, string> {
  return Object.fromEntries(settings.map(({ name, value }) => [name, textOf(value)]));
}

/**
 * A `.env` file, which Node's `--env-file`, dotenv and a shell read alike. `secrets: false` is for the evidence: a name stays, its
 * value does not. A value that those three would not read alike is left to connection.json.
 */
export function dotenv(settings: Setting[], { secrets }: { secrets: boolean }): string {
  return settings.map(({ name, value, secret }) => {
    if (secret && !secrets) return `# ${name}: sensitive, so it is not written here\n`;
    return assignment(name, textOf(value)) ?? `# ${name}: its value cannot be written into such a file; it is in connection.json\n`;
  }).join('');
}

/** Quotation marks in which nothing is interpreted; what is read back differently is not written. */
function assignment(name: string, text: string): string | undefined {
  const line = /^[A-Za-z0-9_.:/@%+,-]+$/.test(text) ? `${name}=${text}\n` : `${name}='${text}'\n`;
  return text.includes("'") || text.includes('\r') || parseEnv(line)[name] !== text ? undefined : line;
}

/** Component → output → value, and where the cloud is: for programs that read JSON. */
export function connectionSettings(settings: Setting[], { secrets }: { secrets: boolean }): Json {
  const components: Record<string, Record<string, Json>> = {};
  for (const { output, name, value, secret } of settings) {
    // A name of one's own is another word for an output that is here under its own.
    if (output === null || name !== variableOf(output) || (secret && !secrets)) continue;
    const [component = '', ...rest] = output.split('.');
    components[component] = { ...components[component], [rest.join('.')]: value };
  }
  return { environment: 'test', where: Object.fromEntries(settings.filter(({ output }) => output === null).map(({ name, value }) => [name, value])), components };
}
