import type { Place } from '../claims/claim.ts';
import type { ComponentFacts, ResourceFacts, RuleFacts } from '../claims/rules/facts.ts';
import type { JsonObject } from '../json.ts';
import { UNKNOWN, type Plan, type PlannedResource } from '../terraform/plan.ts';
import type { Component } from './component.ts';
import { providerFacts, shortAddress, typeOf } from './stack-providers.ts';
import { constructPath, resourceBlocks } from './stack-resources.ts';
import { blocksOf, type Stack } from './stack.ts';
import { writtenValues } from './written.ts';

/** What was read of one component. */
export interface ComponentReading {
  component: Pick<Component, 'name' | 'environment' | 'dependsOn'>;
  stack: Stack;
  /** Provider's address → version that the lock holds. */
  locked: Record<string, string>;
}

/** Address of a block (`aws_s3_bucket.data`, `module.network`) → where it is written. */
export type Places = Record<string, Place>;

/**
 * What rules judge of one component. Without a plan: what the stack names itself, with `complete` false where that may not be all.
 * With one: exactly what will be there after apply, each resource with the values of its block. Pure.
 */
export function componentFacts({ component, stack, locked }: ComponentReading, { places = {}, plan }: { places?: Places | undefined; plan?: Plan | undefined } = {}): ComponentFacts {
  const { name, environment, dependsOn } = component;
  const blocks = resourceBlocks(stack);
  const calls = blocksOf(stack.files, 'module', 1);
  const named: (ResourceFacts & { exists: string })[] = blocks.map(({ address, type, attributes, construct, exists }) => ({
    address, type, written: writtenValues(attributes), planned: undefined, construct, place: placeAt(places, address), exists,
  }));
  const base = { name, environment, dependsOn: [...dependsOn].sort() };
  const providers = providerFacts(stack, locked);
  const certain = named.filter(({ exists }) => exists === 'yes').map(({ exists: _exists, ...resource }) => resource);
  if (plan === undefined) return { ...base, resources: certain, complete: calls.length === 0 && named.every(({ exists }) => exists !== 'perhaps'), ...providers };

  const byAddress = new Map(named.map(({ exists: _exists, ...resource }) => [resource.address, resource]));
  const constructs = new Map(calls.map(({ labels, body }) => [`module.${labels[0] ?? ''}`, constructPath(body)]));
  const planned = plan.resources.filter(({ mode, after }) => mode === 'managed' && after !== null);
  const blocksPlanned = new Set(planned.map(({ address }) => blockAddress(address)));
  const resources = planned.map(({ address, type, after }): ResourceFacts => {
    const block = blockAddress(address);
    const known = byAddress.get(block);
    return { address, type, written: known?.written, planned: after ?? undefined, construct: known?.construct ?? constructs.get(block), place: placeAt(places, block) };
  });
  // A plan leaves out nothing that its stack names; if one did, what is missing must not count as right.
  const missing = certain.filter(({ address }) => !blocksPlanned.has(address));
  return { ...base, resources: [...resources, ...missing], complete: true, ...withPlanned(providers, planned) };
}

/** The facts of the whole change. `files`: as git lists them. `records`: names of the records that they are from. `names`: of all components that synth made. */
export function ruleFacts(components: ComponentFacts[], files: string[], engine: RuleFacts['engine'], records: RuleFacts['records'], names?: string[]): RuleFacts {
  const order = ({ environment, name }: ComponentFacts): string => `${environment}/${name}`;
  return {
    components: [...components].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    files: [...new Set(files.map((file) => file.replaceAll('\\', '/')))].sort(),
    engine,
    records,
    ...(names === undefined ? {} : { names: [...new Set(names)].sort() }),
  };
}

/** The block that an instance is from: `module.a` for all of a module, `aws_s3_bucket.data` for `aws_s3_bucket.data["x"]`. */
export function blockAddress(address: string): string {
  return /^[^.[]+\.[^.[]+/.exec(address)?.[0] ?? address;
}

function placeAt(places: Places, address: string): Place | undefined {
  return Object.hasOwn(places, address) ? places[address] : undefined;
}

/** Providers of modules whose code is not at hand are seen in the plan, their configurations are not. */
function withPlanned({ providers, providerVersions }: Pick<ComponentFacts, 'providers' | 'providerVersions'>, planned: PlannedResource[]): Pick<ComponentFacts, 'providers' | 'providerVersions'> {
  const addresses = [...new Set(planned.map(({ provider }) => shortAddress(provider)))].filter((address) => !address.startsWith('terraform.io/builtin/'));
  const more = addresses.filter((address) => !Object.hasOwn(providers, typeOf(address))).map((address): [string, JsonObject[]] => [typeOf(address), [{ ...UNKNOWN }]]);
  const versions = addresses.filter((address) => !Object.hasOwn(providerVersions, address)).map((address) => [address, { constraint: undefined, locked: undefined }] as const);
  return { providers: { ...providers, ...Object.fromEntries(more) }, providerVersions: { ...providerVersions, ...Object.fromEntries(versions) } };
}
