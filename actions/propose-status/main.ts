import { runProposeStatusAction } from '../../src/actions/run-propose-status-action.ts';

process.exitCode = await runProposeStatusAction();
