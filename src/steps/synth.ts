import { treeDigest } from '../tree-digest.ts';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { synthesize, type SynthResult } from '../components/cdktf.ts';
import type { Component } from '../components/component.ts';
import { directoryDigest } from '../components/directory-digest.ts';
import { inDependencyOrder } from '../components/graph.ts';
import { freezeModules } from '../components/hcl.ts';
import { keepBodies, type HclBodies } from '../components/kept-bodies.ts';
import { readComponent } from '../components/read-component.ts';
import { stackPlaces } from '../components/stack-places.ts';
import { fromRecord, isUnchanged, synthesizedSchema, toRecord, type Synthesized } from '../components/synthesized.ts';
import { z } from 'zod';
import { digestOf } from '../digest.ts';
import { Halt, StepFailure } from '../errors.ts';
import { ENVIRONMENTS, environmentNameSchema, type EnvironmentName, type StepRecord } from '../evidence/record.ts';
import { EVIDENCE_FOLDER } from '../evidence/store.ts';
import { git } from '../git-command.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { LEFT } from '../terraform/errored-state.ts';
import { stepsFolder } from '../steps-folder.ts';
import { assertApprovedOrCheck } from './approval.ts';
import { asFacts } from './facts.ts';
import { beforeIn, componentsBefore, deliveredBefore, rehearsesRollback, stillStands, type Before } from './before.ts';
import { inputsOf } from './inputs.ts';
import { assertCodeCovered, notAsDelivered } from './outside.ts';
import { withEvidenceUntouched } from './untouched-evidence.ts';

/** What is each component, in each environment? The app runs without credentials. */
export async function synth(run: Run): Promise<StepRecord> {
  assertApprovedOrCheck(run);
  // A document that is not valid stops the change before any code of it runs.
  inputsOf(run);
  const inputs = { tree: treeDigest(run.root, [run.change.file]), config: digestOf(run.config), request: run.change.digest, base: digestOf(run.git.base.commit), ...(await before(run)) };
  return await runStep(run, { step: 'synth', inputs, reusable: foldersStand(run) }, () => run.ui.task('synth both environments', () => work(run)));
}

/** Nothing is gone back to in a check. */
async function before(run: Run): Promise<StepRecord['inputs']> {
  if (run.store.kind === 'check') return {};
  return { before: digestOf({ delivered: [...(await deliveredBefore(run))].map(([name, last]) => [name, { ...last }]), rehearsed: rehearsesRollback(run) }) };
}

/** A kept record is of no use when its folders are gone, or hold anything else. */
function foldersStand(run: Run): boolean {
  const facts = run.store.latest('synth')?.record.facts ?? {};
  const components = synthesizedSchema.array().safeParse(facts['components']);
  return (
    components.success &&
    components.data.every(({ directory, bytes }) => isUnchanged(join(run.root, directory), bytes)) &&
    ENVIRONMENTS.every((environment) => isFrozen(run, environment, facts)) &&
    beforeIn(facts).every((one) => one.state !== 'made' || stillStands(run.root, one))
  );
}

async function work(run: Run): Promise<Outcome> {
  assertCodeCovered(run);
  const results = await withEvidenceUntouched(run.root, ENVIRONMENTS.map((environment) => () => synthesizeOne(run, environment)));
  const [test = [], production = []] = results.map(({ components }) => components);
  assertSameShape(test, production);
  inDependencyOrder(test);
  const unknown = run.change.request.components === 'all' ? [] : run.change.request.components.filter((name) => !test.some((component) => component.name === name));
  if (unknown.length > 0) throw new Halt({ file: run.change.file, field: 'components', problem: 'the request names a component that synth did not make', found: unknown.join(', '), allowed: test.map(({ name }) => name).join(', ') });
  const bodies = keepBodies(join(run.root, stepsFolder(run.store)));
  const components = (await Promise.all(results.map((result) => recordsOf(run, result, bodies)))).flat();
  const old = run.store.kind === 'check' ? [] : await synthBefore(run, test);
  run.ui.line(`${test.length} ${test.length === 1 ? 'component' : 'components'}: ${inDependencyOrder(test).map(({ name }) => name).join(', ')}`, 'good');
  return {
    reasons: [...results.flatMap(({ warnings }) => warnings), ...(await notAsDelivered(run, [...test, ...production]))],
    subjects: Object.fromEntries(components.map(({ environment, name, digest }) => [`${environment}/${name}`, digest])),
    // HCL modules share files beside their own: the whole of what synth left has to stand.
    facts: asFacts({ components, before: old, hcl: bodies.digests, frozen: Object.fromEntries(ENVIRONMENTS.map((environment) => [environment, directoryDigest(synthFolder(run, environment))])) }),
  };
}

/** What `rehearse` takes the components of test back to. */
async function synthBefore(run: Run, test: Component[]): Promise<Before[]> {
  return await componentsBefore(run, test, async ({ root, config, files, outputDirectory }) => (await synthesizeOne(run, 'test', outputDirectory, { root, config, files: () => files, placesDirectory: join(run.root, stepsFolder(run.store), 'places', 'before') })).components);
}

