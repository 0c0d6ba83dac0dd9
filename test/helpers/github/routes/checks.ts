import { gunzipSync } from 'node:zlib';
import { nextId, resolve, timeOf } from '../git.ts';
import { showCheckRun } from '../render/checks.ts';
import { page } from '../render/view.ts';
import { created, found, invalid, listed, number, ok, Refusal, text, type Call, type Routes } from '../route.ts';
import type { Annotation, CheckRun } from '../state/checks.ts';

const run = (call: Call): CheckRun => found(call.repository.checkRuns, ({ id }) => id === number(call, 'check_run_id'));

interface CheckFields {
  name?: string;
  head_sha?: string;
  status?: CheckRun['status'];
  conclusion?: string;
  external_id?: string;
  details_url?: string;
  started_at?: string;
  completed_at?: string;
  output?: { title?: string; summary?: string; text?: string; annotations?: Annotation[] };
}

/** Annotations are added to those that are there; the other fields of `output` replace. */
function write(call: Call, to: CheckRun): void {
  const given = call.body as CheckFields;
  if (given.name !== undefined) to.name = given.name;
  if (given.external_id !== undefined) to.externalId = given.external_id;
  if (given.details_url !== undefined) to.detailsUrl = given.details_url;
  if (given.started_at !== undefined) to.startedAt = given.started_at;
  if (given.status !== undefined) to.status = given.status;
  if (given.conclusion !== undefined) Object.assign(to, { conclusion: given.conclusion, status: 'completed' });
  if (to.status === 'completed') to.completedAt = given.completed_at ?? to.completedAt ?? timeOf(call.state);
  if (given.output === undefined) return;
  if ((given.output.annotations?.length ?? 0) > 50) throw invalid('CheckRun', 'annotations', 'invalid', 'no more than 50 annotations in one request');
  const { title, summary, text: more, annotations } = given.output;
  Object.assign(to, { ...(title === undefined ? {} : { title }), ...(summary === undefined ? {} : { summary }), ...(more === undefined ? {} : { text: more }) });
  to.annotations.push(...(annotations ?? []));
}

interface Upload {
  commit_sha: string;
  ref: string;
  sarif: string;
}

/** Bytes of the gzip; what GitHub documents as its limit. */
const largestSarif = 10 * 1024 * 1024;

function unpacked(sarif: string): { parsed: unknown; size: number } {
  const bytes = Buffer.from(sarif, 'base64');
  if (bytes.length > largestSarif) throw new Refusal(413, 'Payload Too Large');
  try {
    return { parsed: JSON.parse(gunzipSync(bytes).toString()) as unknown, size: bytes.length };
  } catch {
    throw new Refusal(400, 'Could not decompress and parse the SARIF: it has to be gzip of JSON, in base64');
  }
}

export const checks: Routes = {
  'POST /repos/{owner}/{repo}/check-runs': {
    accepts: 'checks=write',
    answer: (call) => {
      const { head_sha = '', name = '' } = call.body as CheckFields;
      if (call.repository.commits[head_sha] === undefined) throw new Refusal(422, `No commit found for SHA: ${head_sha}`);
      const made: CheckRun = {
        id: nextId(call.state), name, headSha: head_sha, status: 'queued', conclusion: null, externalId: null, detailsUrl: null, startedAt: timeOf(call.state), completedAt: null,
        title: null, summary: null, text: null, annotations: [],
      };
      write(call, made);
      call.repository.checkRuns.push(made);
      return created(showCheckRun(call, made));
    },
  },

  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': {
    accepts: 'checks=write',
    answer: (call) => {
      const one = run(call);
      write(call, one);
      return ok(showCheckRun(call, one));
    },
  },

  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': { accepts: 'checks=read', answer: (call) => ok(showCheckRun(call, run(call))) },

  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': {
    accepts: 'checks=read',
    answer: (call) =>
      listed(run(call).annotations.map((one) => ({ start_column: null, end_column: null, title: null, raw_details: null, ...one, blob_href: page(call, `blob/${run(call).headSha}/${one.path}`) }))),
  },

  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': {
    accepts: 'checks=read',
    answer: (call) => {
      const sha = resolve(call.repository, text(call, 'ref'))?.sha;
      if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${text(call, 'ref')}`);
      const { check_name: name, status, filter = 'latest' } = call.query;
      const all = call.repository.checkRuns.filter((one) => one.headSha === sha && (name === undefined || one.name === name) && (status === undefined || one.status === status));
      const latest = filter === 'all' ? all : all.filter((one, at) => !all.slice(at + 1).some((later) => later.name === one.name));
      return listed(latest.map((one) => showCheckRun(call, one)), 'check_runs');
    },
  },

  'POST /repos/{owner}/{repo}/code-scanning/sarifs': {
    accepts: 'security_events=write',
    answer: (call) => {
      if (call.repository.codeScanning !== 'enabled') throw new Refusal(403, 'Code Security must be enabled for this repository to use code scanning.');
      const { commit_sha, ref, sarif } = call.body as Upload;
      const { parsed, size } = unpacked(sarif);
      const id = `00000000-0000-4000-8000-${String(nextId(call.state)).padStart(12, '0')}`;
      call.repository.sarifs.push({ id, commit: commit_sha, ref, sarif: parsed, size });
      return { status: 202, body: { id, url: `${call.url}/repos/${call.repository.owner}/${call.repository.name}/code-scanning/sarifs/${id}` } };
    },
  },

  'GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}': {
    accepts: 'security_events=read',
    answer: (call) => {
      found(call.repository.sarifs, ({ id }) => id === text(call, 'sarif_id'));
      return ok({ processing_status: 'complete', analyses_url: `${call.url}/repos/${call.repository.owner}/${call.repository.name}/code-scanning/analyses?sarif_id=${text(call, 'sarif_id')}` });
    },
  },
};
