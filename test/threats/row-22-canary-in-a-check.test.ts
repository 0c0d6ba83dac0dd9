import { describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotationsOf } from '../../src/github/annotations.ts';
import { renderComment } from '../../src/github/comment/render-comment.ts';
import { packed } from '../../src/github/sarif.ts';
import { renderSummary } from '../../src/github/summary.ts';
import type { CheckReport } from '../../src/presentation/check-report.ts';
import { aLinks } from '../github/comment/a-report.ts';
import { aProject, listFiles, twoModulesConfig } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';

const CANARY = 'c4nary7Qz9Xw2';

/** A secret in each place that a plan shows: marked, by its name, in an address, in a key, in an output, in an error, in the environment. */
const BASE = `terraform {
  backend "local" {}
}
variable "states" {}
variable "token" {
  sensitive = true
  default   = "${CANARY}-variable"
}
resource "terraform_data" "marked" {
  input = var.token
}
resource "terraform_data" "copied" {
  input = "prefix ${'${var.token}'} suffix"
}
resource "terraform_data" "named" {
  input = { user = "app", password = "${CANARY}-named" }
}
resource "terraform_data" "address" {
  input = "postgres://app:${CANARY}-address@db.example.com:5432/app"
}
resource "terraform_data" "key" {
  input = "-----BEGIN RSA PRIVATE KEY-----\\n${CANARY}-key\\n-----END RSA PRIVATE KEY-----"
}
output "token" {
  value     = var.token
  sensitive = true
}
`;
const APP = `terraform {
  backend "local" {}
}
variable "states" {}
variable "from_environment" {
  default = ""
}
resource "terraform_data" "failing" {
  input = "x"
  lifecycle {
    precondition {
      condition     = var.from_environment == "expected"
      error_message = "the value is ${'${var.from_environment}'}"
    }
  }
}
`;

describe('row 22: a canary in every place where a secret can stand', () => {
  it('appears in nothing that a pull request shows, and in no record of the check', async () => {
    const project = aProject({ files: { 'cutover.yaml': twoModulesConfig(statesFolder()), 'stacks/base/main.tf': BASE, 'stacks/app/main.tf': APP }, env: { TF_VAR_from_environment: `${CANARY}-environment` } });
    const { stdout, stderr } = await project.cutover('check', '--json');
    const report = JSON.parse(stdout) as CheckReport;
    // What is looked for was really there.
    expect(report.components.find(({ name }) => name === 'base')?.plans).toMatchObject([{ state: 'planned' }, { state: 'planned' }]);
    expect(report.components.find(({ name }) => name === 'app')?.plans).toMatchObject([{ state: 'failed', because: expect.stringContaining('the value is') }, { state: 'failed' }]);
    const links = aLinks();
    const [comment, summary] = [renderComment(report, links), renderSummary(report, links)];
    for (const text of [comment, summary]) {
      expect(text).toContain('terraform_data.marked');
      expect(text).toContain('(sensitive)');
    }
    const { project: name, prefix, tools, findings } = report;
    const shown: Record<string, string> = {
      comment, summary, stdout, stderr,
      annotations: JSON.stringify(annotationsOf(report)),
      sarif: gunzipSync(packed({ project: name, prefix, tools, findings, otherwise: { file: 'cutover.yaml', line: 1 } }, 1e7).bytes).toString(),
    };
    const records = join(project.path, '.cutover', 'check');
    const files = listFiles(records).filter((file) => /\.(json|md)$/.test(file));
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) shown[file] = readFileSync(join(records, file), 'utf8');
    expect(Object.entries(shown).filter(([, text]) => text.includes(CANARY)).map(([where]) => where)).toEqual([]);
    project.remove();
  });
});
