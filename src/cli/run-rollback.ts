import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { CHANGES_FOLDER, findRequest, listRequests } from '../change/find-request.ts';
import { parseRequest, requestDigest, type ChangeRequest } from '../change/request.ts';
import { nextId } from '../change/request-of-branch.ts';
import { rollbackDraft } from '../change/rollback-draft.ts';
import { parseConfig } from '../config.ts';
import { readText } from '../documents/read-text.ts';
import { Halt, UserError } from '../errors.ts';
import { changesWithEvidence } from '../evidence/last-good.ts';
import { changeIdSchema } from '../evidence/record.ts';
import { EVIDENCE_FOLDER, EvidenceStore } from '../evidence/store.ts';
import { verifyBundle } from '../evidence/verify.ts';
import { wayBack, type WayBack } from '../evidence/way-back.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { baseFacts, topLevel } from '../git.ts';
import { filesBetween } from '../git-changes.ts';
import { git, tryGit } from '../git-command.ts';
import { hasCommit } from '../git-tree.ts';
import { writeFiles } from '../init/write-files.ts';
import { pastOn, trustOn } from '../past.ts';
import { uncommitted } from '../steps/committed.ts';
import { bringEvidence } from './bring-evidence.ts';
import { draftFlags, type DraftFlags } from './draft-flags.ts';
import type { RollbackDeps, RollbackFlags } from './rollback.ts';
import { restoration, type Restoration } from './restoration.ts';

/** Writes the draft, and with `--branch` the old files; throws UserError or Halt, and writes nothing, where it cannot be told what was good. */
export async function runRollback({ root, ui, env }: RollbackDeps, change: string, flags: RollbackFlags, now = new Date()): Promise<void> {
  const project = root();
  const { requester, taken } = assertUsage(project, change, flags);
  const remote = flags.evidence === undefined ? undefined : await bringEvidence(project, flags.evidence, env);
  if (changeIdSchema.safeParse(change).success) await remote?.pull(project, change);
  const { file: changeFile, request } = requestOf(project, change);
  assertClean(project, changeFile);
  const way = wayBack(await pastOn(project, baseFacts(project)), change, new EvidenceStore(project, change).latest('plan')?.record);
  const targets = [...new Set(way.components.flatMap(({ to }) => to?.change ?? []))];
  for (const target of targets) await remote?.pull(project, target);
  for (const target of targets) await assertVerifies(project, target, flags.trust);
  const restorations = restorationsOf(project, way);
  const { file, text } = draft(project, { flags, requester, taken, request, way, now });
  if (flags.branch !== undefined) makeBranch(project, flags.branch, restorations);
  writeFiles(project, [{ path: file, text, before: undefined }]);
  ui.line(`written: ${file}`, 'good');
  for (const { to, commit, paths, later, byHand } of restorations) {
    ui.line(`back to ${to}: ${paths.length} files of commit ${commit.slice(0, 12)}`, 'note');
    if (later.length > 0) ui.line(`changed again since ${change} was delivered, and restoring takes that back too: ${some(later)}`, 'bad');
    if (byHand.length > 0) ui.line(`differ too, and are left to you: ${some(byHand)}`, 'note');
  }
  for (const line of nextCommands({ change, file, branch: flags.branch, restorations })) ui.line(line, 'note');
}

/** Its file, or where that is gone the text that was approved. */
function requestOf(project: string, change: string): { file: string; request: ChangeRequest } {
  const kept = join(EVIDENCE_FOLDER, change, 'approval', 'request.md');
  const listed = listRequests(project).some(({ found }) => found?.request.id === change);
  if (!listed && changeIdSchema.safeParse(change).success && existsSync(join(project, kept))) return { file: `${CHANGES_FOLDER}/${change}.md`, request: parseRequest(readFileSync(join(project, kept), 'utf8'), kept) };
  if (!listed) {
    const known = [...new Set([...listRequests(project).flatMap(({ found }) => found?.request.id ?? []), ...changesWithEvidence(project)])].sort();
    throw new Halt({ field: 'change', problem: 'there is no such change', found: JSON.stringify(change.slice(0, 100)), allowed: known.slice(0, 20).join(', ') || 'none is known here', next: 'cutover status lists the changes; --evidence brings what is kept elsewhere' });
  }
  return findRequest(project, change);
}

/** What is wrong whatever the evidence says: told before anything is fetched. */
function assertUsage(project: string, change: string, flags: RollbackFlags): DraftFlags {
  const told = draftFlags(project, flags);
  if (flags.id === change) throw new UserError({ field: '--id', problem: 'this is the change that is taken back', found: change });
  // What can be no change is none of those that evidence could bring.
  if (!changeIdSchema.safeParse(change).success) requestOf(project, change);
  const { branch } = flags;
  if (branch === undefined) return told;
  if (branch.startsWith('-') || tryGit(project, ['check-ref-format', '--branch', branch]) === undefined) throw new UserError({ field: '--branch', problem: 'this cannot be the name of a branch', found: JSON.stringify(branch.slice(0, 100)), allowed: 'such as take-back-CR-0001' });
  if (tryGit(project, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]) !== undefined) throw new UserError({ field: '--branch', problem: 'there is a branch with this name already', found: branch, allowed: 'a new one' });
  return told;
}

