import { describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readComponent } from '../../src/components/read-component.ts';
import { componentFacts } from '../../src/components/stack-facts.ts';
import { stackPlaces } from '../../src/components/stack-places.ts';
import { makePlan } from '../../src/terraform/kept-plan.ts';
import { aComponent } from '../helpers/a-workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const HCL = `variable "names" {
  default = ["x", "y"]
}
resource "terraform_data" "one" {
  input = "\${upper("v")}1"
}
resource "terraform_data" "counted" {
  count = length(var.names)
  input = var.names[count.index]
}
resource "terraform_data" "each" {
  for_each         = toset(var.names)
  input            = each.value
  triggers_replace = { password = "hunter2" }
}
resource "terraform_data" "none" {
  count = length(var.names) - 2
}
module "near" {
  source = "../../modules/near"
}
`;

describe('the facts of a component that Terraform has planned', () => {
  it('have every instance with what is written, what is planned, and its line', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'modules', 'near'), { recursive: true });
    writeFileSync(join(root, 'modules', 'near', 'main.tf'), 'resource "terraform_data" "inner" {\n  input = "i"\n}\n');
    const { component, call } = await aComponent(root, 'shop', HCL);
    const { plan } = await makePlan(root, component, call, 'plan', 'now');

    const reading = await readComponent(root, { ...component, source: 'stacks/shop' });
    const places = stackPlaces(reading.stack, new Map(), 'stacks/shop');
    const before = componentFacts(reading, { places });
    expect([before.complete, before.resources.map(({ address }) => address)]).toEqual([false, ['terraform_data.one']]);

    const facts = componentFacts(reading, { places, plan });
    expect(facts.complete).toBe(true);
    // Five lines of the backend stand before it.
    const at = (line: number) => ({ file: 'stacks/shop/main.tf', line: line + 5 });
    expect(facts.resources.map(({ address, written, planned, place }) => [address, written?.['input'], planned?.['input'], place])).toEqual([
      ['terraform_data.counted[0]', '${var.names[count.index]}', 'x', at(7)],
      ['terraform_data.counted[1]', '${var.names[count.index]}', 'y', at(7)],
      ['terraform_data.each["x"]', '${each.value}', 'x', at(11)],
      ['terraform_data.each["y"]', '${each.value}', 'y', at(11)],
      ['terraform_data.one', '${upper("v")}1', 'V1', at(4)],
      ['module.near.terraform_data.inner', undefined, 'i', at(19)],
    ]);
    expect(JSON.stringify(facts)).not.toContain('hunter2');
    expect(facts.providers).toEqual({});
  });
});
