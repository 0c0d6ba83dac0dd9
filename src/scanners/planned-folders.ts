import type { JsonObject } from '../json.ts';
import { refersToResources, withPlannedValues } from './hcl/planned-values.ts';
import type { SourceFolder } from './source-files.ts';

/** As much of a redacted plan's resource as scanners are told. */
export interface PlannedValues {
  /** `aws_s3_bucket.data["x"]`, `module.a.aws_s3_bucket.data` */
  address: string;
  mode: 'managed' | 'data';
  /** Values after apply; null for what is deleted. */
  after: JsonObject | null;
}

/**
 * A component's folders with what its plan knows. Where a block makes several resources that differ, there is one set of folders for each,
 * so that none hides behind another; the first of the result has the first of each. Modules stay as they are written. Pure.
 */
export function plannedFolders(folders: SourceFolder[], planned: readonly PlannedValues[]): SourceFolder[][] {
  const instances = new Map<string, JsonObject[]>();
  for (const { address, mode, after } of planned) {
    if (mode !== 'managed' || after === null || address.startsWith('module.')) continue;
    const block = address.replace(/\[.*$/s, '');
    instances.set(block, [...(instances.get(block) ?? []), after]);
  }
  const [root, ...modules] = folders;
  if (root === undefined || instances.size === 0) return [folders];
  const locals = !root.files.some(({ hcl }) => refersToResources(hcl));
  const variants = new Map<string, SourceFolder>();
  for (let number = 0; number < Math.max(...[...instances.values()].map(({ length }) => length)); number += 1) {
    const files = root.files.map((file) => ({ ...file, hcl: withPlannedValues(file.hcl, (address) => instances.get(address)?.at(number) ?? instances.get(address)?.at(-1), locals) }));
    const text = JSON.stringify(files.map(({ hcl }) => hcl));
    if (!variants.has(text)) variants.set(text, { ...root, files });
  }
  return [...variants.values()].map((variant) => [variant, ...modules]);
}
