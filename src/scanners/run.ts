import { join, resolve } from 'node:path';
import type { Component } from '../components/component.ts';
import { checkov } from './checkov.ts';
import type { ScannerReport } from './finding.ts';
import { runTool } from './run-tool.ts';
import { tfsec } from './tfsec.ts';
import { buildWorkspace } from './workspace.ts';

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
  signal?: AbortSignal;
  progress?: (text: string) => void;
}

/**
 * Runs checkov and tfsec at the same time, one process each, over all components of all environments. Throws StepFailure as
 * soon as one of them fails, and ends the other.
 */
export async function runScanners(request: ScanRequest): Promise<ScannerReport[]> {
  const workDirectory = resolve(request.workDirectory);
  const workspace = buildWorkspace(request.components, join(workDirectory, 'workspace'));
  const ending = new AbortController();
  const signal = request.signal === undefined ? ending.signal : AbortSignal.any([request.signal, ending.signal]);
  const working = new Set<string>(TOOLS.map((tool) => tool.name));
  const report = (): void => request.progress?.(`${[...working].join(' and ')}: ${workspace.files.size} files`);
  report();
  const runs = TOOLS.map(async (tool) => {
    try {
      const result = await runTool({
        tool, workspace, signal,
        program: request.tools[tool.name === 'checkov' ? 'checkov' : 'tfsec'],
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
