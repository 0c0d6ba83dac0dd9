import type { Job, Workflow } from './read.ts';

export const JOBS_FILE = 'docs/workflow-jobs.md';

/** A page for people who review what the workflows may do: one table a workflow, one row a job. */
export function jobsPage(workflows: Workflow[]): string {
  const own = workflows.map((workflow) => `## ${workflow.file}\n\nRuns on ${Object.keys(workflow.on).join(', ')}; without a job's own permissions: ${permissionsOf(workflow.permissions)}.\n\n${table(workflow)}\n`);
  return `# What each job may do\n\nWritten by \`npm run workflow-jobs\`; a test compares it with the workflows. GitHub enforces what stands here (act does not):\nsee [what only GitHub can show](unproven-on-github.md).\n\n${own.join('\n')}`;
}

function table({ jobs }: Workflow): string {
  const rows = Object.entries(jobs).map(([id, job]) => `| ${[id, needsOf(job), permissionsOf(job.permissions), environmentOf(job), concurrencyOf(job), secretsOf(job), doesOf(job)].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return ['| job | after | permissions | environment | concurrency | secrets | does |', '|---|---|---|---|---|---|---|', ...rows].join('\n');
}

function needsOf({ needs }: Job): string {
  return [needs ?? []].flat().join(', ') || '–';
}

function permissionsOf(permissions: Job['permissions']): string {
  if (permissions === undefined) return "the repository's default";
  if (typeof permissions === 'string') return permissions;
  return Object.entries(permissions).map(([name, access]) => `${name}: ${access}`).join('<br>') || 'none';
}

function environmentOf({ environment }: Job): string {
  return environment === undefined ? '–' : typeof environment === 'string' ? environment : environment.name;
}

function concurrencyOf({ concurrency }: Job): string {
  if (concurrency === undefined) return '–';
  if (typeof concurrency === 'string') return `\`${concurrency}\``;
  const { group, 'cancel-in-progress': cancels = false, queue = 'single' } = concurrency;
  return `\`${group}\`<br>cancels: ${String(cancels)}, queue: ${queue}`;
}

/** Wherever in the job an expression takes one. */
function secretsOf(job: Job): string {
  if (job.secrets === 'inherit') return 'all';
  const named = [...JSON.stringify(job).matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
  return [...new Set([...Object.keys(job.secrets ?? {}), ...named])].join(', ') || '–';
}

function doesOf({ uses, steps }: Job): string {
  if (uses !== undefined) return uses.replace(/@.*/, '');
  return steps.map((step) => step.uses?.replace(/@.*/, '').replace('$/actions/', '') ?? (typeof step['name'] === 'string' ? step['name'] : step.run ?? '')).join(', ');
}
