import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOBS_FILE, jobsPage } from './workflows/jobs-table.ts';
import { readWorkflows } from './workflows/read.ts';

/** Writes anew what each job of the workflows may do. */
const root = join(import.meta.dirname, '..');
writeFileSync(join(root, JOBS_FILE), jobsPage(readWorkflows(root)));