async function recordsOf(run: Run, { components, places }: SynthResult, bodies: HclBodies): Promise<Synthesized[]> {
  return await Promise.all(components.map(async (component) => {
    const { stack } = await readComponent(run.root, component, bodies);
    return toRecord(run.root, component, stack, stackPlaces(stack, places, component.source));
  }));
}

/** Code to synthesize: a project's folder, what its cutover.yaml says, and the paths of its files. */
interface Code {
  root: string;
  config: Run['config'];
  files: () => string[];
  placesDirectory: string;
}

/** Makes the stacks of one environment, anew, in a folder that nothing else is in. The app runs without credentials. */
export async function synthesizeOne(run: Run, environment: EnvironmentName, outputDirectory = synthFolder(run, environment), code: Code = codeOf(run, environment)): Promise<SynthResult> {
  const result = await made(run, environment, outputDirectory, code);
  for (const { name, source = name, directory } of result.components) {
    if (existsSync(join(directory, LEFT))) throw new StepFailure({ file: `${source}/${LEFT}`, problem: 'the code brings a state: an engine leaves this file when it could not save one, and it would be pushed in its place', next: 'remove the file' });
  }
  return result;
}

async function made(run: Run, environment: EnvironmentName, outputDirectory: string, code: Code): Promise<SynthResult> {
  const { root, config, files, placesDirectory } = code;
  if (config.components !== undefined) {
    return { components: freezeModules({ root, components: config.components, environment, config: config.environments[environment], outputDirectory, files: files() }), warnings: [], places: new Map() };
  }
  const app = config.app?.cdktf ?? '.';
  return await synthesize({ root, placesDirectory, app: join(root, app), appName: app, environment, config: config.environments[environment], outputDirectory, env: { ...run.harmlessEnv, HOME: emptyHome(run) }, signal: run.signal });
}

function codeOf({ root, config, store }: Run, environment: EnvironmentName): Code {
  return { root, config, files: () => projectFiles(root), placesDirectory: join(root, stepsFolder(store), 'places', environment) };
}

/** The app's own code runs in synth: nothing of the user's home, where credentials lie, is its business. */
function emptyHome(run: Run): string {
  const home = join(run.root, stepsFolder(run.store), 'home');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  return home;
}

/** Every file that git tracks or would track, as paths from the project. */
export function projectFiles(root: string): string[] {
  const listed = git(root, ['ls-files', '--cached', '--others', '--exclude-standard', '-z']).split('\0');
  return [...new Set(listed)].filter((file) => file !== '' && !file.startsWith(`${EVIDENCE_FOLDER}/`) && !file.startsWith('.cutover/') && existsSync(join(root, file))).sort();
}

/** What was rehearsed must be what is promoted: the same components with the same dependencies in both environments. */
function assertSameShape(test: Component[], production: Component[]): void {
  const shape = (components: Component[]): string[] => components.map(({ name, dependsOn }) => (dependsOn.length === 0 ? name : `${name} (needs ${dependsOn.join(', ')})`)).sort();
  const [inTest, inProduction] = [shape(test), shape(production)];
  const only = (these: string[], those: string[]): string[] => these.filter((one) => !those.includes(one));
  const [missing, extra] = [only(inTest, inProduction), only(inProduction, inTest)];
  if (missing.length === 0 && extra.length === 0) return;
  throw new StepFailure({
    problem: 'test and production do not have the same components and dependencies',
    found: `only in test: ${missing.join(', ') || 'none'}; only in production: ${extra.join(', ') || 'none'}`,
    next: 'make the app synthesize the same components for both, or check the stacks patterns in cutover.yaml',
  });
}

function synthFolder(run: Run, environment: EnvironmentName): string {
  return join(run.root, stepsFolder(run.store), 'synth', environment);
}

const frozenSchema = z.object({ frozen: z.record(environmentNameSchema, z.string()) });

/** Whether the folder of an environment, with what its stacks share, is as synth's facts say. */
function isFrozen(run: Run, environment: EnvironmentName, facts: StepRecord['facts']): boolean {
  return isUnchanged(synthFolder(run, environment), frozenSchema.safeParse(facts).data?.frozen[environment]);
}

/** The components of an environment as synth left them, in dependency order. Throws Halt when anything in its folder is another. */
export function componentsOf(run: Run, environment: EnvironmentName): Component[] {
  const { facts } = requireRecord(run, 'synth');
  const components = inDependencyOrder(fromRecord(run.root, facts, environment));
  if (!isFrozen(run, environment, facts)) {
    throw new Halt({ file: relative(run.root, synthFolder(run, environment)), problem: 'a file that stacks share is not what synth wrote', next: 'cutover synth, then the steps after it' });
  }
  return components;
}

export function componentDigests(components: Component[]): Record<string, string> {
  return Object.fromEntries(components.map(({ name, environment, digest }) => [`${environment}/${name}`, digest]));
}
