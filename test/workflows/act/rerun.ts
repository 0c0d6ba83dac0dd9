import { parse, stringify } from 'yaml';
import type { ActResult } from './run-act.ts';

interface Plain {
  jobs: Record<string, { needs?: string | string[] }>;
}

/**
 * A workflow as GitHub runs it for "re-run failed jobs": those that passed are not run again, and what they gave stays what it was.
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
 */
export function failedJobsOf(text: string, before: Pick<ActResult, 'jobs' | 'outputs'>): string {
  const workflow = parse(text) as Plain;
  const passed = (id: string): boolean => before.jobs[id] === 'success';
  const jobs = Object.entries(workflow.jobs).filter(([id]) => !passed(id)).map(([id, { needs, ...job }]) => [id, { needs: [needs ?? []].flat().filter((name) => !passed(name)), ...job }] as const);
  if (jobs.length === 0) throw new Error('no job failed');
  return stringify({ ...workflow, jobs: Object.fromEntries(jobs) }, { lineWidth: 0 })
    .replaceAll(/\$\{\{ needs\.(\w+)\.outputs\.(\w+) \}\}/g, (all, job: string, name: string) => (passed(job) ? (before.outputs[job]?.[name] ?? all) : all))
    .replaceAll(/\$\{\{ jobs\.(\w+)\.outputs\.(\w+) \}\}/g, (all, job: string, name: string) => (passed(job) ? (before.outputs[job]?.[name] ?? all) : all));
}
