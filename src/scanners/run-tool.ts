import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { StepFailure, type Complaint } from '../errors.ts';
import { numberOf } from '../number-of.ts';
import { runBounded, type BoundedResult } from '../verification/bounded-command.ts';
import { addressOf } from './address.ts';
import { constructOf } from './construct.ts';
import { componentKey, type Covered, type Finding, type ScannerReport } from './finding.ts';
import { ownFindings } from './own-findings.ts';
import type { RawFinding, RawReport } from './raw-report.ts';
import { ReportError, type ScannerTool } from './tool.ts';
import { toolVersion } from './tool-version.ts';
import { takeTripwires } from './tripwire.ts';
import type { Workspace } from './workspace.ts';

/** A report of a thousand components has 40 MB; it is held in memory once. */
const MAX_REPORT_BYTES = 100_000_000;

export interface ToolRequest {
  tool: ScannerTool;
  /** The executable: a path, or a name on PATH. */
  program: string;
  workspace: Workspace;
  /** Absolute; emptied first. */
  folder: string;
  /** PATH of this process. */
  path: string;
  deadlineSeconds: number;
  signal?: AbortSignal | undefined;
}

/** Runs a scanner once over the workspace. Throws StepFailure, naming tool and reason, unless its report is whole. */
export async function runTool(request: ToolRequest): Promise<ScannerReport> {
  const { tool, workspace, folder } = request;
  if (request.signal?.aborted === true) throw interrupted(tool);
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['report', 'home', 'tmp']) mkdirSync(join(folder, name), { recursive: true });
  const program = request.program.includes('/') ? resolve(request.program) : request.program;
  // No credentials, and a home without configuration: a scanner needs neither, and a hijacked one would take them.
  const env = { PATH: request.path, HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp'), LANG: 'C.UTF-8', ...tool.env };
  const run = async (args: string[]): Promise<BoundedResult> =>
    await runBounded({ command: [program, ...args], cwd: workspace.directory, env, timeoutSeconds: request.deadlineSeconds, keep: 2000, signal: request.signal });
  const [result, version] = await Promise.all([run(tool.args(join(folder, 'report'))), tool.versionArgs === undefined ? null : toolVersion(tool.name, program, run, tool.versionArgs)]);
  const raw = readReport(request, program, result);
  const { findings, covered } = takeTripwires(tool.name, raw.failed.map((finding) => ({ ...finding, path: inWorkspace(workspace, finding.path) })), workspace.files);
  const passed = passedIn(raw, workspace);
  return {
    tool: tool.name,
    version: raw.version ?? version ?? 'unknown',
    findings: unique([...findings.map((finding) => toFinding(tool.name, finding, workspace)), ...ownFindings(tool.name, workspace)]).sort(byPlace),
    covered: covered.map((scanned) => ({ ...scanned, ...passesIn(passed.get(componentKey(scanned)) ?? []), kept: false })),
    seconds: result.seconds,
  };
}

/** Component → the check that had no objection, each time one had none. */
function passedIn(raw: RawReport, workspace: Workspace): Map<string, string[]> {
  const passed = new Map<string, string[]>();
  for (const { check, path } of raw.passed) {
    const file = workspace.files.get(inWorkspace(workspace, path));
    if (file === undefined) continue;
    const known = passed.get(componentKey(file));
    if (known === undefined) passed.set(componentKey(file), [check]);
    else known.push(check);
  }
  return passed;
}

function passesIn(checks: string[]): Pick<Covered, 'passed' | 'passedBy'> {
  const passedBy: Covered['passedBy'] = {};
  for (const check of checks.toSorted()) passedBy[check] = (passedBy[check] ?? 0) + 1;
  return { passed: checks.length, passedBy };
}

function readReport(request: ToolRequest, program: string, result: BoundedResult): RawReport {
  const { tool } = request;
  const fail = (problem: string, extra: Partial<Complaint> = {}): StepFailure => new StepFailure({ problem: `${tool.name}: ${problem}`, ...extra });
  const output = clean(result.output.replace(tool.noise ?? '', '').trim().slice(-600), request.workspace);
  const said = output === '' ? {} : { found: output };
  if (result.ended === 'refused') throw fail(`it could not be started: ${result.detail}`, { found: program, next: 'install it, or run npm run demo, which installs the scanners' });
  if (result.ended === 'aborted') throw interrupted(tool);
  if (result.ended === 'deadline') throw fail(`it did not finish within ${request.deadlineSeconds} s and was ended`, said);
  if (result.ended === 'signal') throw fail(`it was ended by ${result.detail}`, said);
  const file = join(request.folder, 'report', tool.reportFile);
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined) throw fail(`it wrote no report (exit code ${result.code ?? 'none'})`, said);
  if (facts.size > MAX_REPORT_BYTES) throw fail('its report is too large', { found: `${facts.size} bytes`, allowed: `at most ${MAX_REPORT_BYTES} bytes` });
  let report: RawReport;
  try {
    report = tool.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    throw fail(error.message, error.found === undefined ? {} : { found: clean(error.found, request.workspace) });
  }
  // The tripwires alone make it 1, so anything else means a crash or that the exit code was softened.
  if (result.code !== 1) throw fail('its exit code does not fit its report', { found: `${result.code ?? 'none'}, with ${numberOf(report.failed.length, 'finding')}`, allowed: '1', ...(said.found === undefined ? {} : { next: said.found }) });
  return report;
}

function interrupted(tool: ScannerTool): StepFailure {
  return new StepFailure({ problem: `${tool.name}: it was interrupted`, next: 'run the scan again' });
}

function inWorkspace(workspace: Workspace, path: string): string {
  return (isAbsolute(path) ? relative(workspace.directory, path) : path).split(sep).join('/');
}

function toFinding(tool: string, raw: RawFinding, workspace: Workspace): Finding {
  const file = workspace.files.get(raw.path);
  if (file === undefined) throw new StepFailure({ problem: `${tool} reports a file that it was not given`, found: `${raw.check} in ${raw.path}` });
  const line = file.lines?.[raw.line - 1] ?? raw.line;
  const { check, severity, problem, fix, guideline } = raw;
  const address = addressOf(file, line, raw.resource);
  return { tool, check, severity, component: file.component, environment: file.environment, address, construct: constructOf(file, address), file: file.source, line, problem, fix, guideline };
}

/** Paths in what a tool says are led back to the component's own files. */
function clean(text: string, workspace: Workspace): string {
  const withoutFolder = text.replaceAll(`${workspace.directory}/`, '').replaceAll(`${workspace.directory.slice(1)}/`, '');
  return [...workspace.files.values()].reduce((result, file) => result.replaceAll(file.path, `${file.component} (${file.environment}) ${file.source}`), withoutFolder);
}

/** A component can lie in the workspace more than once: see planned-folders.ts. */
function unique(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** The order of findings in a report. */
export function byPlace(a: Finding, b: Finding): number {
  const key = (finding: Finding): string => [finding.environment, finding.component, finding.file, String(finding.line).padStart(8, '0'), finding.check, finding.address].join('\0');
  return key(a) < key(b) ? -1 : 1;
}
