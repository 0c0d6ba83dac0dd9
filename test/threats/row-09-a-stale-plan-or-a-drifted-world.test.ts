import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aProject, type CliResult, type Project } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';

/** One component that reads what others run: a state that no part of the project writes. */
let project: Project;
let states: string;

const MODULE = `terraform {
  backend "local" {}
}
variable "outside" {}
data "terraform_remote_state" "outside" {
  backend = "local"
  config  = { path = var.outside }
}
resource "terraform_data" "a" {
  input = data.terraform_remote_state.outside.outputs.value
}
`;

beforeAll(async () => {
  states = statesFolder();
  const environment = (name: string): string => `  ${name}: { backend: { path: "${states}/${name}/{component}.tfstate" }, variables: { outside: "${outside()}" } }\n`;
  outsideIs('v1');
  project = aProject({ files: { 'cutover.yaml': `version: 1\nname: shop\ncomponents:\n  base: { path: stacks/base }\nenvironments:\n${environment('test')}${environment('production')}`, 'stacks/base/main.tf': MODULE } });
  // Something of it is in production already, so that its state has a number to go on from.
  mkdirSync(dirname(inProduction()));
  writeFileSync(inProduction(), JSON.stringify({ version: 4, terraform_version: '1.11.0', serial: 5, lineage: 'the-one', outputs: {}, resources: [] }));
  await project.approve();
  expect(await project.cutover('deliver')).toMatchObject({ code: 3, stdout: expect.stringContaining('nobody has approved the promotion') });
  expect(await project.approve()).toMatchObject({ code: 0 });
}, 300_000);
afterAll(() => project.remove());

const outside = (): string => join(states, 'outside.tfstate');
const inProduction = (): string => join(states, 'production', 'base.tfstate');

function outsideIs(value: string): void {
  writeFileSync(outside(), JSON.stringify({ version: 4, terraform_version: '1.11.0', serial: 1, lineage: 'outside', outputs: { value: { value, type: 'string' } }, resources: [] }));
}

/** Promotes while production's state is another; then it is what it was. */
async function promoteWith(edit: (state: Record<string, unknown>) => unknown): Promise<CliResult> {
  const text = readFileSync(inProduction(), 'utf8');
  writeFileSync(inProduction(), JSON.stringify(edit(JSON.parse(text) as Record<string, unknown>)));
  try {
    return await project.cutover('promote');
  } finally {
    writeFileSync(inProduction(), text);
  }
}

const applies = (): number => project.engineCalls().filter((call) => call.startsWith('apply') && call.includes('plans/production')).length;

describe('row 9: the plan is stale, or the world drifted', () => {
  it.each<[string, (state: Record<string, unknown>) => unknown, RegExp]>([
    ['a serial that was bumped', (state) => ({ ...state, serial: 6 }), /base: production's state has moved on since the seal\s+found:\s+serial 6, lineage the-one\s+allowed:\s+serial 5, lineage the-one\s+next:\s+cutover plan --change CR-0001, which makes a new seal to approve/],
    ['another state in its place', (state) => ({ ...state, lineage: 'another' }), /found:\s+serial 5, lineage another\s+allowed:\s+serial 5, lineage the-one/],
  ])('%s is a HALT, and nothing is applied', async (_name, edit, reason) => {
    expect(await promoteWith(edit)).toMatchObject({ code: 3, stdout: expect.stringMatching(reason) });
    expect([applies(), project.record('promote', 'base')]).toMatchObject([0, { verdict: 'halt', facts: { begun: false } }]);
  });

  it('what the plan was made of is another, which no state of the project tells: a HALT, and nothing is applied', async () => {
    outsideIs('v2');
    const result = await project.cutover('promote');
    outsideIs('v1');
    expect(result).toMatchObject({ code: 3, stdout: expect.stringMatching(/base: production, or what it reads, is not as it was when the plan was sealed\s+found:\s+terraform_data\.a: input is not what was approved\s+next:\s+cutover plan --change CR-0001/) });
    // The drift is named, and its value is not.
    expect(result.stdout).not.toContain('v2');
    expect(applies()).toBe(0);
  });

  it('a new approval is asked for what is planned then', async () => {
    writeFileSync(inProduction(), readFileSync(inProduction(), 'utf8').replace('"serial":5', '"serial":6'));
    expect(await project.cutover('plan')).toMatchObject({ code: 0 });
    expect(await project.cutover('promote')).toMatchObject({ code: 3, stdout: expect.stringMatching(/nobody has approved the promotion/) });
    expect(applies()).toBe(0);
    await project.approve();
    expect(await project.cutover('promote')).toMatchObject({ code: 0 });
    expect([applies(), readFileSync(inProduction(), 'utf8')]).toEqual([1, expect.stringContaining('"v1"')]);
  });
});
