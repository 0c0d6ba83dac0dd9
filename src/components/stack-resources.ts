import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';

export interface StackResource {
  address: string;
  type: string;
  /** As written in the stack, expressions included; empty for HCL, where only the plan knows. */
  attributes: JsonObject;
}

/** The managed resources that a stack names itself, those of its modules not included. */
export function stackResources(directory: string): StackResource[] {
  const json = join(directory, 'cdk.tf.json');
  return existsSync(json) ? fromJson(readFileSync(json, 'utf8')) : fromHcl(directory);
}

function fromJson(text: string): StackResource[] {
  const stack = JSON.parse(text) as { resource?: Record<string, Record<string, JsonObject>> };
  return Object.entries(stack.resource ?? {}).flatMap(([type, resources]) =>
    Object.entries(resources).map(([name, { '//': _metadata, ...attributes }]) => ({ address: `${type}.${name}`, type, attributes })),
  );
}

function fromHcl(directory: string): StackResource[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.tf'))
    .flatMap((file) => [...readFileSync(join(directory, file), 'utf8').matchAll(/^\s*resource\s+"([^"]+)"\s+"([^"]+)"/gm)])
    .map(([, type = '', name = '']) => ({ address: `${type}.${name}`, type, attributes: {} }));
}
