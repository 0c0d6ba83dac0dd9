import { runSaveReport } from '../../src/actions/carry-report.ts';

process.exitCode = await runSaveReport();
