import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/terraform/engine.ts';

/**
 * A program that plans and applies like the engine, without a provider: any type of resource, in a state in a file. A resource with
 * `refused` cannot be planned, one with `broken` cannot be applied. For types whose providers a test cannot have.
 */
const PROGRAM = `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const [command, ...args] = process.argv.slice(2);
appendFileSync(__filename + '.log', command + '\\n');
const stack = JSON.parse(readFileSync('cdk.tf.json', 'utf8'));
const path = stack.terraform.backend.local.path;
const state = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { version: 4, terraform_version: '1.11.4', serial: 0, lineage: '6e3f1a52-0000-4000-8000-000000000000', outputs: {}, resources: [] };
const fail = (why) => { process.stderr.write('Error: ' + why + '\\n'); process.exit(1); };
const wanted = Object.entries(stack.resource ?? {}).flatMap(([type, named]) => Object.entries(named).map(([name, values]) => ({ type, name, values })));
const there = state.resources.map(({ type, name, instances }) => ({ type, name, values: instances[0].attributes }));
const same = (a, b) => a.type === b.type && a.name === b.name;
const entry = ({ type, name }, actions, before, after) => ({ address: type + '.' + name, mode: 'managed', type, name, provider_name: 'p', change: { actions, before, after } });
if (command === 'init') writeFileSync(process.env.TF_DATA_DIR + '/terraform.tfstate', JSON.stringify({ version: 3, backend: { type: 'local', config: { path }, hash: 1 } }));
else if (command === 'plan') {
  if (wanted.some(({ values }) => values.refused)) fail('this is refused');
  const changes = [
    ...wanted.map((one) => {
      const old = there.find((other) => same(one, other));
      if (old === undefined) return entry(one, ['create'], null, one.values);
      return entry(one, [JSON.stringify(old.values) === JSON.stringify(one.values) ? 'no-op' : 'update'], old.values, one.values);
    }),
    ...there.filter((old) => !wanted.some((one) => same(one, old))).map((old) => entry(old, ['delete'], old.values, null)),
  ];
  const plan = { format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, complete: true, errored: false, resource_changes: changes };
  writeFileSync(args.find((arg) => arg.startsWith('-out=')).slice(5), JSON.stringify(plan));
  process.exit(changes.some(({ change }) => change.actions[0] !== 'no-op') ? 2 : 0);
} else if (command === 'show') process.stdout.write(readFileSync(args.at(-1)));
else if (command === 'apply') {
  if (wanted.some(({ values }) => values.broken)) fail('this is broken');
  const resources = wanted.map(({ type, name, values }) => ({ mode: 'managed', type, name, provider: 'p', instances: [{ attributes: values }] }));
  writeFileSync(path, JSON.stringify({ ...state, serial: state.serial + 1, resources }));
} else fail('what is ' + command);
`;

export function anEngine(folder: string): { engine: Engine; calls: () => string[]; forget: () => void } {
  const [binary, log] = [join(folder, 'engine.cjs'), join(folder, 'engine.cjs.log')];
  writeFileSync(binary, PROGRAM, { mode: 0o755 });
  return {
    engine: { kind: 'terraform', binary, version: '1.11.4' },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').filter((line) => line !== '') : []),
    forget: () => writeFileSync(log, ''),
  };
}
