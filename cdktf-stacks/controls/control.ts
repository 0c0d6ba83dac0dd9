/** A resource as it stands in the synthesized stack. */
export interface SynthesizedResource {
  /** `aws_s3_bucket.data` */
  address: string;
  type: string;
  /** Path of the construct that made it: `storage-test/data`. */
  path: string;
  values: Readonly<Record<string, unknown>>;
}

export interface Violation {
  /** Path of the construct at fault. */
  path: string;
  /** What is wrong, and what would be right. */
  problem: string;
}

/** One security control: a pure judgement over all resources of one stack. */
export interface Control {
  id: string;
  statement: string;
  violations: (resources: readonly SynthesizedResource[]) => Violation[];
}

/** The value at a path, through the one-element lists that blocks are synthesized to. */
export function valueAt(resource: SynthesizedResource, ...path: string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    return inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined;
  }, resource.values);
}

/** The resource of `type` whose `attribute` refers to `target`: the bucket's versioning, the queue's policy. */
export function companion(
  resources: readonly SynthesizedResource[],
  type: string,
  attribute: string,
  target: SynthesizedResource,
): SynthesizedResource | undefined {
  return resources.find((resource) => {
    const value = resource.values[attribute];
    return resource.type === type && typeof value === 'string' && value.startsWith(`\${${target.address}.`);
  });
}

/** All resources of `type` that fail `holds`, with what is wrong. */
export function requireOf(type: string, holds: (resource: SynthesizedResource, all: readonly SynthesizedResource[]) => boolean, problem: string): Control['violations'] {
  return (resources) =>
    resources.filter((resource) => resource.type === type && !holds(resource, resources)).map((resource) => ({ path: resource.path, problem }));
}
