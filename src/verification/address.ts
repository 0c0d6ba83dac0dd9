import { textOf, type StackOutputs } from './output-environment.ts';

const PLACEHOLDER = /\{([\w.-]+)\}/g;

/** Whether braces in a text hold the names of outputs and nothing else. */
export function isAddress(text: string): boolean {
  return !/[{}]/.test(text.replace(PLACEHOLDER, ''));
}

/**
 * An address (or the value of a header) with the outputs that it names: `{api_url}/health`. Over several components a name is
 * `{storage.bucket_name}`. Says what is wrong when an output is missing or is no plain value.
 */
export function withOutputs(template: string, outputs: StackOutputs): { text: string } | { problem: string } {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
  const missing = names.find((name) => !Object.hasOwn(outputs, name));
  if (missing !== undefined) return { problem: `there is no output ${missing}; the stack has ${Object.keys(outputs).sort().join(', ') || 'none'}` };
  const structured = names.find((name) => typeof outputs[name]?.value === 'object');
  if (structured !== undefined) return { problem: `the output ${structured} is no plain text or number` };
  return { text: template.replace(PLACEHOLDER, (_whole, name: string) => textOf(outputs[name]?.value ?? '')) };
}
