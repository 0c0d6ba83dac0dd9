import type { Violation } from '../claim.ts';
import { listed } from '../probe.ts';
import type { ComponentFacts, ResourceFacts } from './facts.ts';

/** What one rule found, before it is weighed (see judge.ts). */
export interface Findings {
  /** How many things it judged; none: the rule is about something that is not there. */
  judged: number;
  /** What it judged, for the evidence: `3 × aws_s3_bucket in storage (test)`. */
  looked: string;
  violations: Violation[];
  /** What could not be told, and why. */
  missing: string[];
  /** Whether something of that is missing because a value is hidden. */
  hidden?: boolean;
}

/** A component in one environment, as sentences name it. */
export function nameOf({ name, environment }: Pick<ComponentFacts, 'name' | 'environment'>): string {
  return `${name} (${environment})`;
}

/** `network (test, production), storage (test, production)` */
export function namesOf(components: Iterable<ComponentFacts>): string {
  const environments = new Map<string, string[]>();
  for (const { name, environment } of components) environments.set(name, [...(environments.get(name) ?? []), environment]);
  return listed([...environments].map(([name, each]) => `${name} (${each.join(', ')})`)) || 'no component';
}

export function violationAt(component: ComponentFacts, resource: ResourceFacts | undefined, problem: string): Violation {
  return {
    component: component.name,
    environment: component.environment,
    ...(resource === undefined ? {} : { resource: resource.address }),
    ...(resource?.place === undefined ? {} : { place: resource.place }),
    problem,
  };
}

/** Said of each component whose resources are not all known yet, whatever was found in the others. */
export function incomplete(components: ComponentFacts[]): string[] {
  return components.filter(({ complete }) => !complete).map((component) => `${nameOf(component)} has modules, and what they make is known when there is a plan`);
}
