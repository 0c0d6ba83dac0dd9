import type { StepName, StepRecord } from './evidence/record.ts';
import type { Run } from './step.ts';
import { approval } from './steps/approval.ts';
import { checklist } from './steps/checklist.ts';
import { handover } from './steps/handover.ts';
import { integrate } from './steps/integrate.ts';
import { plan } from './steps/plan.ts';
import { milestonesOf, prepare } from './steps/prepare.ts';
import { promote } from './steps/promote.ts';
import { refine } from './steps/refine.ts';
import { rehearse } from './steps/rehearse.ts';
import { scan } from './steps/scan.ts';
import { synth } from './steps/synth.ts';
import { validate } from './steps/validate.ts';
import { UserError } from './errors.ts';

/** One subcommand a step. */
export interface StepCommand {
  name: StepName;
  help: string;
  /** Takes the names of components; none means all. */
  perComponent: boolean;
  run: (run: Run, names: string[]) => Promise<StepRecord[]>;
}

const whole = (name: StepName, help: string, step: (run: Run) => Promise<StepRecord>): StepCommand => ({ name, help, perComponent: false, run: async (run) => [await step(run)] });

export const STEP_COMMANDS: StepCommand[] = [
  whole('approval', 'may this change begin? HALTs when the request is not approved as it reads now', approval),
  whole('synth', 'what is each component, in each environment? Runs the app and reads its manifest', synth),
  whole('prepare', 'in what order, with which milestones, undone how?', prepare),
  whole('scan', 'is it secure and compliant? checkov and tfsec over all components', scan),
  {
    name: 'refine',
    help: 'can these components be made better? Eight options, answered from plan and records',
    perComponent: true,
    run: async (run, names) => {
      for (const components of inMilestones(run, names)) await refine(run, components);
      return latestOf(run, 'refine', names);
    },
  },
  {
    name: 'rehearse',
    help: 'does it work in the test environment? Plans, applies and checks each component there',
    perComponent: true,
    run: async (run, names) => {
      const records: StepRecord[] = [];
      for (const components of inMilestones(run, names)) records.push(...(await rehearse(run, components)));
      return records;
    },
  },
  whole('validate', 'does the whole meet its functional and performance requirements?', validate),
  whole('integrate', 'does it serve frontend and backend developers, product owner, architect?', integrate),
  whole('checklist', 'is every checklist item decided, by what or by whom?', checklist),
  whole('plan', 'what exactly will happen in production? Ends in a seal that waits for its approval', plan),
  { name: 'promote', help: 'apply exactly what was sealed, after its approval, and check production', perComponent: false, run: (run) => promote(run) },
  whole('handover', 'can operations own it? Documents, the final checklist, the status of the request', handover),
];

/** The named components, or all, as the milestones cut them. Throws UserError for a name that is no component. */
function inMilestones(run: Run, names: string[]): string[][] {
  const milestones = milestonesOf(run);
  const known = milestones.flatMap(({ components }) => components);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UserError({ field: 'component', problem: 'there is no such component', found: unknown, allowed: known.join(', ') });
  const wanted = names.length === 0 ? known : names;
  return milestones.map(({ components }) => components.filter((name) => wanted.includes(name))).filter((components) => components.length > 0);
}

function latestOf(run: Run, step: StepName, names: string[]): StepRecord[] {
  return inMilestones(run, names).flat().flatMap((name) => run.store.latest(step, name)?.record ?? []);
}
