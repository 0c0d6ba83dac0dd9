import { runSaveBundle } from '../../src/actions/carry-bundle.ts';

process.exitCode = await runSaveBundle();
