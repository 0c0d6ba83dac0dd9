import type { Action, Job, Workflow } from './read.ts';

/** The one action of others that may be used. */
const ALLOWED_ACTION = 'actions/checkout';
/** They run with the rights of the base branch on what a stranger sent. */
const PRIVILEGED_TRIGGERS = ['pull_request_target', 'workflow_run'];
/** Steps in which the app's own code or a scanner runs. */
const RUNS_FOREIGN_CODE = ['synth', 'scan', 'check', 'check/run', 'save-stacks'];
/** Commands that run what packages bring, or what they are given; `npm rebuild node` is Node itself. */
const INSTALLS = /\b(npm|npx|pnpm|yarn|bun|pip[x3]?|uv|poetry|gem|bundle|composer)\b(?! rebuild node$)|\bgo (install|get|run)\b|\b(eval|source)\b|\b(ba|z)?sh\b[^|;&]* -\w*c\b/;
/** Of an installation none does, and what is run after it is the project's own. */
const WITHOUT_SCRIPTS = /^npm ci\b.* --ignore-scripts\b|^npm run \w+$/;
/** All that a job does which shows what a check found, and what it may write. A fork's token may not even do this. */
const SHOWS = ['$/actions/load-report', '$/actions/show-check'];
const MAY_TELL = ['pull-requests', 'checks', 'security-events'];
/** All that a job does which brings the status of a failed promotion to the base branch. */
const PROPOSES = [ALLOWED_ACTION, '$/actions/load-bundle', '$/actions/propose-status'];
/** Steps that keep what was recorded, whatever came before. */
const KEEPS = ['$/actions/save-bundle', '$/actions/save-report'];

/** What is wrong with a workflow, each as `<file>: <job>: <sentence>`. `exists`: whether a path of this repository is an action's folder, or a workflow. */
export function workflowFaults(workflow: Workflow, exists: (path: string) => boolean): string[] {
  const privileged = PRIVILEGED_TRIGGERS.filter((name) => name in workflow.on).map((name) => `on ${name}: it would run with the rights of the base branch on what a stranger sent`);
  const whole = [
    ...privileged,
    ...(isNothing(workflow.permissions) ? [] : ['permissions are not {} at the top, so a job without its own would have some']),
    ...versionFaults(workflow.text),
  ];
  const jobs = Object.entries(workflow.jobs).flatMap(([id, job]) => [...jobFaults(job, exists), ...(answersComment(workflow, job) ? commentFaults(job) : [])].map((fault) => `${id}: ${fault}`));
  return [...whole, ...jobs].map((fault) => `${workflow.file}: ${fault}`);
}

/** The same for an action: its steps are those of whoever uses it. */
export function actionFaults(action: Action, exists: (path: string) => boolean): string[] {
  const { using, steps } = action.runs;
  return [...(['node24', 'composite'].includes(using) ? [] : [`runs.using is ${using}`]), ...steps.flatMap((step) => stepFaults(step, exists)), ...versionFaults(action.text)].map((fault) => `${action.file}: ${fault}`);
}

function answersComment({ on }: Workflow, { steps }: Job): boolean {
  return 'issue_comment' in on || steps.some(({ uses }) => uses === '$/actions/refine-comment');
}

function isNothing(permissions: Workflow['permissions']): boolean {
  return typeof permissions === 'object' && Object.keys(permissions).length === 0;
}

function jobFaults(job: Job, exists: (path: string) => boolean): string[] {
  return [
    ...(job.permissions === undefined || typeof job.permissions === 'string' ? ['it does not say its permissions one by one'] : []),
    ...(job.secrets === 'inherit' ? ['it hands on all secrets there are'] : []),
    ...(job.uses === undefined ? [] : job.uses.startsWith('$/') ? siblingFaults(job.uses, exists) : pinFaults(job.uses, true)),
    ...queueFaults(job),
    ...skippedFaults(job),
    ...foreignCodeFaults(job),
    ...installFaults(job),
    ...showFaults(job),
    ...job.steps.flatMap((step) => stepFaults(step, exists)),
  ];
}

type Step = Job['steps'][number];

function stepFaults({ uses, run, with: inputs }: Step, exists: (path: string) => boolean): string[] {
  const text = run?.includes('${{') === true ? ['an expression stands inside run, where its text would be a command: give it through env'] : [];
  if (uses === undefined) return text;
  if (uses.startsWith('$/')) return [...text, ...siblingFaults(uses, exists)];
  const checkout = uses.startsWith(`${ALLOWED_ACTION}@`);
  return [
    ...text,
    ...pinFaults(uses, false),
    ...(checkout && inputs['persist-credentials'] !== false ? ['checkout leaves its token in the workspace: persist-credentials: false'] : []),
    ...(checkout && inputs['fetch-depth'] !== 0 ? ['checkout brings no history: fetch-depth: 0'] : []),
  ];
}

function siblingFaults(uses: string, exists: (path: string) => boolean): string[] {
  return exists(uses.slice(2)) ? [] : [`${uses} is no action or workflow of this repository`];
}

function pinFaults(uses: string, isWorkflow: boolean): string[] {
  const [, name = '', ref] = /^([^@]+)(?:@(.*))?$/.exec(uses) ?? [];
  return [
    ...(ref !== undefined && /^[0-9a-f]{40}$/.test(ref) ? [] : [`${uses} is not pinned by the 40 digits of a commit: a tag can be moved`]),
    ...(isWorkflow || name === ALLOWED_ACTION ? [] : [`${name} is an action of others: only ${ALLOWED_ACTION} is used`]),
  ];
}

