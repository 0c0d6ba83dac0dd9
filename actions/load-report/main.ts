import { runLoadReport } from '../../src/actions/carry-report.ts';

process.exitCode = await runLoadReport();
