import { runCheckAction } from '../../src/actions/run-check-action.ts';

process.exitCode = await runCheckAction();
