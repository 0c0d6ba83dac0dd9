import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequest } from '../../src/change/request.ts';
import type { Component } from '../../src/components/component.ts';
import { directoryDigest } from '../../src/components/directory-digest.ts';
import { parseConfig } from '../../src/config.ts';
import { applyAndCheck } from '../../src/steps/apply-and-check.ts';
import type { Before } from '../../src/steps/before.ts';
import { readyWorkspace } from '../../src/steps/deployment.ts';
import { asFacts } from '../../src/steps/facts.ts';
import { rehearseRollback, type TakenBack } from '../../src/steps/rehearse-rollback.ts';
import type { Run } from '../../src/step.ts';
import { makePlan } from '../../src/terraform/kept-plan.ts';
import { aChangeRequest, type ChangeRequestFields } from '../helpers/a-change-request.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { NO_CLOUD } from '../helpers/a-workspace.ts';
import { anEngine } from '../helpers/an-engine.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

type Resources = Record<string, Record<string, object>>;

/** What stood before is applied, then what the change makes of it; the way back begins there. */
interface Scene {
  old: Resources;
  now: Resources;
  request?: Partial<ChangeRequestFields>;
  /** What synth says of the component, where it is not the stack that stood before. */
  before?: Before;
  /** Of the upstream; without it there is none. */
  upstream?: Before;
  /** A check of then, of now. */
  checks?: { then?: string; now?: string };
  /** The state lay elsewhere then. */
  moved?: true;
  /** The old was never applied here. */
  fresh?: true;
  /** Done after synth. */
  tamper?: (folder: string) => void;
}

let project: Repository;
let folder: string;
let engine: ReturnType<typeof anEngine>;

beforeEach(() => {
  folder = temporaryFolder();
  engine = anEngine(folder);
});
afterEach(() => project.remove());

const config = (check = ''): string => `version: 1\nname: shop\ncomponents: { up: { path: stacks/up }, app: { path: stacks/app, dependsOn: [up] } }\nenvironments: { test: {}, production: {} }\n${check === '' ? '' : `checks: { app: [{ name: it works, command: [sh, -c, '${check.replace('STATES', folder)}'] }] }\n`}`;
const inState = (): Record<string, unknown> => Object.fromEntries((JSON.parse(readFileSync(join(folder, 'app.tfstate'), 'utf8')) as { resources: { type: string; name: string; instances: { attributes: unknown }[] }[] }).resources.map(({ type, name, instances }) => [`${type}.${name}`, instances[0]?.attributes]));

function aStack(directory: string, resource: Resources, state = 'app.tfstate'): Component {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify({ terraform: { backend: { local: { path: join(folder, state) } } }, resource }));
  return { name: 'app', environment: 'test', stack: 'app-test', directory, dependsOn: ['up'], digest: directoryDigest(directory) };
}

async function takenBack({ old, now, request = {}, before, upstream, checks = {}, moved, fresh, tamper }: Scene): Promise<TakenBack> {
  project = aRepository({ '.gitignore': '.cutover/\n', 'cutover.yaml': config(checks.then), 'changes/CR-0002.md': aChangeRequest({ id: 'CR-0002', ...request }) });
  const commit = project.git('rev-parse', 'HEAD');
  const root = project.path;
  const run = {
    root,
    config: parseConfig(config(checks.now)),
    change: { file: 'changes/CR-0002.md', request: parseRequest(readFileSync(join(root, 'changes/CR-0002.md'), 'utf8'), 'x'), digest: 'x' },
    git: { root, prefix: '', base: { ref: 'main', commit } },
    target: 'sandbox', mode: 'incremental', host: undefined, store: { kind: 'delivery' }, ui: aSilentUi().ui, now: () => new Date(), signal: new AbortController().signal,
    engine: () => Promise.resolve(engine.engine), access: () => Promise.resolve(NO_CLOUD), outputs: new Map(), variable: () => undefined,
  } as unknown as Run;
  const stands = aStack(join(root, '.cutover/before', commit, 'app'), old, moved ? 'elsewhere.tfstate' : undefined);
  const component = aStack(join(root, '.cutover/synth/test/app'), now);
  const apply = async (one: Component) => {
    const call = await readyWorkspace(run, one);
    const kept = await makePlan(root, one, call, 'plan', 'now');
    return { call, plan: kept.plan, first: await applyAndCheck(run, { component: one, inputs: {}, call, kept, checks: [], cwd: root, progress: () => undefined }) };
  };
  if (fresh !== true) await apply(stands);
  const applied = await apply(component);
  engine.forget();
  const made: Before = { component: 'app', state: 'made', change: 'CR-0001', commit, stack: 'app-test', directory: `.cutover/before/${commit}/app`, dependsOn: ['up'], digest: stands.digest, folder: `.cutover/before/${commit}`, bytes: directoryDigest(join(root, '.cutover/before', commit)) };
  tamper?.(stands.directory);
  const up = { ...component, name: 'up', dependsOn: [] };
  const synth = asFacts({ before: [before ?? made, upstream ?? { component: 'up', state: 'same', change: 'CR-0001' }] });
  return await rehearseRollback(run, { component, components: [up, component], synth, inputs: {}, progress: () => undefined, ...applied });
}

