import type { Json, JsonObject } from '../json.ts';
import { blocksOf, objectsOf, type Stack, type StackFile } from './stack.ts';

export interface StackResource {
  /** Of the block, `aws_s3_bucket.data`: the same for all instances that it makes. */
  address: string;
  type: string;
  /** As written in the stack, expressions included. */
  attributes: JsonObject;
}

export interface ResourceBlock extends StackResource {
  file: StackFile;
  /** Whether it makes resources at all: `perhaps` where only the plan tells how many. */
  exists: 'yes' | 'no' | 'perhaps';
  /** Path of the construct that made it; undefined for HCL. */
  construct: string | undefined;
}

/** The managed resources that a stack names itself, those of its modules not included. */
export function stackResources(stack: Stack): StackResource[] {
  return resourceBlocks(stack).flatMap(({ address, type, attributes, exists }) => (exists === 'no' ? [] : [{ address, type, attributes }]));
}

export function resourceBlocks({ files }: Pick<Stack, 'files'>): ResourceBlock[] {
  return blocksOf(files, 'resource', 2).map(({ file, labels: [type = '', name = ''], body }) => {
    const { '//': _metadata, ...attributes } = body;
    return { address: `${type}.${name}`, type, attributes, file, exists: existence(attributes), construct: constructPath(body) };
  });
}

/** CDKTF notes beside each block which construct made it. */
export function constructPath(body: JsonObject): string | undefined {
  const path = objectsOf(body['//']).flatMap(({ metadata }) => objectsOf(metadata)).map((metadata) => metadata['path'])[0];
  return typeof path === 'string' ? path : undefined;
}

/** By `count`, `for_each`, and OpenTofu's `lifecycle { enabled }`, each where it is written as a plain value. */
function existence({ count, for_each, lifecycle }: JsonObject): ResourceBlock['exists'] {
  const enabled = objectsOf(lifecycle).map((block) => block['enabled']).find((value) => value !== undefined);
  const answers = [ofCount(count), ofEach(for_each), enabled === undefined || enabled === true ? 'yes' : enabled === false ? 'no' : 'perhaps'] as const;
  return answers.find((answer) => answer === 'no') ?? answers.find((answer) => answer === 'perhaps') ?? 'yes';
}

function ofCount(count: Json | undefined): ResourceBlock['exists'] {
  if (count === undefined || count === null) return 'yes';
  const number = typeof count === 'number' || (typeof count === 'string' && count !== '') ? Number(count) : Number.NaN;
  return Number.isNaN(number) ? 'perhaps' : number > 0 ? 'yes' : 'no';
}

function ofEach(each: Json | undefined): ResourceBlock['exists'] {
  if (each === undefined || each === null) return 'yes';
  return typeof each !== 'object' || Array.isArray(each) ? 'perhaps' : Object.keys(each).length > 0 ? 'yes' : 'no';
}
