import type { ComponentFacts, ResourceFacts, RuleFacts } from '../../../src/claims/rules/facts.ts';
import { ruleSchema, type Rule } from '../../../src/claims/rules/rule.ts';
import type { JsonObject } from '../../../src/json.ts';

/** A resource as a stack writes it, without a plan. */
export function aResource(address: string, written: JsonObject = {}, overrides: Partial<ResourceFacts> = {}): ResourceFacts {
  const type = address.replace(/^(module\.[\w-]+(\[[^\]]*\])?\.)*/, '').split('.')[0] ?? '';
  return { address, type, written, planned: undefined, construct: undefined, place: undefined, ...overrides };
}

/** The component `storage` in test, with one configuration of the provider aws. */
export function aComponent(resources: ResourceFacts[] = [], overrides: Partial<ComponentFacts> = {}): ComponentFacts {
  return { name: 'storage', environment: 'test', dependsOn: [], resources, complete: true, providers: { aws: [{ region: 'eu-central-1' }] }, providerVersions: {}, ...overrides };
}

export function someFacts(components: ComponentFacts[] = [aComponent()], overrides: Partial<RuleFacts> = {}): RuleFacts {
  return { components, files: [], engine: { kind: 'terraform', version: '1.11.4' }, records: { stacks: 'synth/change', plans: undefined }, ...overrides };
}

/** A rule as a document would have it: what the schema refuses is no rule. */
export function aRule(rule: object): Rule {
  return ruleSchema.parse(rule);
}
