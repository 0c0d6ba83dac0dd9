import { Command, CommanderError, Option } from 'commander';
import { registerSandbox } from '../sandbox/commands.ts';
import { registerApprove } from './cli/approve.ts';
import { registerCheck } from './cli/check.ts';
import { addFileFlags, askedAboutFile, type ChecklistFileFlags } from './cli/checklist-file.ts';
import { registerCompliance } from './cli/compliance.ts';
import { registerComponent } from './cli/component.ts';
import { registerDoctor } from './cli/doctor.ts';
import { registerDrift } from './cli/drift.ts';
import type { RunFlags } from './cli/in-a-run.ts';
import { registerInit } from './cli/init.ts';
import { registerReap } from './cli/reap.ts';
import { registerRequest } from './cli/request.ts';
import { registerRollback } from './cli/rollback.ts';
import { registerStatus } from './cli/status.ts';
import { registerShow } from './cli/show.ts';
import { registerSign } from './cli/sign-bundle.ts';
import { registerSetup } from './cli/tools.ts';
import { registerVerify } from './cli/verify.ts';
import type { CliStreams } from './cli/streams.ts';
import { UserError } from './errors.ts';
import type { StepRecord } from './evidence/record.ts';
import { describe, EXIT, judge } from './exit-code.ts';
import { findProject } from './find-project.ts';
import type { Run } from './step.ts';
import { STEP_COMMANDS } from './step-commands.ts';
import { createToolbox } from './toolbox.ts';
import { createUi, type Ui } from './ui.ts';
import { version } from './version.ts';

interface GlobalOptions {
  directory: string;
}

/**
 * Runs one command line. Returns the exit code: 0 pass, 1 fail, 2 wrong usage or input, 3 HALT, 4 indeterminate. What a
 * command works with is loaded when it runs, so that help, versions and mistakes come at once.
 */
export async function runCli(args: string[], streams: CliStreams): Promise<number> {
  // What is printed on standard output then is all there is on it.
  const json = args.includes('--json') || args.includes('--draft');
  const ui = createUi(json ? streams.stderr : streams.stdout, streams.env);
  const out = (text: string): void => void streams.stdout.write(`${text}\n`);
  const program = new Command('cutover')
    .description('Takes an approved infrastructure change from request to production, and leaves evidence that anyone can check.')
    .version(version())
    .option('-C, --directory <dir>', 'the project, or a folder in it', '.')
    .addHelpText('after', '\nExit codes: 0 pass, 1 fail, 2 wrong usage or input (before any step starts), 3 HALT (not allowed to go on), 4 indeterminate (cut off).')
    .showHelpAfterError('(cutover --help says what there is)')
    .exitOverride();
  const root = (): string => findProject(program.opts<GlobalOptions>().directory);
  const toolbox = createToolbox(streams.env);

  const act = (command: Command, work: (run: Run, names: string[]) => Promise<StepRecord[]>, instead?: () => Promise<boolean>): void => {
    addRunFlags(command).action(async (...received: unknown[]) => {
      if (await instead?.() === true) return;
      const names = Array.isArray(received[0]) ? (received[0] as string[]) : [];
      const { inARun } = await import('./cli/in-a-run.ts');
      const { directory } = program.opts<GlobalOptions>();
      await inARun({ directory, flags: command.opts<RunFlags>(), streams, ui, toolbox }, (run) => work(run, names));
    });
  };

  act(program.command('deliver').description('take the change through all steps; run it again and it goes on from where it stopped'), async (run) => {
    const { deliver } = await import('./deliver.ts');
    await deliver(run);
    ui.line(`${run.change.request.id} is implemented; its evidence: ${run.store.folder}`, 'good');
    ui.line(`check it: cutover verify ${run.store.folder}`, 'note');
    const last = run.store.latest('handover');
    return last === undefined ? [] : [last.record];
  });
  for (const step of STEP_COMMANDS) {
    const command = program.command(step.perComponent ? `${step.name} [component...]` : step.name).description(step.help);
    if (step.name !== 'checklist') act(command, step.run);
    else act(addFileFlags(command), step.run, () => askedAboutFile(command.opts<ChecklistFileFlags>(), { directory: () => program.opts<GlobalOptions>().directory, out, ui }));
  }
  registerCheck(program, { directory: () => program.opts<GlobalOptions>().directory, streams, ui, toolbox });
  registerDrift(program, { directory: () => program.opts<GlobalOptions>().directory, streams, ui, toolbox });
  registerReap(program, { directory: () => program.opts<GlobalOptions>().directory, streams, ui, toolbox });
  registerInit(program, { directory: () => program.opts<GlobalOptions>().directory, ui, streams });
  registerComponent(program, { root, ui });
  registerRequest(program, { root, ui });
  registerRollback(program, { root, ui, env: streams.env });
  registerApprove(program, { root, ui });
  registerStatus(program, { root, out, ui });
  registerCompliance(program, { root, out, ui });
  registerSign(program, { root, ui });
  registerVerify(program, { out, ui });
  registerSandbox(program, { python: toolbox.python, root, out });
  registerSetup(program, { ui, env: streams.env });
  registerShow(program, { root, out, ui });
  registerDoctor(program, { directory: () => program.opts<GlobalOptions>().directory, out, ui, env: streams.env });

  return await withExitCode(program, args, ui);
}

async function withExitCode(program: Command, args: string[], ui: Ui): Promise<number> {
  process.exitCode = undefined;
  try {
    await program.parseAsync(args, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.pass;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    const verdict = judge(error);
    ui.line(describe(verdict), 'bad');
    return verdict.code;
  }
}

function addRunFlags(command: Command): Command {
  return command
    .option('--change <id or path>', 'the change request, such as CR-0001; not needed when there is only one')
    .addOption(new Option('--mode <mode>', 'incremental: each component finished before the next; yolo: logical groups, validated at their end').choices(['incremental', 'yolo']))
    .option('--sandbox', 'deploy to the local sandbox instead of the cloud (cutover sandbox up)')
    .addOption(new Option('--engine <engine>', 'instead of the engine that cutover.yaml names').choices(['terraform', 'tofu']))
    .addOption(new Option('--parallelism <n>', 'components worked on at once, where the mode allows it').argParser(positive))
    .option('--sign-with <key>', 'sign the evidence with this key, of SSH or P-256 in PEM (default: git\'s user.signingkey, as approve has it); none: do not sign it')
    .option('--json', 'print the record on standard output and nothing else there');
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UserError({ field: '--parallelism', problem: 'not a positive whole number', found: text });
  return value;
}
