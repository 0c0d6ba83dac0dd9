import { nextId, timeOf } from './git.ts';
import { Refusal, type Answer } from './route.ts';
import type { Repository } from './state/repository.ts';
import type { State } from './state/state.ts';
import type { WorkflowRun } from './state/actions.ts';

/** What is being uploaded: blocks, and the whole once they are put together. By `run/name`. */
export type Uploads = Map<string, { blocks: Map<string, Buffer>; whole?: Buffer }>;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token a job keeps its artifacts with: GitHub's library reads the ids of run and job out of it. */
export const runtimeToken = (run: number, job: string): string => `${part({ alg: 'none' })}.${part({ scp: `Actions.Results:run-${run}:${job}` })}.fake`;

interface Asked {
  state: State;
  /** Where the fake listens. */
  base: string;
  uploads: Uploads;
  method: string;
  url: URL;
  authorization: string | undefined;
  body: Buffer;
}

/** Where artifacts of a run are kept: the service and the storage that `@actions/artifact` talks to. No part of the REST API, so described nowhere; undefined: another path. */
export function results(asked: Asked): Answer | undefined {
  const { pathname } = asked.url;
  if (pathname.startsWith('/_blob/')) return storage(asked, decodeURIComponent(pathname.slice('/_blob/'.length)));
  const call = /^\/twirp\/github\.actions\.results\.api\.v1\.ArtifactService\/(\w+)$/.exec(pathname)?.[1];
  if (call === undefined) return undefined;
  try {
    const { repository, run } = place(asked);
    return { status: 200, body: service(asked, repository, run, call, JSON.parse(asked.body.toString()) as Fields) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: { code: error.status === 409 ? 'already_exists' : 'not_found', msg: error.message } };
  }
}

interface Fields {
  name?: string;
  size?: string;
  hash?: string;
  name_filter?: string;
  id_filter?: string;
}

function place({ state, authorization = '' }: Asked): { repository: Repository; run: WorkflowRun } {
  const claims = authorization.split('.')[1] ?? '';
  const scope = claims === '' ? '' : (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { scp?: string }).scp;
  const id = Number(/Actions\.Results:run-(\d+):/.exec(scope ?? '')?.[1]);
  for (const repository of Object.values(state.repositories)) {
    const run = repository.runs.find((one) => one.id === id);
    if (run !== undefined) return { repository, run };
  }
  throw new Refusal(401, 'no run of that token');
}

function service({ state, base, uploads }: Asked, repository: Repository, run: WorkflowRun, call: string, given: Fields): unknown {
  const { name = '' } = given;
  const key = `${run.id}/${name}`;
  const ofRun = repository.artifacts.filter((one) => one.run === run.id && !one.expired);
  const named = (): (typeof ofRun)[number] => {
    const one = ofRun.find((artifact) => artifact.name === name);
    if (one === undefined) throw new Refusal(404, `artifact ${name} not found`);
    return one;
  };
  switch (call) {
    case 'CreateArtifact':
      if (ofRun.some((one) => one.name === name)) throw new Refusal(409, `an artifact with this name already exists on the workflow run`);
      uploads.set(key, { blocks: new Map() });
      return { ok: true, signed_upload_url: `${base}/_blob/${encodeURIComponent(key)}?sig=signed` };
    case 'FinalizeArtifact': {
      const whole = uploads.get(key)?.whole;
      if (whole === undefined || String(whole.length) !== given.size) throw new Refusal(404, `${given.size} bytes of ${name} were not uploaded`);
      const id = nextId(state);
      repository.artifacts.push({
        id, name, size: whole.length, digest: given.hash ?? null, expired: false, run: run.id, headSha: run.headSha, headBranch: run.headBranch, createdAt: timeOf(state), zip: whole.toString('base64'),
      });
      return { ok: true, artifact_id: String(id) };
    }
    case 'ListArtifacts': {
      const fits = ofRun.filter((one) => (given.name_filter === undefined || one.name === given.name_filter) && (given.id_filter === undefined || one.id === Number(given.id_filter)));
      return {
        artifacts: fits.map((one) => ({
          workflow_run_backend_id: `run-${run.id}`, workflow_job_run_backend_id: 'job', database_id: String(one.id), name: one.name, size: String(one.size), created_at: one.createdAt, digest: one.digest,
        })),
      };
    }
    case 'GetSignedArtifactURL':
      return { signed_url: `${base}/_download/${repository.owner}/${repository.name}/${named().id}.zip?sig=signed` };
    case 'DeleteArtifact': {
      const one = named();
      repository.artifacts.splice(repository.artifacts.indexOf(one), 1);
      return { ok: true, artifact_id: String(one.id) };
    }
    default:
      throw new Refusal(404, `no such call ${call}`);
  }
}

/** The part of Azure's block storage that an upload needs: blocks, and the list that puts them together. */
function storage({ uploads, method, url, body }: Asked, key: string): Answer {
  const upload = uploads.get(key);
  if (upload === undefined || method !== 'PUT') return { status: 404 };
  switch (url.searchParams.get('comp')) {
    case 'block':
      upload.blocks.set(url.searchParams.get('blockid') ?? '', body);
      break;
    case 'blocklist':
      upload.whole = Buffer.concat([...body.toString().matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(([, id = '']) => upload.blocks.get(id) ?? Buffer.alloc(0)));
      break;
    default:
      upload.whole = body;
  }
  return { status: 201 };
}

/** Where an artifact's redirect leads: no token is needed there, as with GitHub's signed addresses. */
export function download(state: State, path: string): Answer | undefined {
  const [, name, id] = /^\/_download\/(.+)\/(\d+)\.zip$/.exec(path) ?? [];
  const zip = state.repositories[name ?? '']?.artifacts.find((one) => one.id === Number(id))?.zip;
  return id === undefined ? undefined : zip === undefined ? { status: 404 } : { status: 200, raw: { type: 'application/zip', content: Buffer.from(zip, 'base64') } };
}
