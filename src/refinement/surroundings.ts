import { rehearseFacts, synthFacts } from '../claims/probes/facts.ts';
import type { RefinementInput } from './option.ts';
import type { Subject } from './subject.ts';

/** What stands beside the planned components: what can be seen of it, and what cannot. */
export interface Surroundings {
  /** Resources of other components, as the records of their rehearsal hold them after apply. */
  seen: Subject[];
  /** Components that synth made and of which neither a plan nor a rehearsal is at hand. */
  unseen: string[];
}

/** From the records of this change. A record that does not say makes nothing seen. */
export function surroundingsOf(input: RefinementInput): Surroundings {
  const planned = new Set(input.components.map(({ component }) => component.name));
  const environments = new Set<string>(input.components.map(({ component }) => component.environment));
  const applied = new Map<string, Subject[]>();
  const made = new Set<string>();
  for (const record of input.records) {
    if (record.step === 'synth') {
      const facts = synthFacts.safeParse(record.facts);
      made.clear();
      facts.data?.components.filter(({ environment }) => environments.has(environment)).forEach(({ name }) => made.add(name));
    }
    if (record.step !== 'rehearse' || record.component === undefined || planned.has(record.component)) continue;
    const facts = rehearseFacts.safeParse(record.facts);
    if (record.verdict === 'pass' && facts.success) applied.set(record.component, facts.data.resources.map((resource) => asSubject(record.component ?? '', resource)));
    else applied.delete(record.component);
  }
  return { seen: [...applied.values()].flat(), unseen: [...made].filter((name) => !planned.has(name) && !applied.has(name)).sort() };
}

function asSubject(component: string, { address, type, values }: { address: string; type: string; values: Subject['values'] }): Subject {
  return { component, values, resource: { address, mode: 'managed', type, name: address.split('.').at(-1) ?? address, provider: '', action: 'no-op', before: values, after: values, replacePaths: [] } };
}
