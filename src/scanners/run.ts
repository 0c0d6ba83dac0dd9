import { basename, join, resolve } from 'node:path';
import type { Component } from '../components/component.ts';
import { numberOf } from '../number-of.ts';
import { checkov } from './checkov.ts';
import type { ScannerReport } from './finding.ts';
import { KeptReports } from './kept-reports.ts';
import { howManyParts, joined, partsOf } from './parts.ts';
import { runTool } from './run-tool.ts';
import { tfsec } from './tfsec.ts';
import type { ScannerTool } from './tool.ts';
import { trivy } from './trivy.ts';
import { buildWorkspace, type Planned, type Workspace } from './workspace.ts';

/** All of them have to have looked at everything; what others find counts too. */
export const REQUIRED_SCANNERS = ['checkov', 'tfsec'] as const;

export interface ScanRequest {
  /** Of all environments. */
  components: Component[];
  /** After a plan: what it knows. */
  planned?: Planned;
  /** For the workspace and the reports; what is in there is replaced. */
  workDirectory: string;
  /** The executables. */
  tools: { checkov: string; tfsec: string; trivy?: string | undefined };
  /** For each tool; all together take seconds. */
  deadlineSeconds?: number;
  /** Folder of what they said before; without it nothing is kept. */
  results?: string;
  signal?: AbortSignal;
  progress?: (text: string) => void;
}

/**
 * Runs checkov, tfsec, and trivy where there is one, at the same time, one process each, over all components of all environments that
 * they have not all seen as they are. Throws StepFailure as soon as one of them fails, and ends the other.
 */
export async function runScanners(request: ScanRequest): Promise<ScannerReport[]> {
  const folder = join(resolve(request.workDirectory), 'workspace');
  const whole = buildWorkspace(request.components, folder, request.planned, howManyParts(request.components.length));
  const tools = toolsOf(request);
  const kept = new KeptReports({ components: request.components, tools, contents: whole.contents, folder: request.results });
  const missing = request.components.filter((component) => !kept.has(component));
  if (missing.length === 0) return tools.map(({ tool }) => kept.report(tool));
  const fresh = await runTools(request, missing.length === request.components.length ? whole : buildWorkspace(missing, folder, request.planned, howManyParts(missing.length)));
  return tools.map(({ tool }) => kept.report(tool, fresh.find((report) => report.tool === tool.name)));
}

function toolsOf({ tools }: ScanRequest): { tool: ScannerTool; program: string }[] {
  return [{ tool: checkov, program: tools.checkov }, { tool: tfsec, program: tools.tfsec }, ...(tools.trivy === undefined ? [] : [{ tool: trivy, program: tools.trivy }])];
}

async function runTools(request: ScanRequest, workspace: Workspace): Promise<ScannerReport[]> {
  const workDirectory = resolve(request.workDirectory);
  const ending = new AbortController();
  const signal = request.signal === undefined ? ending.signal : AbortSignal.any([request.signal, ending.signal]);
  const jobs = toolsOf(request).flatMap(({ tool, program }) => (tool.inParts === true ? partsOf(workspace) : [workspace]).map((part) => ({ tool, program, part })));
  const working = new Set(jobs);
  const report = (): void => request.progress?.(`${[...new Set([...working].map(({ tool }) => tool.name))].join(' and ')}: ${numberOf(workspace.files.size, 'file')}`);
  report();
  const runs = jobs.map(async (job) => {
    const { tool, program, part } = job;
    try {
      const result = await runTool({
        tool, program, signal,
        workspace: part,
        folder: join(workDirectory, tool.name, basename(part.directory)),
        path: process.env['PATH'] ?? '/usr/bin:/bin',
        deadlineSeconds: request.deadlineSeconds ?? 300,
      });
      working.delete(job);
      if (working.size > 0) report();
      return result;
    } catch (error) {
      ending.abort();
      throw error;
    }
  });
  // All are waited for, so that nothing is left running; the one that failed first is the one that is told.
  const first = await Promise.all(runs).catch((error: unknown) => ({ error }));
  await Promise.allSettled(runs);
  if ('error' in first) throw first.error;
  return joined(first);
}
