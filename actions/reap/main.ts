import { runReapAction } from '../../src/actions/run-reap-action.ts';

process.exitCode = await runReapAction();
