import { satisfies, subset } from 'semver';
import { rangeOf } from './constraint.ts';
import type { ComponentFacts, RuleFacts } from './facts.ts';
import { incomplete, nameOf, namesOf, violationAt, type Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';
import { inScope } from './scope.ts';

type Version = RuleOf<'version'>;

const ENGINES = ['terraform', 'tofu'];

/** Which versions there may be of the engine or of a provider, or which engines and providers there may be at all. */
export function judgeVersion(rule: Version, facts: RuleFacts): Findings {
  const { of = '', range = '', only } = rule;
  if (only !== undefined) return judgeOnly(only, inScope(rule, facts), facts.engine);
  return ENGINES.includes(of) ? judgeEngine(of, range, facts.engine) : judgeProviderVersion(of, range, inScope(rule, facts));
}

const ENGINE_UNKNOWN = 'the engine and its version are not known yet';

function judgeEngine(of: string, range: string, engine: RuleFacts['engine']): Findings {
  if (engine === undefined) return { judged: 1, looked: 'the engine', violations: [], missing: [ENGINE_UNKNOWN] };
  const looked = `the engine, ${engine.kind} ${engine.version}`;
  if (engine.kind !== of) return { judged: 0, looked, violations: [], missing: [] };
  const violations = satisfies(engine.version, range) ? [] : [{ problem: `the engine is ${of} ${engine.version}; it must be ${range}` }];
  return { judged: 1, looked, violations, missing: [] };
}

function judgeProviderVersion(of: string, range: string, components: ComponentFacts[]): Findings {
  const users = components.filter(({ providerVersions }) => providerVersions[of] !== undefined);
  const findings: Findings = { judged: users.length, looked: `the provider ${of} in ${namesOf(users)}`, violations: [], missing: incomplete(components.filter((component) => !users.includes(component))) };
  for (const component of users) {
    const { locked, constraint } = component.providerVersions[of] ?? {};
    const allowed = constraint === undefined ? undefined : rangeOf(constraint);
    if (locked !== undefined) {
      if (!satisfies(locked, range)) findings.violations.push(violationAt(component, undefined, `${of} is locked to ${locked}; it must be ${range}`));
    } else if (constraint === undefined) findings.missing.push(`${nameOf(component)}: no version of ${of} is locked or demanded`);
    else if (allowed === undefined) findings.missing.push(`${nameOf(component)}: the constraint ${JSON.stringify(constraint)} of ${of} cannot be read, and no version is locked`);
    else if (!subset(allowed, range)) findings.violations.push(violationAt(component, undefined, `${of} may be ${constraint}, and no version is locked; it must be ${range}`));
  }
  return findings;
}

function judgeOnly(only: string[], components: ComponentFacts[], engine: RuleFacts['engine']): Findings {
  const allowed = `may be used: ${only.join(', ')}`;
  const namesEngine = only.some((name) => ENGINES.includes(name));
  const wrongEngine = namesEngine && engine !== undefined && !only.includes(engine.kind) ? [{ problem: `the engine is ${engine.kind}; these ${allowed}` }] : [];
  const used = components.flatMap((component) => Object.keys(component.providerVersions).map((provider) => ({ component, provider })));
  const strangers = used.filter(({ provider }) => !only.includes(provider) && !isBuiltIn(provider));
  return {
    judged: used.length + (namesEngine ? 1 : 0),
    looked: `${namesEngine ? `the engine, ${engine?.kind ?? '(not known)'}, and ` : ''}the providers ${[...new Set(used.map(({ provider }) => provider))].sort().join(', ') || '(none)'} in ${namesOf(components)}`,
    violations: [...wrongEngine, ...strangers.map(({ component, provider }) => violationAt(component, undefined, `uses the provider ${provider}; these ${allowed}`))],
    missing: [...(namesEngine && engine === undefined ? [ENGINE_UNKNOWN] : []), ...incomplete(components)],
  };
}

/** `terraform.io/builtin/terraform` */
function isBuiltIn(provider: string): boolean {
  return /(^|\/)builtin\//.test(provider);
}
