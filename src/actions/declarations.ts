import type { EnvironmentName, StepName } from '../evidence/record.ts';
import { PRODUCTION } from '../github/facts/begin-reading.ts';
import type { InputName } from './inputs.ts';

const EVERY_STEP = ['change', 'directory', 'mode', 'sandbox', 'token', 'evidence'] as const satisfies InputName[];

export type StepOutput = 'verdict' | 'seal' | 'evidence' | 'failed';

/** The inputs that only some steps have a use for; the action.yml of each step says the same. */
const MORE = {
  approval: [],
  synth: [],
  prepare: ['engine'],
  scan: [],
  refine: ['components', 'engine', 'parallelism', 'role'],
  rehearse: ['components', 'engine', 'parallelism', 'role'],
  validate: ['engine', 'role'],
  integrate: ['engine', 'role'],
  checklist: ['engine'],
  plan: ['engine', 'parallelism', 'role'],
  promote: ['seal', 'engine', 'parallelism', 'role'],
  handover: ['engine', 'role'],
} as const satisfies Record<StepName, readonly InputName[]>;

/** Those that know a seal. */
const SEALED: StepName[] = ['plan', 'promote', 'handover'];

export type StepInput = (typeof EVERY_STEP)[number] | (typeof MORE)[StepName][number];

export function stepDeclaration(step: StepName): { inputs: readonly StepInput[]; outputs: readonly StepOutput[] } {
  return { inputs: [...EVERY_STEP, ...MORE[step]], outputs: [...(SEALED.includes(step) ? (['verdict', 'seal', 'evidence'] as const) : (['verdict', 'evidence'] as const)), ...(step === 'promote' ? (['failed'] as const) : [])] };
}

/** The steps that change something, and have a post step. */
export const HAS_POST: StepName[] = ['rehearse', 'promote'];
/** What such a step leaves its post step: the word under which it notes the engines that it starts. */
export const NOTED_AS = 'notedAs';

/** The check of a pull request: `actions/check/run`, and the two composite actions around it. */
export const CHECK = {
  inputs: ['change', 'directory', 'project', 'mode', 'engine', 'parallelism', 'sandbox', 'token'],
  outputs: ['verdict', 'evidence', 'report', 'project'],
} as const;

/** The report of a check on its way from the job that made it to the one that shows it, and the showing. */
export const SAVE_REPORT = { inputs: ['directory', 'report'], outputs: ['artifact', 'digest'] } as const;
export const LOAD_REPORT = { inputs: ['directory', 'job', 'digest', 'token'], outputs: ['report'] } as const;
export const SHOW_CHECK = { inputs: ['report', 'project', 'outcome', 'token'], outputs: [] } as const;

export const SAVE_BUNDLE = { inputs: ['change', 'directory', 'token'], outputs: ['artifact', 'digest'] } as const;
export const LOAD_BUNDLE = { inputs: ['change', 'directory', 'job', 'digest', 'token'], outputs: ['artifact', 'digest'] } as const;

/** The stacks of one environment on their way from the job that runs the project's code to one that may become a role. */
export const SAVE_STACKS = { inputs: ['directory', 'environment'], outputs: ['artifact', 'digest'] } as const;
export const LOAD_STACKS = { inputs: ['directory', 'environment', 'job', 'digest', 'token'], outputs: ['artifact'] } as const;

/** Brings the status of a failed promotion to the base branch. */
export const PROPOSE_STATUS = { inputs: ['change', 'directory', 'token'], outputs: [] } as const;

export const DRIFT = { inputs: ['directory', 'engine', 'token', 'role', 'evidence'], outputs: ['verdict'] } as const;
export const REAP = { inputs: ['directory', 'engine', 'token', 'role', 'evidence'], outputs: ['verdict'] } as const;
export const REFINE_COMMENT = { inputs: ['directory', 'token'], outputs: ['verdict'] } as const;

/** The environment that a step reaches; its job has no credentials for another. */
const ENVIRONMENT: Partial<Record<StepName, EnvironmentName>> = { refine: 'test', rehearse: 'test', validate: 'test', integrate: 'test', plan: 'production', promote: 'production', handover: 'production' };

/** The environment of GitHub whose credentials the job of a step takes, as the workflows name them. */
const HOST_ENVIRONMENT: Partial<Record<StepName, string>> = { refine: 'test', rehearse: 'test', validate: 'test', integrate: 'test', plan: 'production-plan', promote: PRODUCTION, handover: 'production-plan' };
export const DRIFT_ENVIRONMENT = 'production-plan';
export const REAP_ENVIRONMENT = 'test';

export function hostEnvironmentOf(step: StepName): string | undefined {
  return HOST_ENVIRONMENT[step];
}

export function environmentOf(step: StepName): EnvironmentName | undefined {
  return ENVIRONMENT[step];
}
