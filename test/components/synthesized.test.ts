import { describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { directoryDigest } from '../../src/components/directory-digest.ts';
import { readComponent } from '../../src/components/read-component.ts';
import { stackPlaces } from '../../src/components/stack-places.ts';
import { fromRecord, namesIn, placesFrom, toRecord } from '../../src/components/synthesized.ts';
import { asFacts } from '../../src/steps/facts.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const LOCK = (version: string): string => `provider "registry.terraform.io/hashicorp/aws" {\n  version     = "${version}"\n  constraints = "~> 5.0"\n}\n`;

/** A component `shop` whose stack is this one file. */
function aComponent(name: string, text: string, more: Partial<Component> = {}): { root: string; component: Component } {
  const root = temporaryFolder();
  const directory = join(root, '.cutover', 'synth', 'test', 'stacks', 'shop');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), text);
  return { root, component: { name: 'shop', environment: 'test', stack: 'shop-test', directory, dependsOn: [], digest: directoryDigest(directory), ...more } };
}

const STACK = JSON.stringify({
  resource: { terraform_data: { a: { '//': { metadata: { path: 'shop-test/a' } } }, b: { '//': { metadata: { path: 'shop-test/b' } } } } },
  module: { constructor: { '//': { metadata: { path: 'shop-test/m' } }, source: 'x/y/z' } },
});

describe('places in the record of synth', () => {
  it('are those of the constructs, for CDKTF; what has none is left out', async () => {
    const { root, component } = aComponent('cdk.tf.json', STACK);
    const { stack } = await readComponent(root, component);
    const places = stackPlaces(stack, new Map([['shop-test/a', { file: 'main.ts', line: 3 }], ['shop-test/m', { file: 'main.ts', line: 9 }]]), undefined);
    const record = toRecord(root, component, stack, places);
    expect(record.places).toEqual({ 'terraform_data.a': { file: 'main.ts', line: 3 }, 'module.constructor': { file: 'main.ts', line: 9 } });
    expect(record.resources).toEqual([{ address: 'terraform_data.a', type: 'terraform_data' }, { address: 'terraform_data.b', type: 'terraform_data' }]);
  });

  it('are those of the blocks in the project, for HCL', async () => {
    const { root, component } = aComponent('main.tf', '\nresource "terraform_data" "a" {}\n', { source: 'stacks/shop' });
    const { stack } = await readComponent(root, component);
    expect(stackPlaces(stack, new Map(), component.source)).toEqual({ 'terraform_data.a': { file: 'stacks/shop/main.tf', line: 2 } });
    expect(stackPlaces(stack, new Map(), '.')).toEqual({ 'terraform_data.a': { file: 'main.tf', line: 2 } });
  });

  it('come back for their component and environment, and are part of no digest', async () => {
    const { root, component } = aComponent('cdk.tf.json', STACK);
    const { stack } = await readComponent(root, component);
    const [without, withPlaces] = [{}, { 'terraform_data.a': { file: 'main.ts', line: 3 } }].map((places) => toRecord(root, component, stack, places));
    expect([withPlaces?.digest, withPlaces?.bytes]).toEqual([without?.digest, without?.bytes]);
    const facts = asFacts({ components: [withPlaces] });
    expect(placesFrom(facts, component)).toEqual({ 'terraform_data.a': { file: 'main.ts', line: 3 } });
    expect(placesFrom(facts, { name: 'shop', environment: 'production' })).toEqual({});
    expect(fromRecord(root, facts, 'test')).toEqual([component]);
    expect(namesIn(asFacts({ components: [withPlaces, { ...withPlaces, environment: 'production' }, { ...withPlaces, name: 'only', environment: 'production' }] }))).toEqual(['only', 'shop']);
  });

  it('are none in a record that has none', () => {
    const { root, component } = aComponent('cdk.tf.json', STACK);
    const { places: _places, ...old } = toRecord(root, component, { files: [], modules: [], unread: [] }, {});
    expect(placesFrom(asFacts({ components: [old] }), component)).toEqual({});
  });
});

describe('the versions of a component\'s lock', () => {
  it('are those that people committed, else those of the lock that the engine made', async () => {
    const { root, component } = aComponent('cdk.tf.json', STACK);
    expect((await readComponent(root, component)).locked).toEqual({});
    writeFileSync(join(component.directory, '.terraform.lock.hcl'), LOCK('5.2.0'));
    expect((await readComponent(root, component)).locked).toEqual({ 'registry.terraform.io/hashicorp/aws': '5.2.0' });
    mkdirSync(join(root, 'locks', 'test'), { recursive: true });
    writeFileSync(join(root, 'locks', 'test', 'shop.hcl'), LOCK('5.1.0').replaceAll('\n', '\r\n'));
    expect((await readComponent(root, component)).locked).toEqual({ 'registry.terraform.io/hashicorp/aws': '5.1.0' });
  });
});

it('the facts of 100 components are read in well under half a second', async () => {
  const resource = (index: number) => ({ '//': { metadata: { path: `s/${index}` } }, bucket: `b-${index}`, rule: [{ filter: { prefix: 'a' }, id: '${aws_kms_key.a.arn}' }], tags: { Name: 'x', Owner: 'y' } });
  const many = JSON.stringify({ provider: { aws: [{ region: 'a' }] }, resource: { aws_s3_bucket: Object.fromEntries(Array.from({ length: 20 }, (_none, index) => [`r${index}`, resource(index)])) } });
  const all = Array.from({ length: 100 }, () => aComponent('cdk.tf.json', many));
  const { componentFacts } = await import('../../src/components/stack-facts.ts');
  const before = process.cpuUsage();
  const facts = await Promise.all(all.map(async ({ root, component }) => componentFacts(await readComponent(root, component))));
  const { user, system } = process.cpuUsage(before);
  expect(facts.reduce((sum, { resources }) => sum + resources.length, 0)).toBe(2000);
  expect((user + system) / 1e6).toBeLessThan(0.5);
});