const UPDATED = { old: { terraform_data: { a: { input: 'v1' } } }, now: { terraform_data: { a: { input: 'v2' } } } };
const QUEUE_ADDED = { old: { terraform_data: { a: {} } }, now: { terraform_data: { a: {} }, aws_sqs_queue: { q: { name: 'q' } } } };
const BUCKET_GONE = { old: { aws_s3_bucket: { b: { bucket: 'b' } }, terraform_data: { a: {} } }, now: { terraform_data: { a: {} } } };
const UPSTREAM_CHANGED: Before = { component: 'up', state: 'unknown', why: 'x' };
const LEG = ['init', 'plan', 'show', 'apply'];

describe('the rehearsed way back', () => {
  it('goes back, asks the checks of then, goes forward, asks those of now, and leaves the new', async () => {
    const { rollback, last } = await takenBack({ ...UPDATED, checks: { then: 'grep -q v1 STATES/app.tfstate', now: 'grep -q v2 STATES/app.tfstate' } });
    expect(rollback).toMatchObject({ outcome: 'pass', change: 'CR-0001', actions: { update: 1 }, detail: 'back to CR-0001 (update 1), 1 of 1 checks of then passed, and forward again (update 1)', checks: [{ name: 'it works', outcome: 'pass' }] });
    expect(last.checks).toMatchObject([{ outcome: 'pass' }]);
    expect(engine.calls()).toEqual([...LEG, ...LEG]);
    expect(inState()).toEqual({ 'terraform_data.a': { input: 'v2' } });
  });

  it('ends with its plan where nothing has to be done', async () => {
    const { rollback } = await takenBack({ old: UPDATED.old, now: UPDATED.old });
    expect(rollback).toMatchObject({ outcome: 'pass', detail: 'going back to CR-0001 changes nothing (planned, so not applied)' });
    expect(engine.calls()).toEqual(['plan', 'show']);
  });

  it.each<[string, Scene, RegExp]>([
    ['a queue that the change adds', QUEUE_ADDED, /changes\/CR-0002\.md: rollback: app: going back to CR-0001 would lose data, so it is not tried\n\s+found:\s+aws_sqs_queue\.q \(every message that is waiting or being worked on\)\n\s+allowed: Data loss is accepted by <e-mail address>\.\n\s+next:/],
    ['a bucket that the change itself destroyed', BUCKET_GONE, /aws_s3_bucket\.b \(.*the change itself destroyed it/],
    ['a type that nobody here knows', { old: {}, now: { foo_thing: { t: { x: 1 } } } }, /foo_thing\.t \(not known here: whether foo_thing holds data\)/],
    ['a loss that nobody accepts by name', { ...QUEUE_ADDED, request: { rollback: 'No data loss is accepted by ann@example.com.' } }, /would lose data/],
  ])('stops for %s, before anything of it is applied', async (_name, scene, message) => {
    const { rollback } = await takenBack(scene);
    expect(rollback).toMatchObject({ outcome: 'fail', detail: expect.stringMatching(message), lost: [expect.anything()] });
    expect(engine.calls()).not.toContain('apply');
    expect(Object.keys(inState())).toEqual(Object.entries(scene.now).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)));
  });

  it('loses data where a person accepts that in the request, and the record says who', async () => {
    const { rollback } = await takenBack({ ...QUEUE_ADDED, request: { rollback: 'Restore the code. Data loss is accepted by ann@example.com.' } });
    expect(rollback).toMatchObject({ outcome: 'pass', actions: { delete: 1 }, acceptedBy: 'ann@example.com', lost: [{ address: 'aws_sqs_queue.q' }] });
    expect(inState()).toHaveProperty(['aws_sqs_queue.q']);
  });

  it.each<[string, Scene, string]>([
    ['a check of then fails', { ...UPDATED, checks: { then: 'exit 3' } }, 'its check "it works" failed: exit code 3'],
    ['the old cannot be applied', { old: { terraform_data: { a: { broken: true } } }, now: UPDATED.now, fresh: true }, 'this is broken'],
    ['the old cannot be planned', { old: { terraform_data: { a: { refused: true } } }, now: UPDATED.now, fresh: true }, 'this is refused'],
  ])('fails where %s, and the new stands in the end', async (_name, scene, message) => {
    const { rollback } = await takenBack(scene);
    expect(rollback).toMatchObject({ outcome: 'fail', detail: expect.stringContaining(message) });
    expect(inState()).toEqual({ 'terraform_data.a': { input: 'v2' } });
  });

  it('shows nothing where an upstream changes too and the old does not work with it', async () => {
    const { rollback } = await takenBack({ ...UPDATED, upstream: UPSTREAM_CHANGED, checks: { then: 'exit 3' } });
    expect(rollback).toMatchObject({ outcome: 'not-rehearsed', detail: expect.stringMatching(/^up, which it needs, changes too; with that as it will be: .*failed: exit code 3/) });
    expect(inState()).toEqual({ 'terraform_data.a': { input: 'v2' } });
  });

  it.each<[string, Scene, { outcome: string; detail: unknown }]>([
    ['a component that is new', { ...UPDATED, before: { component: 'app', state: 'new' } }, { outcome: 'not-rehearsed', detail: expect.stringMatching(/nothing to go back to; going back would destroy it, which is not tried$/) }],
    ['one that is new and holds data', { ...QUEUE_ADDED, before: { component: 'app', state: 'new' } }, { outcome: 'not-rehearsed', detail: expect.stringContaining('for it holds data: aws_sqs_queue.q') }],
    ['one whose old stack could not be made', { ...UPDATED, before: { component: 'app', state: 'unknown', why: 'this clone does not have it' } }, { outcome: 'not-rehearsed', detail: 'this clone does not have it' }],
    ['one that changes with its upstream alone', { ...UPDATED, before: { component: 'app', state: 'same', change: 'CR-0001' } }, { outcome: 'not-rehearsed', detail: expect.stringContaining('what changed comes from elsewhere') }],
    ['one that does not change', { old: UPDATED.old, now: UPDATED.old, before: { component: 'app', state: 'same', change: 'CR-0001' } }, { outcome: 'not-needed', detail: 'it is what CR-0001 delivered' }],
    ['one that the request does not cover', { ...UPDATED, request: { components: ['up'] } }, { outcome: 'not-rehearsed', detail: 'the request does not cover it' }],
    ['one that is adopted', { ...UPDATED, request: { adopt: true } }, { outcome: 'not-rehearsed', detail: expect.stringContaining('adopts') }],
    ['an old stack that was edited where Cutover keeps it', { ...UPDATED, tamper: (directory) => writeFileSync(join(directory, 'cdk.tf.json'), '{}') }, { outcome: 'not-rehearsed', detail: expect.stringContaining('is not what synth wrote') }],
  ])('starts no engine for %s', async (_name, scene, expected) => {
    const { rollback } = await takenBack(scene);
    expect(rollback).toMatchObject(expected);
    expect(engine.calls()).toEqual([]);
  });

  it('does not take the old to another state than the new has', async () => {
    const { rollback } = await takenBack({ ...UPDATED, moved: true });
    expect(rollback).toMatchObject({ outcome: 'not-rehearsed', detail: expect.stringContaining('its state lay elsewhere then') });
    expect(engine.calls()).toEqual(['init']);
  });
});
