import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Component } from '../components/component.ts';
import { directoryDigest } from '../components/directory-digest.ts';
import { isUnchanged } from '../components/synthesized.ts';
import { parseConfig, type Config } from '../config.ts';
import { readText } from '../documents/read-text.ts';
import { StepFailure, UserError } from '../errors.ts';
import { deliveredCommit, lastGood } from '../evidence/last-good.ts';
import { claimOf, componentsOf, doubtsOf, latestOf } from '../evidence/past.ts';
import type { StepRecord } from '../evidence/record.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { hasCommit, linkIgnored, writeTree } from '../git-tree.ts';
import { pastOf } from '../past.ts';
import { configOn } from '../policy-on-base.ts';
import type { Run } from '../step.ts';

/** What the last change that delivered a component to production had rehearsed in test. */
export interface Delivered {
  change: string;
  /** Digest of its stack for test; undefined where its evidence does not say it. */
  digest: string | undefined;
  commit: string | undefined;
  /** A later change whose evidence says that it delivered the component, and is not believed. */
  doubted?: string;
}

/** Component → what production has of it, told from the believed evidence of other changes. A change that goes on from halfway sees the same as when it began. */
export async function deliveredBefore(run: Run): Promise<Map<string, Delivered>> {
  const { id } = run.change.request;
  const past = await pastOf(run);
  return new Map(componentsOf(past, 'promote', id).flatMap((name) => {
    const good = lastGood(past, name, 'production', run.target, { except: id });
    if (good === undefined) return [];
    const records = past.changes.find(({ change }) => change === good.change)?.records ?? [];
    const rehearsal = latestOf(records, 'rehearse', name, 'test')?.record;
    const digest = rehearsal?.verdict === 'pass' ? rehearsal.subjects['stack'] : undefined;
    const later = good.since.find(({ verdict, doubt }) => verdict === 'pass' && doubt !== undefined);
    return [[name, { change: good.change, digest, commit: deliveredCommit(past, good), ...(later === undefined ? {} : { doubted: later.change }) }] as const];
  }));
}

/** Whether going back is rehearsed: the base says it, so that no change spares itself. */
export function rehearsesRollback({ git }: Pick<Run, 'git'>): boolean {
  return configOn(git)?.rehearseRollback ?? true;
}

const about = { component: z.string() };
const beforeSchema = z.discriminatedUnion('state', [
  z.object({ ...about, state: z.literal('new') }),
  z.object({ ...about, state: z.literal('same'), change: z.string() }),
  z.object({ ...about, state: z.literal('unknown'), why: z.string() }),
  /** Made anew, and what was delivered. `directory`, `folder`: from the project; `bytes`: SHA-256 of all that lies in `folder`. */
  z.object({ ...about, state: z.literal('made'), change: z.string(), commit: z.string(), stack: z.string(), directory: z.string(), source: z.string().optional(), dependsOn: z.array(z.string()), digest: z.string(), folder: z.string(), bytes: z.string() }),
]);
/** What a component was in test before this change. */
export type Before = z.infer<typeof beforeSchema>;
export type MadeBefore = Extract<Before, { state: 'made' }>;

/** Synthesizes the code of another commit for test: its own configuration, in a folder of its own. */
export type SynthesizeOld = (code: { root: string; config: Config; files: string[]; outputDirectory: string }) => Promise<Component[]>;

