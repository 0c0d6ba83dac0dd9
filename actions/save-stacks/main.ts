import { runSaveStacks } from '../../src/actions/carry-stacks.ts';

process.exitCode = await runSaveStacks();
