import { runLoadBundle } from '../../src/actions/carry-bundle.ts';

process.exitCode = await runLoadBundle();
