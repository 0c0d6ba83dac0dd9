import { runStepAction } from '../../src/actions/run-step-action.ts';

process.exitCode = await runStepAction('approval');
