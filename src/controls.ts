import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import type { RuleFacts } from './claims/rules/facts.ts';
import { judge } from './claims/rules/judge.ts';
import { componentFacts, ruleFacts } from './components/stack-facts.ts';
import type { RuledDemand } from './documents/demand.ts';
import { readFrontMatter } from './documents/front-matter.ts';
import { guidelinesSchema } from './documents/guidelines.ts';
import { readText } from './documents/read-text.ts';
import { parseLocatedYaml } from './documents/yaml.ts';
import { UserError } from './errors.ts';
import type { JsonObject } from './json.ts';

/** As much of a construct as is needed here. */
export interface ConstructLike {
  readonly node: { readonly path: string; findAll(): ConstructLike[] };
}

/** What the app brings of its own `cdktf` or `cdktn`; this package has neither. */
export interface CdktfLike {
  readonly Annotations: { of(construct: ConstructLike): { addError(message: string): void; addWarning(message: string): void } };
  readonly TerraformStack: { isStack(construct: ConstructLike): boolean };
}

export interface ControlsOptions {
  /** Absolute path of the infrastructure guidelines, whose front matter has the `controls`. */
  guidelines: string;
  component: string;
  environment: 'test' | 'production';
  cdktf: CdktfLike;
}

/**
 * An Aspect for one stack that holds it to the controls of the infrastructure guidelines, by the same rules as `cutover prepare`. It
 * judges the stack as it would be synthesized, so it sees what Terraform will see, whichever construct, loop or override made
 * it. Each violation becomes an annotation at the construct at fault, which says what the control demands, what is there, where the
 * document says so and who answers for it: an error unless the control is only a `should`, and CDKTF then refuses to write the
 * stack. `cutover synth` adds the line on which the construct is made. What only a plan can tell is left to Cutover, and so is what other Aspects change
 * afterwards in the stack's children.
 *
 * The document is read when the app synthesizes. Throws UserError, with file, line and field, for one that is missing or not valid.
 */
export function controlsAspect({ guidelines, component, environment, cdktf }: ControlsOptions): { visit(construct: ConstructLike): void } {
  return {
    visit(construct) {
      if (!cdktf.TerraformStack.isStack(construct)) return;
      const facts = factsOf((construct as ConstructLike & { toTerraform(): unknown }).toTerraform(), component, environment);
      for (const { path, level, message } of breachesOf(controlsIn(guidelines), facts)) {
        const culprit = construct.node.findAll().find(({ node }) => node.path === path) ?? construct;
        const annotations = cdktf.Annotations.of(culprit);
        if (level === 'must') annotations.addError(message);
        else annotations.addWarning(message);
      }
    },
  };
}

/** What rules judge of one stack before there is a file of it. */
function factsOf(synthesized: unknown, name: string, environment: 'test' | 'production'): RuleFacts {
  // As it would be written: without the members that are undefined.
  const body = JSON.parse(JSON.stringify(synthesized)) as JsonObject;
  const stack = { files: [{ name: 'cdk.tf.json', body, lines: new Map<string, number>() }], modules: [], unread: [] };
  return ruleFacts([componentFacts({ component: { name, environment, dependsOn: [] }, stack, locked: {} })], [], undefined, { stacks: 'synth/change', plans: undefined });
}

interface Breach {
  /** Of the construct at fault; undefined: the stack as a whole. */
  path: string | undefined;
  level: 'must' | 'should';
  message: string;
}

function breachesOf(controls: readonly Control[], facts: RuleFacts): Breach[] {
  const constructs = new Map(facts.components.flatMap(({ resources }) => resources.map(({ address, construct }) => [address, construct] as const)));
  const where = facts.components.map(({ name, environment }) => `${name} (${environment})`).join(', ');
  return controls.flatMap(({ id, level, statement, rule, owner, place }) =>
    judge(rule, facts).violations.map(({ resource, problem }) => ({
      path: resource === undefined ? undefined : constructs.get(resource),
      level,
      message: `${id}: ${statement} ${where}, ${resource ?? 'the stack'}: ${problem}. ${place} demands it; ${owner} answers for it.`,
    })),
  );
}

interface Control extends RuledDemand {
  owner: string;
  /** File and line of the document. */
  place: string;
}

/** One app has many stacks and one document. */
const known = new Map<string, readonly Control[]>();

function controlsIn(file: string): readonly Control[] {
  const controls = known.get(file) ?? readControls(file);
  known.set(file, controls);
  return controls;
}

function readControls(file: string): readonly Control[] {
  const text = readText(dirname(file), basename(file));
  if (text === undefined) throw new UserError({ file, problem: 'there are no infrastructure guidelines', next: 'cutover init writes a first version' });
  const { yaml, firstLine } = readFrontMatter(text, file);
  const { value, lineOf } = parseLocatedYaml(yaml, { file, firstLine }, guidelinesSchema);
  const name = shortName(file);
  return value.controls.map((control, index) => ({ ...control, owner: control.owner ?? value.owner, place: `${name}:${lineOf(['controls', index])}` }));
}

/** Relative to the project, which `cutover synth` names to the app, or to the folder that the app runs in; else as it is. */
function shortName(file: string): string {
  const name = relative(realpathSync(process.env['CUTOVER_PLACES_ROOT'] ?? process.cwd()), realpathSync(file));
  return isAbsolute(name) || name.split(sep)[0] === '..' ? file : name.replaceAll(sep, '/');
}
