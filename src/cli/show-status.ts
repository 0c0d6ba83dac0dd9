import { findRequest, listRequests, type FoundRequest } from '../change/find-request.ts';
import type { StepResult } from '../change/progress.ts';
import type { Waiting } from '../change/waiting.ts';
import { EXIT } from '../exit-code.ts';
import { STEPS } from '../evidence/record.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { gitFacts, type GitFacts } from '../git.ts';
import { overviewOf, type Overview } from '../steps/overview.ts';
import type { Ui } from '../ui.ts';

export interface StatusDeps {
  root: () => string;
  out: (text: string) => void;
  ui: Ui;
}

/** Shows one request: its status, the steps with their verdicts, and what it waits for. */
export function showOne({ root, out, ui }: StatusDeps, change: string, options: { json?: true }): void {
  const project = root();
  const overview = lookAt(project, gitFacts(project), findRequest(project, change));
  if (overview.problem !== undefined) process.exitCode = EXIT.halt;
  if (options.json === true) {
    out(JSON.stringify(overview));
    return;
  }
  ui.heading(`${overview.id} ${overview.title}`);
  const { status, fileStatus, problem } = overview;
  ui.line(`${status}${fileStatus === status ? '' : ` (the file says ${fileStatus})`}`, problem === undefined ? 'good' : 'bad');
  const components = overview.components === 'all' ? 'all components' : overview.components.join(', ');
  ui.line(`${overview.risk}, asked for by ${overview.requester}: ${components} in ${overview.environments.join(' and ')}, until ${overview.expires}`, 'note');
  for (const step of STEPS) showStep(ui, overview.results.filter((result) => result.step === step));
  for (const one of overview.waiting) showWaiting(ui, one);
}

/** Shows all requests as a table; a file that is no request is named with its mistake. */
export function showAll({ root, out, ui }: StatusDeps, options: { json?: true }): void {
  const project = root();
  const listed = listRequests(project);
  const git = listed.length === 0 ? undefined : gitFacts(project);
  const rows = listed.map((one) => (one.found === undefined || git === undefined ? { file: one.file, error: 'error' in one ? one.error : '' } : lookAt(project, git, one.found)));
  if (options.json === true) {
    out(JSON.stringify(rows));
    return;
  }
  if (rows.length === 0) ui.line('there is no change request in changes/', 'note');
  const overviews = rows.filter((row) => 'id' in row);
  const width = (column: (row: Overview) => string): number => Math.max(0, ...overviews.map((row) => column(row).length));
  const [ids, statuses, risks] = [width(({ id }) => id), width(({ status }) => status), width(({ risk }) => risk)];
  for (const row of rows) {
    if ('id' in row) ui.line(`${row.id.padEnd(ids)}  ${row.status.padEnd(statuses)}  ${row.risk.padEnd(risks)}  ${row.title}${row.waiting[0] === undefined ? '' : `; waits for ${brief(row.waiting[0])}`}`, row.problem === undefined ? 'plain' : 'bad');
    else ui.line(row.error, 'bad');
  }
}

function lookAt(project: string, git: GitFacts, change: FoundRequest): Overview {
  return overviewOf({ root: project, git, store: new EvidenceStore(project, change.request.id), change, now: () => new Date() });
}

/** One line for all components that passed, and one for each that did not. */
function showStep(ui: Ui, results: StepResult[]): void {
  const [first] = results;
  if (first === undefined) return;
  const passed = results.filter(({ verdict }) => verdict === 'pass');
  const named = passed.flatMap(({ component }) => component ?? []);
  const latest = passed.map(({ finishedAt }) => finishedAt).sort().at(-1);
  if (latest !== undefined) ui.line(`${first.step}: pass${named.length === 0 ? '' : ` (${named.join(', ')})`}, ${latest}`, 'good');
  for (const { step, component, verdict, reasons } of results.filter((result) => result.verdict !== 'pass')) {
    ui.line(`${step}${component === undefined ? '' : ` of ${component}`}: ${verdict}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`, 'bad');
  }
}

function showWaiting(ui: Ui, { what, whom, next }: Waiting): void {
  ui.line(`it waits for ${what}\nfrom:    ${whom.length === 0 ? 'nobody who may' : whom.join(', ')}\nnext:    ${next}`);
}

function brief({ what, whom }: Waiting): string {
  return `${what.split(/[:;]/)[0] ?? what} (${whom.join(', ')})`;
}
