import type { StepName } from '../evidence/record.ts';
import type { InputName } from './inputs.ts';

const EVERY_STEP = ['change', 'directory', 'mode', 'sandbox', 'token', 'evidence'] as const satisfies InputName[];

export type StepOutput = 'verdict' | 'seal' | 'evidence';

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
  return { inputs: [...EVERY_STEP, ...MORE[step]], outputs: SEALED.includes(step) ? ['verdict', 'seal', 'evidence'] : ['verdict', 'evidence'] };
}
