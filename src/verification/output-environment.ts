import type { Json } from '../json.ts';

export interface StackOutput {
  value: Json;
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