/** What each component of test was when it was last delivered; where that is another stack, it is made anew from its commit. */
export async function componentsBefore(run: Run, components: Component[], synthesizeOld: SynthesizeOld): Promise<Before[]> {
  rmSync(join(run.root, FOLDER), { recursive: true, force: true });
  const [delivered, past] = await Promise.all([deliveredBefore(run), pastOf(run)]);
  const doubts = doubtsOf(past);
  for (const line of doubts) run.ui.line(line, 'note');
  if (past.assurance === 'integrity only' && past.changes.length > 0) run.ui.line(`evidence of other changes: integrity only, for evidence.trust in ${CONFIG_FILE} on ${run.git.base.ref} names nobody who signs it`, 'note');
  const made = new Map<string, Promise<Made>>();
  return await Promise.all(components.map(async ({ name: component, digest }): Promise<Before> => {
    const last = delivered.get(component);
    const unknown = (why: string): Before => ({ component, state: 'unknown', why });
    if (last === undefined) {
      const claim = claimOf(past, component, run.target);
      return claim === undefined ? { component, state: 'new' } : unknown(claim.why);
    }
    if (last.doubted !== undefined) return unknown(`${last.doubted} says that it delivered it since ${last.change}, and its evidence is not believed`);
    if (last.digest === digest) return { component, state: 'same', change: last.change };
    if (!rehearsesRollback(run)) return unknown(`rehearseRollback is off in ${CONFIG_FILE} on ${run.git.base.ref}`);
    if (last.digest === undefined) return unknown(`the evidence of ${last.change} does not say what it rehearsed`);
    if (last.commit === undefined || !hasCommit(run.git.root, last.commit)) return unknown(`this clone does not have the commit that ${last.change} delivered (${last.commit ?? 'it was not recorded'})`);
    const making = made.get(last.commit) ?? makeOld(run, last.commit, synthesizeOld);
    made.set(last.commit, making);
    const result = await making;
    if ('why' in result) return unknown(`what ${last.change} delivered could not be synthesized anew: ${result.why}`);
    const old = result.components.find(({ name }) => name === component);
    if (old?.digest !== last.digest) return unknown(`commit ${last.commit.slice(0, 12)}, synthesized anew, is not what ${last.change} rehearsed of it`);
    const { stack, source, dependsOn } = old;
    return { component, state: 'made', change: last.change, commit: last.commit, stack, directory: relative(run.root, old.directory), ...(source === undefined ? {} : { source }), dependsOn, digest: old.digest, folder: relative(run.root, result.folder), bytes: result.bytes };
  }));
}

const FOLDER = join('.cutover', 'before');

type Made = { components: Component[]; folder: string; bytes: string } | { why: string };

async function makeOld(run: Run, commit: string, synthesizeOld: SynthesizeOld): Promise<Made> {
  const folder = join(run.root, FOLDER, commit);
  try {
    const { root, files } = sourceAt(run, commit);
    const components = await run.ui.task(`synth test as of ${commit.slice(0, 12)}`, () => synthesizeOld({ root, files, config: configAt(root), outputDirectory: folder }));
    return { components, folder, bytes: directoryDigest(folder) };
  } catch (error) {
    if (error instanceof StepFailure || error instanceof UserError) return { why: error.message.split('\n').slice(0, 3).join(' ') };
    throw error;
  }
}

/** The project as it was: its folder, and the paths of its files from there. What git ignores is that of now. */
export function sourceAt({ root, git }: Pick<Run, 'root' | 'git'>, commit: string): { root: string; files: string[] } {
  const folder = join(root, '.cutover', 'source', commit);
  const paths = writeTree(git.root, commit, folder);
  linkIgnored(git.root, folder);
  const files = paths.filter((path) => path.startsWith(git.prefix)).map((path) => path.slice(git.prefix.length)).filter((path) => !path.startsWith('cutover-evidence/') && !path.startsWith('.cutover/'));
  return { root: join(folder, git.prefix), files: files.sort() };
}

/** The configuration of a project as it was. Throws UserError where it had none, or one that is not valid any more. */
export function configAt(root: string): Config {
  const text = existsSync(root) ? readText(root, CONFIG_FILE) : undefined;
  if (text === undefined) throw new UserError({ file: CONFIG_FILE, problem: 'there was no such file' });
  return parseConfig(text, `${CONFIG_FILE} as it was`);
}

const factsSchema = z.object({ before: beforeSchema.array().default([]) });

/** What synth's record says of each component, as far as it says it. */
export function beforeIn(facts: StepRecord['facts']): Before[] {
  return factsSchema.safeParse(facts).data?.before ?? [];
}

/** Whether the stack still is what synth made, shared files included. */
export function stillStands(root: string, { folder, bytes }: MadeBefore): boolean {
  return isUnchanged(join(root, folder), bytes);
}
