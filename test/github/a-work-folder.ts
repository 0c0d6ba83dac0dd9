import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Origin } from '../../src/github/carried.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aRecord } from '../helpers/a-record.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

export const origin: Origin = { repository: 1001, run: 77, attempt: 1, sha: 'c'.repeat(40), workflow: 'acme/shop/.github/workflows/deliver.yml@refs/heads/main', job: 'plan' };

export function write(project: string, files: Record<string, string>, mode = 0o644): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text, { mode });
  }
}

/** A project as the job `plan` leaves it: a record, stacks of both environments, and a sealed plan beside what no job needs. */
export function aWorkFolder(): string {
  const project = temporaryFolder();
  new EvidenceStore(project, 'CR-0001').append(aRecord());
  write(project, {
    '.cutover/synth/test/base/main.tf': 'resource "terraform_data" "a" {}\n',
    '.cutover/synth/production/base/main.tf': 'resource "terraform_data" "a" {}\n',
    '.cutover/synth/production/base/.hidden': 'hidden',
    '.cutover/synth/production/base/odd: "name"?.txt': 'odd',
    '.cutover/synth/production/base/errored.tfstate': 'a secret',
    '.cutover/synth/production/base/.terraform/providers/x': 'a provider',
    '.cutover/hcl/0a.json': '{}',
    '.cutover/plans/production/base/kept/plan.tfplan': 'PLAN with a canary-4711',
    '.cutover/plans/production/base/kept/meta.json': '{}',
    '.cutover/plans/production/base/now/plan.tfplan': 'a look',
    '.cutover/plans/test/base/kept/plan.tfplan': 'of test',
    '.cutover/data/production/base/initialised': 'x',
    '.cutover/run.lock': '1 since now',
  });
  write(project, { '.cutover/synth/production/base/run.sh': '#!/bin/sh\n' }, 0o755);
  symlinkSync('main.tf', join(project, '.cutover/synth/production/base/link.tf'));
  return project;
}
