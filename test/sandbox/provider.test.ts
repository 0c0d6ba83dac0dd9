import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aSandbox, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { terraformPath } from '../helpers/tools.ts';
import { PastTerraform } from './provider/past-terraform.ts';
import { argumentPaths, differingPaths, type BlockSchema } from './provider/schema.ts';
import { pending, World, type ResourceChange } from './provider/world.ts';

type Shown = Record<string, string[]>;

/** Orders to the provider that no AWS API knows: only Terraform's own state can hold them. */
const HELD = new Set(['aws_kms_key deletion_window_in_days', 'aws_s3_bucket force_destroy']);
/** AWS answers a change with a new object, so the one in the state shows as gone. */
const RENEWED = ['aws_route_table_association route_table_id'];
/** Arguments that have one value only: provider-refusals.test.ts sees the others refused. */
const SINGLE = ['aws_vpc_endpoint vpc_endpoint_type'];
/** An import cannot tell a block that says "off" from none, nor a tag that repeats a default tag from the default. */
const UNTOLD = new Set([
  ...['point_in_time_recovery', 'server_side_encryption', 'ttl'].map((block) => `aws_dynamodb_table.indexed ${block}.enabled`),
  'aws_kms_key.main tags',
]);
const IMPORT_ID: Record<string, (values: Record<string, unknown>) => string> = {
  aws_route_table_association: ({ subnet_id, route_table_id }) => `${String(subnet_id)}/${String(route_table_id)}`,
};

let sandbox: RunningSandbox;
let world: World;
let past: PastTerraform;
let schemas: Record<string, BlockSchema>;
let values: Record<string, Record<string, unknown>>;
let listed: { rounds: Shown[]; recreations: Shown };
let before: string[];

beforeAll(async () => {
  sandbox = await aSandbox();
  past = new PastTerraform(sandbox.access.test);
  world = new World(terraformPath(), sandbox.access.test);
  listed = await past.ask({ do: 'list' });
  before = await past.ask({ do: 'left' });
  await world.run('init', '-no-color');
  schemas = await world.schemas();
});
afterAll(async () => {
  await past.end();
  await sandbox.remove();
});

/** Address → the arguments that a plan shows, for every resource it would change. */
function shown(changes: ResourceChange[]): Shown {
  return Object.fromEntries(
    pending(changes).map(({ address, type, change }) => {
      const paths = differingPaths(schemas[type] ?? {}, change.before ?? {}, change.after ?? {});
      return [address, paths.filter((path) => change.after_unknown[path] !== true).sort()];
    }),
  );
}

const typeOf = (address: string): string => address.replace(/\..*/, '');

describe('the sandbox provider', () => {
  it('creates every type it has, and then plans nothing', async () => {
    await world.run('apply', '-no-color', '-auto-approve');
    values = await world.values();
    expect(new Set(Object.keys(values).map(typeOf))).toEqual(new Set(Object.keys(schemas)));
    expect(pending(await world.plan())).toEqual([]);
  });

  it('shows each argument that boto3 changed, and no other, and puts it right again', async () => {
    const seen: Shown[] = [];
    for (const round of listed.rounds.keys()) {
      await past.ask({ do: 'round', n: round, world: values });
      const changes = await world.plan();
      seen.push(shown(changes));
      expect(pending(changes).filter(({ change }) => change.actions.join() !== 'update')).toEqual([]);
      await world.applyPlan();
    }
    expect(seen).toEqual(listed.rounds);
    expect(pending(await world.plan())).toEqual([]);
  });

  it('imports every type from nothing but an identifier, with no difference left', async () => {
    const other = new World(terraformPath(), sandbox.access.test);
    const imports = Object.entries(values).map(([address, value]) => {
      const id = IMPORT_ID[typeOf(address)]?.(value) ?? String(value['id']);
      return `import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}\n`;
    });
    other.write('imports.tf', imports.join(''));
    await other.run('init', '-no-color');
    const changes = await other.plan();
    expect(changes.filter(({ change }) => change.importing !== undefined).map(({ address }) => address).sort()).toEqual(Object.keys(values).sort());
    const differing = Object.entries(shown(changes)).flatMap(([address, paths]) => paths.map((path) => [address, path] as const));
    expect(differing.filter(([address, path]) => !HELD.has(`${typeOf(address)} ${path}`) && !UNTOLD.has(`${address} ${path}`))).toEqual([]);
    expect(pending(changes).filter(({ change }) => change.actions.join() !== 'update')).toEqual([]);
  });

  it('has for every argument a change through boto3, or replaces the object when the configuration changes it', async () => {
    const changes = await world.plan('-var=other=true');
    const replacing = changes.flatMap(({ type, change }) => (change.replace_paths ?? []).map((path) => `${type} ${path.join('.')}`));
    const mutated = [...listed.rounds, listed.recreations].flatMap((round) => Object.entries(round).flatMap(([address, paths]) => paths.map((path) => `${typeOf(address)} ${path}`)));
    const accounted = new Set([...replacing, ...mutated, ...HELD, ...RENEWED, ...SINGLE]);
    const all = Object.entries(schemas).flatMap(([type, schema]) => argumentPaths(schema).map((path) => `${type} ${path}`));
    expect(all.filter((argument) => !accounted.has(argument))).toEqual([]);
    expect([...accounted].filter((argument) => !all.includes(argument) && !argument.endsWith('local_secondary_index'))).toEqual([]);
  });

  it('shows what a namesake has that cannot be changed, and replaces it', async () => {
    await past.ask({ do: 'recreate', world: values });
    const seen = shown(await world.plan());
    expect(Object.fromEntries(Object.keys(listed.recreations).map((address) => [address, seen[address]]))).toEqual(listed.recreations);
  });

  it('deletes every type, and leaves nothing in the account', async () => {
    const kept = world.read('terraform.tfstate');
    await world.run('destroy', '-no-color', '-auto-approve');
    expect(await past.ask({ do: 'left' })).toEqual(before);
    world.write('terraform.tfstate', kept);
  });

  it('plans to create what was destroyed past Terraform', async () => {
    const changes = await world.plan();
    expect(changes.filter(({ change }) => change.actions.join() !== 'create').map(({ address }) => address)).toEqual([]);
    expect(changes.map(({ address }) => address).sort()).toEqual(Object.keys(values).sort());
  });
});
