import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ArtifactStore } from '../../src/github/artifact-store.ts';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import type { ActionsContext } from '../../src/github/context.ts';
import { anArtifact } from '../helpers/github/builders.ts';
import type { FakeGitHub } from '../helpers/github/fake-github.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A client that waits for milliseconds where another waits for seconds, and leaves no second between two writes. */
export const clientOf = (fake: FakeGitHub): GitHub => createGitHub({ token: fake.token, apiUrl: fake.url, say: () => undefined, signal: new AbortController().signal, secondMs: 1, spaced: false });

/** A job of a run as its variables say it. */
export function contextOf({ repository, url }: FakeGitHub, run: WorkflowRun, job: string, overrides: Partial<ActionsContext> = {}): ActionsContext {
  return {
    apiUrl: url, serverUrl: 'https://github.com', repository: { owner: repository.owner, name: repository.name, id: repository.id }, run: { id: run.id, attempt: run.attempt, number: run.number },
    workflow: { ref: `${repository.owner}/${repository.name}/${run.path}@refs/heads/main`, sha: run.headSha }, job, event: { name: run.event, payload: {} }, sha: run.headSha, ref: 'refs/heads/main', actor: run.actor, triggeringActor: run.triggeringActor, workspace: '/nowhere',
    ...overrides,
  };
}

/** GitHub's artifacts with bytes: names are taken once in a run, and what is uploaded shows in the API. */
export class Artifacts implements ArtifactStore {
  readonly #fake: FakeGitHub;
  readonly #run: WorkflowRun;
  readonly zips = new Map<number, { folder: string; digest: string }>();
  /** Set to what is delivered instead of what was asked for. */
  deliver: number | undefined;

  constructor(fake: FakeGitHub, run: WorkflowRun) {
    this.#fake = fake;
    this.#run = run;
  }

  upload(name: string, files: string[]): Promise<{ id: number; digest: string }> {
    if (this.#fake.repository.artifacts.some((one) => one.run === this.#run.id && one.name === name)) return Promise.reject(new Error('an artifact with this name already exists on the workflow run'));
    const kept = temporaryFolder();
    for (const file of files) copyFileSync(file, join(kept, basename(file)));
    const digest = digestOf(kept);
    const { id } = anArtifact(this.#fake.state, this.#fake.repository, this.#run, { name, digest: `sha256:${digest}` });
    this.zips.set(id, { folder: kept, digest });
    return Promise.resolve({ id, digest });
  }

  download(id: number, folder: string, digest: string): Promise<boolean> {
    const zip = this.zips.get(this.deliver ?? id);
    if (zip === undefined) return Promise.reject(new Error('Artifact not found'));
    for (const name of readdirSync(zip.folder)) copyFileSync(join(zip.folder, name), join(folder, name));
    return Promise.resolve(digestOf(zip.folder) === digest);
  }

  downloadFrom({ id, run, folder, digest }: { id: number; run: number; folder: string; digest: string }): Promise<boolean> {
    if (run !== this.#run.id) return Promise.reject(new Error('Artifact not found'));
    return this.download(id, folder, digest);
  }
}

/** In the place of the zip's. */
export function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
