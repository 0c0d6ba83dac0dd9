import { runDriftAction } from '../../src/actions/run-drift-action.ts';

process.exitCode = await runDriftAction();
