import { Halt, UserError } from './errors.ts';
import type { StepName, StepRecord } from './evidence/record.ts';
import type { Run } from './step.ts';

/** One subcommand a step. Its module is loaded when it runs: a command line that asks for help or for one step starts fast. */
export interface StepCommand {
  name: StepName;
  help: string;
  /** Takes the names of components; none means all. */
  perComponent: boolean;
  run: (run: Run, names: string[]) => Promise<StepRecord[]>;
}

type Load = () => Promise<(run: Run) => Promise<StepRecord | StepRecord[]>>;

const whole = (name: StepName, help: string, load: Load): StepCommand => ({ name, help, perComponent: false, run: async (run) => [await (await load())(run)].flat() });

export const STEP_COMMANDS: StepCommand[] = [
  whole('approval', 'may this change begin? HALTs when the request is not approved as it reads now', async () => (await import('./steps/approval.ts')).approval),
  whole('synth', 'what is each component, in each environment? Runs the app and reads its manifest', async () => (await import('./steps/synth.ts')).synth),
  whole('prepare', 'in what order, with which milestones, undone how?', async () => (await import('./steps/prepare.ts')).prepare),
  whole('scan', 'is it secure and compliant? checkov and tfsec over all components', async () => (await import('./steps/scan.ts')).scan),
  {
    name: 'refine',
    help: 'can these components be made better? Eight options, answered from plan and records',
    perComponent: true,
    run: async (run, names) => {
      const { refine } = await import('./steps/refine.ts');
      const milestones = await inMilestones(run, names);
      for (const components of milestones) {
        if ((await refine(run, components)) === 'edited') throw new Halt({ problem: 'something was edited meanwhile, so what was refined is not what there is now', next: 'cutover synth, prepare and scan, then this again; cutover deliver does all of it' });
      }
      return milestones.flat().flatMap((name) => run.store.latest('refine', name)?.record ?? []);
    },
  },
  {
    name: 'rehearse',
    help: 'does it work in the test environment? Plans, applies and checks each component there. Without a terminal what nobody refined is recorded as not reviewed',
    perComponent: true,
    run: async (run, names) => {
      const [{ rehearse }, { refineUnasked }] = await Promise.all([import('./steps/rehearse.ts'), import('./steps/refine.ts')]);
      const records: StepRecord[] = [];
      for (const components of await inMilestones(run, names)) {
        await refineUnasked(run, components);
        records.push(...(await rehearse(run, components)));
      }
      return records;
    },
  },
  whole('validate', 'does the whole meet its functional and performance requirements?', async () => (await import('./steps/validate.ts')).validate),
  whole('integrate', 'does it serve frontend and backend developers, product owner, architect?', async () => (await import('./steps/integrate.ts')).integrate),
  whole('checklist', 'is every checklist item decided, by what or by whom?', async () => (await import('./steps/checklist.ts')).checklist),
  whole('plan', 'what exactly will happen in production? Ends in a seal that waits for its approval', async () => (await import('./steps/plan.ts')).plan),
  whole('promote', 'apply exactly what was sealed, after its approval, and check production', async () => (await import('./steps/promote.ts')).promote),
  whole('handover', 'can operations own it? Documents, the final checklist, the status of the request', async () => (await import('./steps/handover.ts')).handover),
];

/** The named components, or all, as the milestones cut them. Throws UserError for a name that is no component. */
async function inMilestones(run: Run, names: string[]): Promise<string[][]> {
  const { milestonesOf } = await import('./steps/prepare.ts');
  const milestones = milestonesOf(run);
  const known = milestones.flatMap(({ components }) => components);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UserError({ field: 'component', problem: 'there is no such component', found: unknown, allowed: known.join(', ') });
  const wanted = names.length === 0 ? known : names;
  return milestones.map(({ components }) => components.filter((name) => wanted.includes(name))).filter((components) => components.length > 0);
}