/** Nobody knows a commit by its digits. */
function versionFaults(text: string): string[] {
  return text.split('\n').filter((line) => /uses: \S+@[0-9a-f]{40}\s*$/.test(line)).map((line) => `no version in a comment behind ${line.trim()}`);
}

/** `queue: max` and cancelling exclude each other. A job that changes an environment waits its turn, and is not cut off. */
function queueFaults({ concurrency, steps }: Job): string[] {
  const mutates = steps.some(({ uses }) => ['$/actions/rehearse', '$/actions/reap', '$/actions/promote'].includes(uses ?? ''));
  const { queue, 'cancel-in-progress': cancels } = typeof concurrency === 'object' ? concurrency : {};
  return [
    ...(queue === 'max' && cancels === true ? ['queue: max and cancel-in-progress: true exclude each other'] : []),
    ...(mutates && (queue !== 'max' || (cancels !== undefined && cancels !== false)) ? ['it changes an environment, so it waits in a queue (queue: max) and is not cancelled by the next'] : []),
  ];
}

/** What stands after a gate waits for it. Only keeping what was recorded, and showing it, goes on whatever came before. */
function skippedFaults(job: Job): string[] {
  const goesOn = (condition: unknown): boolean => typeof condition === 'string' && /\b(always|failure|cancelled)\(/.test(condition);
  return [
    ...(goesOn(job['if']) && !onlyTells(job) ? ['it goes on whatever the jobs before it came to'] : []),
    ...job.steps.filter((step) => goesOn(step['if']) && !KEEPS.includes(step.uses ?? '')).map((step) => `a step goes on whatever those before it came to: ${step.uses ?? step.run ?? ''}`),
    ...job.steps.filter((step) => (step['continue-on-error'] ?? false) !== false).map((step) => `a step may fail and the job is green: ${step.uses ?? step.run ?? ''}`),
  ];
}

function foreignCodeFaults(job: Job): string[] {
  const step = job.steps.map(({ uses }) => uses?.replace(/^\$\/actions\//, '') ?? '').find((name) => RUNS_FOREIGN_CODE.includes(name));
  if (step === undefined) return [];
  const permissions = typeof job.permissions === 'object' ? Object.entries(job.permissions) : [];
  return [
    ...permissions.filter(([, access]) => access === 'write').map(([name]) => `${step} runs the code of others, and the job holds ${name}: write`),
    ...(job.environment === undefined ? [] : [`${step} runs the code of others, and the job is in an environment, with its secrets`]),
    ...(/\$\{\{[^}]*\bsecrets\b/.test(JSON.stringify(job)) || job.secrets !== undefined ? [`${step} runs the code of others, and the job holds secrets`] : []),
  ];
}

/** What a package runs when it is installed could ask who the job is, and be it. */
function installFaults({ permissions, steps }: Job): string[] {
  if (typeof permissions !== 'object' || permissions['id-token'] !== 'write') return [];
  const commands = steps.flatMap(({ run }) => run?.split('\n').map((line) => line.trim()).filter((line) => !line.startsWith('#')) ?? []);
  return commands.filter((line) => INSTALLS.test(line) && !WITHOUT_SCRIPTS.test(line)).map((line) => `it holds id-token: write, and runs what is installed or given: ${line}`);
}

/** It says what came before it, and does nothing else. */
function onlyTells({ uses, steps }: Job): boolean {
  const only = (known: string[]): boolean => steps.every((step) => known.some((name) => step.uses === name || step.uses?.startsWith(`${name}@`)));
  return uses === undefined && steps.length > 0 && (only(SHOWS) || only(PROPOSES));
}

/** The report comes from a job that ran the code of others, and this one has a token that writes. */
function showFaults(job: Job): string[] {
  const showing = job.steps.filter(({ uses }) => uses === '$/actions/show-check');
  if (showing.length === 0) return [];
  const more = job.steps.filter(({ uses }) => !SHOWS.includes(uses ?? '')).map(({ uses, run }) => uses ?? run ?? '');
  const written = typeof job.permissions === 'object' ? Object.entries(job.permissions).filter(([name, access]) => access === 'write' && !MAY_TELL.includes(name)) : [];
  return [
    ...more.map((what) => `it shows what a check found, and does more: ${what}`),
    ...(showing.every((step) => step.with['project'] === '${{ inputs.project }}') ? [] : ['it shows what a check found under the name that the report says: project: ${{ inputs.project }}']),
    ...written.map(([name]) => `it shows what a check found, and holds ${name}: write`),
    ...(job.environment === undefined ? [] : ['it shows what a check found, and is in an environment']),
  ];
}

/** A comment is anybody's. */
function commentFaults(job: Job): string[] {
  return [
    ...(job.steps.some(({ uses }) => uses?.startsWith(`${ALLOWED_ACTION}@`)) ? ['it answers a comment, and checks something out'] : []),
    ...(job.steps.some(({ run }) => run !== undefined) ? ['it answers a comment, and runs a shell'] : []),
    ...(job.environment === undefined ? [] : ['it answers a comment, and is in an environment']),
    ...(typeof job.permissions === 'object' && job.permissions['contents'] === 'write' ? ['it answers a comment, and may write into the repository'] : []),
  ];
}
