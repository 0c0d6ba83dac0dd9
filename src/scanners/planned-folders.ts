import { resolve } from 'node:path';
import type { JsonObject } from '../json.ts';
import { closedArguments, refersToResources, withPlannedValues } from './hcl/planned-values.ts';
import { isLocalSource, moduleCalls } from './module-sources.ts';
import type { SourceFolder } from './source-files.ts';

/** As much of a redacted plan's resource as scanners are told. */
export interface PlannedValues {
  /** `aws_s3_bucket.data["x"]`, `module.a.aws_s3_bucket.data` */
  address: string;
  mode: 'managed' | 'data';
  /** Values after apply; null for what is deleted. */
  after: JsonObject | null;
}

/** Block, `aws_s3_bucket.data` → the values of each resource that it makes. */
type Instances = Map<string, JsonObject[]>;

/** What is known of a folder beside its text. */
interface Known {
  instances: Instances;
  /** Variables that some call hands on from a resource. */
  closed: Set<string>;
  /** Name of a module call → the folder that is called; none for code that is not here. */
  calls: Map<string, string>;
}

/**
 * A component's folders with what its plan knows. Where a block makes several resources that differ, also because its module is called several
 * times, there is one set of folders for each, so that none hides behind another; the first of the result has the first of each. Pure.
 */
export function plannedFolders(folders: SourceFolder[], planned: readonly PlannedValues[]): SourceFolder[][] {
  if (planned.length === 0) return [folders];
  const known = new Map(folders.map((folder): [string, Known] => [folder.path, { instances: new Map(), closed: new Set(), calls: callsIn(folder, folders) }]));
  for (const { address, mode, after } of planned) {
    const place = mode === 'managed' && after !== null ? placeOf(address, folders, known) : undefined;
    if (place !== undefined && after !== null) place.instances.set(place.block, [...(place.instances.get(place.block) ?? []), after]);
  }
  const most = Math.max(0, ...[...known.values()].flatMap(({ instances }) => [...instances.values()].map(({ length }) => length)));
  if (most === 0) return [folders];
  closeArguments(folders, known);
  const variants = new Map<string, SourceFolder[]>();
  for (let number = 0; number < most; number += 1) {
    const variant = folders.map((folder) => withValues(folder, known.get(folder.path), number));
    const text = JSON.stringify(variant.map(({ files }) => files.map(({ hcl }) => hcl)));
    if (!variants.has(text)) variants.set(text, variant);
  }
  return [...variants.values()];
}

function withValues(folder: SourceFolder, known: Known | undefined, number: number): SourceFolder {
  if (known === undefined || known.instances.size === 0) return folder;
  const { instances, closed } = known;
  const locals = localsAreOpen(folder, closed);
  return { ...folder, files: folder.files.map((file) => ({ ...file, hcl: withPlannedValues(file.hcl, (address) => instances.get(address)?.at(number) ?? instances.get(address)?.at(-1), locals, closed) })) };
}

function localsAreOpen({ files }: SourceFolder, closed: ReadonlySet<string>): boolean {
  return !files.some(({ hcl }) => refersToResources(hcl, closed));
}

/** Whoever read the folders has read the same calls, and refused those that cannot be told. */
function callsIn({ path, files }: SourceFolder, folders: SourceFolder[]): Known['calls'] {
  if (folders.length === 1) return new Map();
  const calls = files.flatMap(({ name, hcl }) => moduleCalls(hcl, (line) => ({ file: name, line })));
  const local = calls.filter(({ source }) => isLocalSource(source)).map(({ name, source }): [string, string] => [name, resolve(path, source)]);
  return new Map(local.filter(([, target]) => folders.some((folder) => folder.path === target)));
}

/** The block that makes a resource, and the folder that it stands in; undefined where that is not here. */
function placeOf(address: string, [root]: SourceFolder[], known: Map<string, Known>): { instances: Instances; block: string } | undefined {
  const parts = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '').split('.');
  let folder = root === undefined ? undefined : known.get(root.path);
  while (parts[0] === 'module') {
    folder = known.get(folder?.calls.get(parts[1] ?? '') ?? '');
    parts.splice(0, 2);
  }
  return folder === undefined ? undefined : { instances: folder.instances, block: parts.join('.') };
}

/** What a module is handed from a resource it may hand on: gone over until nothing is added. */
function closeArguments(folders: SourceFolder[], known: Map<string, Known>): void {
  for (let grown = folders.length > 1; grown; ) {
    grown = false;
    for (const folder of folders) {
      const { calls, closed } = known.get(folder.path) ?? { calls: new Map<string, string>(), closed: new Set<string>() };
      if (calls.size === 0) continue;
      const locals = localsAreOpen(folder, closed);
      for (const { module, names } of folder.files.flatMap(({ hcl }) => closedArguments(hcl, locals, closed))) {
        const target = known.get(calls.get(module) ?? '')?.closed;
        for (const name of names) {
          grown ||= target?.has(name) === false;
          target?.add(name);
        }
      }
    }
  }
}
