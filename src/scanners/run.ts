import { join, resolve } from 'node:path';
import type { Component } from '../components/component.ts';
import { numberOf } from '../number-of.ts';
import { checkov } from './checkov.ts';
import type { ScannerReport } from './finding.ts';
import { KeptReports } from './kept-reports.ts';
import { runTool } from './run-tool.ts';
import { tfsec } from './tfsec.ts';
import type { ScannerTool } from './tool.ts';
import { buildWorkspace, type Workspace } from './workspace.ts';

const TOOLS = [checkov, tfsec];

export interface ScanRequest {
  /** Of all environments. */
  components: Component[];
  /** For the workspace and the reports; what is in there is replaced. */
  workDirectory: string;
  /** The executables. */
  tools: { checkov: string; tfsec: string };
  /** For each tool; both together take seconds. */
  deadlineSeconds?: number;
  /** Folder of what they said before; without it nothing is kept. */
  results?: string;
  signal?: AbortSignal;
  progress?: (text: string) => void;
}

/**
 * Runs checkov and tfsec at the same time, one process each, over all components of all environments that the two have not both
 * seen as they are. Throws StepFailure as soon as one of them fails, and ends the other.
 */
export async function runScanners(request: ScanRequest): Promise<ScannerReport[]> {
  const folder = join(resolve(request.workDirectory), 'workspace');
  const whole = buildWorkspace(request.components, folder);
  const kept = new KeptReports({ components: request.components, tools: TOOLS.map((tool) => ({ tool, program: programOf(request, tool) })), contents: whole.contents, folder: request.results });
  const missing = request.components.filter((component) => !kept.has(component));
  if (missing.length === 0) return TOOLS.map((tool) => kept.report(tool));
  const fresh = await runTools(request, missing.length === request.components.length ? whole : buildWorkspace(missing, folder));
  return TOOLS.map((tool) => kept.report(tool, fresh.find((report) => report.tool === tool.name)));
}

function programOf({ tools }: ScanRequest, tool: ScannerTool): string {
  return tools[tool.name === 'checkov' ? 'checkov' : 'tfsec'];
}

async function runTools(request: ScanRequest, workspace: Workspace): Promise<ScannerReport[]> {
  const workDirectory = resolve(request.workDirectory);
  const ending = new AbortController();
  const signal = request.signal === undefined ? ending.signal : AbortSignal.any([request.signal, ending.signal]);
  const working = new Set<string>(TOOLS.map((tool) => tool.name));
  const report = (): void => request.progress?.(`${[...working].join(' and ')}: ${numberOf(workspace.files.size, 'file')}`);
  report();
  const runs = TOOLS.map(async (tool) => {
    try {
      const result = await runTool({
        tool, workspace, signal,
        program: programOf(request, tool),
        folder: join(workDirectory, tool.name),
        path: process.env['PATH'] ?? '/usr/bin:/bin',
        deadlineSeconds: request.deadlineSeconds ?? 300,
      });
      working.delete(tool.name);
      if (working.size > 0) report();
      return result;
    } catch (error) {
      ending.abort();
      throw error;
    }
  });
  // Both are waited for, so that nothing is left running; the one that failed first is the one that is told.
  const first = await Promise.all(runs).catch((error: unknown) => ({ error }));
  await Promise.allSettled(runs);
  if ('error' in first) throw first.error;
  return first;
}
