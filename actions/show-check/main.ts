import { runShowCheckAction } from '../../src/actions/run-show-check-action.ts';

process.exitCode = await runShowCheckAction();