function assertClean(root: string, file: string): void {
  const open = uncommitted({ root, change: { file } });
  if (open.length > 0) throw new Halt({ problem: 'not all of the project is committed, so old files would be mixed with work in progress', found: some(open), next: 'git commit it, or git stash it, then run this again' });
}

async function assertVerifies(project: string, change: string, trust: string[] | undefined): Promise<void> {
  const folder = join(EVIDENCE_FOLDER, change);
  const trusted = trust === undefined ? await trustOn(baseFacts(project)) : await (await import('../read-trust.ts')).readTrust(trust);
  const { ok, problems } = await verifyBundle(join(project, folder), { trust: trusted, requestDigest: () => Promise.resolve(requestDigest) });
  if (ok) return;
  throw new Halt({ file: folder, problem: `the evidence of ${change}, which this would go back to, does not verify`, found: problems.slice(0, 3).map(({ file, why }) => `${file}: ${why}`).join('; ') + (problems.length > 3 ? `; and ${problems.length - 3} more` : ''), next: `cutover verify ${folder} says all of it; bring the bundle as it was written` });
}

/** One for each earlier delivery that components go back to. */
function restorationsOf(project: string, way: WayBack): Restoration[] {
  const { components = {} } = parseConfig(readText(project, CONFIG_FILE) ?? '');
  const folders = Object.fromEntries(Object.entries(components).map(([name, { path }]) => [name, normalize(path).replace(/\/$/, '')]));
  const groups = new Map<string, { to: string; names: string[] }>();
  for (const { name, to } of way.components) {
    if (to === undefined) continue;
    const commit = existing(project, to.change, to.commit);
    groups.set(commit, { to: to.change, names: [...(groups.get(commit)?.names ?? []), name] });
  }
  const from = existing(project, way.change, way.commit);
  const all = [...groups].map(([commit, { to, names }]) => restoration({ to, commit, names, folders, differing: filesBetween(project, commit, from), since: filesBetween(project, from, 'HEAD') }));
  if (all.every(({ paths }) => paths.length === 0)) throw new Halt({ problem: `no file of the project differs between ${way.change} and what was delivered before it`, found: all.flatMap(({ byHand }) => byHand).join(', ') || 'the same files', next: 'what changed production came from elsewhere (a provider, an input, cutover.yaml): write a request of your own' });
  return all;
}

function existing(project: string, change: string, commit: string | undefined): string {
  if (commit !== undefined && hasCommit(topLevel(project), commit)) return commit;
  throw new Halt({ problem: `this clone does not have the commit that ${change} delivered`, found: commit ?? 'its evidence names none', next: commit === undefined ? 'restore the files by hand, and write the request with cutover request new' : `git fetch origin ${commit}, or bring the branch that it was delivered from` });
}

interface Asked extends DraftFlags {
  flags: RollbackFlags;
  request: ChangeRequest;
  way: WayBack;
  now: Date;
}

function draft(project: string, { flags, requester, taken, request, way, now }: Asked): { file: string; text: string } {
  const id = flags.id ?? nextId([...taken, ...changesWithEvidence(project)]);
  const file = `${CHANGES_FOLDER}/${id}.md`;
  const text = rollbackDraft({ id, requester, why: flags.why, risk: flags.risk, request, way, now });
  parseRequest(text, file);
  return { file, text };
}

/** A new branch from here; HEAD's own branch and every other stay where they are. */
function makeBranch(project: string, branch: string, restorations: Restoration[]): void {
  git(project, ['switch', '--quiet', '--create', branch]);
  for (const { commit, paths } of restorations) {
    if (paths.length > 0) git(project, ['restore', `--source=${commit}`, '--staged', '--worktree', '--', ...paths.map((path) => `:(literal)${path}`)]);
  }
}

function nextCommands({ change, file, branch, restorations }: { change: string; file: string; branch: string | undefined; restorations: Restoration[] }): string[] {
  const id = file.slice(`${CHANGES_FOLDER}/`.length, -'.md'.length);
  const restore = restorations.filter(({ paths }) => paths.length > 0).map(({ commit, paths }) => `git restore --source=${commit} --staged --worktree -- ${paths.map(shellWord).join(' ')}`);
  return [
    'next:',
    ...(branch === undefined ? [`git switch --create take-back-${change}`, ...restore] : []),
    `say in ${file} what is wrong with ${change}, and set its status to submitted`,
    `git add ${file} && git commit --all --message ${shellWord(`Take back ${change}`)}`,
    `cutover approve ${id}, and cutover deliver --change ${id}`,
    `when it is delivered: status: rolled-back in the file of ${change}`,
  ].map((line, index) => (index === 0 ? line : `  ${line}`));
}

function shellWord(text: string): string {
  return /^[\w./@:+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function some(paths: string[]): string {
  return paths.slice(0, 5).join(', ') + (paths.length > 5 ? `, and ${paths.length - 5} more` : '');
}
