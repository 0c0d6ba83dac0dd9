import type { Json, JsonObject } from '../json.ts';

/** One file of a stack in Terraform's JSON form; HCL is brought into it. https://developer.hashicorp.com/terraform/language/syntax/json */
export interface StackFile {
  /** Relative to the stack's folder. */
  name: string;
  body: JsonObject;
  /** Address of a block (`aws_s3_bucket.data`, `module.network`) → its line, 1-based; empty for what CDKTF wrote, which nobody reads. */
  lines: ReadonlyMap<string, number>;
}

export interface Stack {
  /** The files of the stack itself. */
  files: StackFile[];
  /** The files of all modules that it calls and whose code is at hand. */
  modules: StackFile[];
  /** Module calls whose code is not at hand, `module.network`. */
  unread: string[];
}

export interface Block {
  file: StackFile;
  labels: string[];
  body: JsonObject;
}

/** The top-level blocks of a kind with that many labels: `resource` has two. */
export function blocksOf(files: readonly StackFile[], kind: string, labels: number): Block[] {
  return files.flatMap((file) => objectsOf(file.body[kind]).flatMap((object) => descend(file, object, [], labels)));
}

function descend(file: StackFile, object: JsonObject, labels: string[], more: number): Block[] {
  if (more === 0) return [{ file, labels, body: object }];
  return Object.entries(object)
    .filter(([label]) => label !== '//')
    .flatMap(([label, inner]) => objectsOf(inner).flatMap((next) => descend(file, next, [...labels, label], more - 1)));
}

/** Terraform's JSON form lets a list of objects stand wherever an object may. */
export function objectsOf(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf);
  return value !== null && typeof value === 'object' ? [value] : [];
}
