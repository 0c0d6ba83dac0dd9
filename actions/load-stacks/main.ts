import { runLoadStacks } from '../../src/actions/carry-stacks.ts';

process.exitCode = await runLoadStacks();
