import type { Violation } from '../claim.ts';
import type { RuleFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';

/** The components and their dependencies are these and no others. A difference in both environments is said once, without one. */
export function judgeComponents({ dependsOn }: RuleOf<'components'>, { components }: RuleFacts): Findings {
  const made = new Set(components.map(({ name }) => name));
  const written = Object.keys(dependsOn);
  const missing = written.filter((name) => !made.has(name)).map((component) => ({ component, problem: 'is described, and synth made no such component: make it, or take it out of the document' }));
  const extra = [...made].filter((name) => !written.includes(name)).map((component) => ({ component, problem: 'was made by synth, and is not described: describe it, or take it out of the code' }));
  const differing = written.flatMap((name) => {
    const differences = components.filter((component) => component.name === name).map((component) => ({ environment: component.environment, problem: differenceOf(dependsOn[name] ?? [], component.dependsOn) }));
    const [first] = differences;
    const same = first !== undefined && differences.length > 1 && differences.every(({ problem }) => problem === first.problem);
    return (same ? [{ problem: first.problem }] : differences).flatMap(({ problem, ...where }): Violation[] => (problem === undefined ? [] : [{ component: name, ...where, problem }]));
  });
  return { judged: Math.max(made.size, written.length), looked: `the components ${[...made].sort().join(', ') || '(none)'} and what each depends on`, violations: [...missing, ...extra, ...differing], missing: [] };
}

function differenceOf(written: string[], made: string[]): string | undefined {
  const absent = written.filter((name) => !made.includes(name)).sort();
  const unsaid = made.filter((name) => !written.includes(name)).sort();
  const parts = [
    absent.length === 0 ? [] : `does not depend on ${absent.join(', ')}, and the document says that it does`,
    unsaid.length === 0 ? [] : `depends on ${unsaid.join(', ')}, and the document does not say so`,
  ].flat();
  return parts.length === 0 ? undefined : parts.join('; ');
}
