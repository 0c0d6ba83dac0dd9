import type { Json } from '../json.ts';

export interface StackOutput {
  value: Json;
  /** The value without what is secret in it; the value itself where it is left out. */
  shown?: Json;
  sensitive: boolean;
}
export type StackOutputs = Record<string, StackOutput>;

/** `bucket-name` → `OUTPUT_BUCKET_NAME`. */
export function variableOf(output: string): string {
  return `OUTPUT_${output.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

/** A text as it is, anything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The values of an output that nobody may see: the whole of a sensitive one, and the parts of another that were hidden. */
export function secretsOf({ value, shown, sensitive }: StackOutput): Json[] {
  return sensitive ? [value] : hiddenParts(value, shown === undefined ? value : shown);
}

function hiddenParts(value: Json, shown: Json): Json[] {
  if (value === null || typeof value !== 'object') return value === shown ? [] : [value];
  if (shown === null || typeof shown !== 'object' || Array.isArray(shown) !== Array.isArray(value)) return [value];
  const parts = shown as Record<string, Json>;
  // An object whose keys are others stands for a value that was hidden whole; its keys may be what is secret.
  if (Object.keys(value).some((key) => !Object.hasOwn(parts, key))) return [value, ...Object.keys(value)];
  return Object.entries(value).flatMap(([key, member]) => hiddenParts(member, parts[key] ?? null));
}

/** Two outputs that would share one variable, or undefined. */
export function clash(outputs: StackOutputs): [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const name of Object.keys(outputs)) {
    const other = seen.get(variableOf(name));
    if (other !== undefined) return [other, name];
    seen.set(variableOf(name), name);
  }
  return undefined;
}

/** One variable per output, and all of them as JSON (name → value). */
export function outputEnvironment(outputs: StackOutputs): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [variableOf(name), textOf(value)])),
    CUTOVER_OUTPUTS: JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))),
  };
}

/**
 * The outputs a check over several components sees: its own names for one component, `storage.bucket_name` (and
 * `OUTPUT_STORAGE_BUCKET_NAME`) for more, since two stacks may use one name.
 */
export function outputsOfComponents(components: string[], outputs: Record<string, StackOutputs>): StackOutputs {
  const [only] = components;
  if (components.length === 1 && only !== undefined) return outputs[only] ?? {};
  return Object.fromEntries(components.flatMap((component) => Object.entries(outputs[component] ?? {}).map(([name, output]) => [`${component}.${name}`, output])));
}
