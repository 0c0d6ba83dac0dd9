import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket/index.js';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPONENTS, PLATFORM_FOLDER, platformConfig, runApp, synthesizeChanged, type Stack, type Values } from './synthesized.ts';

const test = runApp('test');
const production = runApp('production');

function stack(component: string, run = test): Stack {
  const found = run.stacks[component];
  if (found === undefined) throw new Error(`no stack ${component}: ${run.stderr}`);
  return found;
}

const resources = (from: Stack): [address: string, values: Values][] =>
  Object.entries(from.resource).flatMap(([type, byName]) => Object.entries(byName).map(([name, values]): [string, Values] => [`${type}.${name}`, values]));

describe('the app', () => {
  it.each([['test', test], ['production', production]])('synthesizes six stacks for %s in under 5 s of processor time', (_name, run) => {
    expect(run.status).toBe(0);
    expect(Object.keys(run.stacks).sort()).toEqual([...COMPONENTS].sort());
    expect(run.cpuSeconds).toBeGreaterThan(0);
    expect(run.cpuSeconds).toBeLessThan(5);
  });

  it('writes the same bytes when it runs again', () => {
    expect(runApp('test').stacks).toEqual(test.stacks);
  });

  it('writes the same bytes with the context of cdktf.json as without', () => {
    const { context } = JSON.parse(readFileSync(join(PLATFORM_FOLDER, 'cdktf.json'), 'utf8')) as { context: object };
    expect(runApp('test', { CDKTF_CONTEXT_JSON: JSON.stringify(context) }).stacks).toEqual(test.stacks);
  });

  it('tells Cutover which component needs which', () => {
    const data = { network: ['encryption'], storage: ['encryption'], database: ['encryption'], messaging: ['encryption'] };
    expect(test.dependencies).toMatchObject({ encryption: [], ...data });
    expect([...(test.dependencies['monitoring'] ?? [])].sort()).toEqual(['database', 'encryption', 'messaging', 'network', 'storage']);
  });

  it.each([
    ['ENVIRONMENT', 'staging'],
    ['ACCOUNT_ID', '1111'],
    ['AWS_REGION', 'Frankfurt'],
    ['STATE_BUCKET', ''],
    ['OPERATIONS_EMAIL', 'nobody'],
  ])('stops with one message, and no stack trace, when %s is "%s"', (name, value) => {
    const run = runApp('test', { [name]: value });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`${name}: found ${JSON.stringify(value)}, must match `);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('the two environments', () => {
  /** Paths at which they differ once names and accounts are the same. */
  function differences(a: unknown, b: unknown, path: string): string[] {
    if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object') {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
      return [...keys].flatMap((key) => differences((a as Values)[key], (b as Values)[key], `${path}.${key}`));
    }
    return a === b ? [] : [path];
  }

  it('differ in names, accounts and deletion protection, and in nothing else', () => {
    const asTest = JSON.parse(JSON.stringify(production.stacks).replaceAll('production', 'test').replaceAll('222222222222', '111111111111')) as unknown;
    expect(differences(test.stacks, asTest, '').sort()).toEqual([
      '.database.resource.aws_dynamodb_table.items.deletion_protection_enabled',
      '.database.resource.aws_dynamodb_table.items.lifecycle.prevent_destroy',
      '.encryption.resource.aws_kms_key.key.lifecycle.prevent_destroy',
      '.storage.resource.aws_s3_bucket.data.force_destroy',
      '.storage.resource.aws_s3_bucket.data.lifecycle.prevent_destroy',
    ]);
  });

  it('protect key, bucket and table in production and leave them removable in test', () => {
    const protection = (run: typeof test): unknown[] => [
      stack('encryption', run).resource['aws_kms_key']?.['key']?.['lifecycle'],
      stack('storage', run).resource['aws_s3_bucket']?.['data']?.['lifecycle'],
      stack('storage', run).resource['aws_s3_bucket']?.['data']?.['force_destroy'],
      stack('database', run).resource['aws_dynamodb_table']?.['items']?.['deletion_protection_enabled'],
    ];
    expect(protection(production)).toEqual([{ prevent_destroy: true }, { prevent_destroy: true }, false, true]);
    expect(protection(test)).toEqual([{ prevent_destroy: false }, { prevent_destroy: false }, true, false]);
  });
});

describe.each(COMPONENTS)('the stack %s', (component) => {
  const { account, env } = platformConfig().environments.test;

  it('can be applied to its own account only, and keeps its state there, encrypted and locked', () => {
    expect(stack(component).provider.aws).toEqual([expect.objectContaining({ allowed_account_ids: [account], region: env['AWS_REGION'] })]);
    expect(stack(component).terraform.backend.s3).toEqual({
      bucket: env['STATE_BUCKET'],
      key: `reference-platform/${component}/terraform.tfstate`,
      region: env['AWS_REGION'],
      allowed_account_ids: [account],
      encrypt: true,
      use_lockfile: true,
    });
  });

  it('reads other states with the very configuration they are written with', () => {
    for (const [name, source] of Object.entries(stack(component).data['terraform_remote_state'] ?? {})) {
      const upstream = name.replace('cross-stack-reference-input-', '').replace('-test', '');
      expect(source).toEqual({ backend: 's3', config: stack(upstream).terraform.backend.s3, workspace: '${terraform.workspace}' });
    }
  });

  it('names no endpoint and no credential, so that a real account gets the same bytes', () => {
    const found = JSON.stringify(stack(component)).match(/endpoint_url|"endpoints"|access_key|secret_key|https?:..|127\.0\.0\.1|localhost|skip_|use_path_style/g);
    expect(found).toBeNull();
  });

  it('tags everything that carries tags with name, owner and classification', () => {
    const { default_tags: shared } = stack(component).provider.aws[0] ?? {};
    expect(shared).toEqual([{ tags: { Platform: 'reference-platform', Environment: 'test', ManagedBy: 'terraform' } }]);
    for (const [address, values] of resources(stack(component))) {
      if (!('tags' in values)) continue;
      const tags = values['tags'] as Record<string, string>;
      expect([address, Object.keys(tags).sort()]).toEqual([address, ['Component', 'DataClassification', 'Name', 'Owner']]);
      expect([address, tags['Component'], tags['Name']]).toEqual([address, component, expect.stringMatching(`^reference-platform-test-${component}-`)]);
    }
    const untagged = resources(stack(component)).filter(([, values]) => !('tags' in values)).map(([address]) => address.split('.')[0]);
    for (const type of untagged) expect(type).toMatch(/_(alias|policy|versioning|configuration|block|controls|association|subscription|dashboard)$/);
  });

  it('describes each output that is meant for others, and hides none', () => {
    for (const [name, output] of Object.entries(stack(component).output)) {
      expect([name, output.sensitive ?? false]).toEqual([name, false]);
      if (!name.startsWith('cross-stack-output-')) expect([name, output.description]).toEqual([name, expect.stringMatching(/^[A-Z].{10,}/)]);
    }
  });
});

describe('tags', () => {
  it('of a resource stay, except where they contradict the component’s', () => {
    const found: S3Bucket[] = [];
    synthesizeChanged((stackOf) => {
      const bucket = stackOf('storage').node.findChild('data') as S3Bucket;
      bucket.tags = { CostCentre: '42', Name: 'mine', Owner: 'somebody' };
      found.push(bucket);
    });
    expect(found[0]?.tagsInput).toEqual({ CostCentre: '42', Name: 'mine', Owner: 'platform-engineering', Component: 'storage', DataClassification: 'confidential' });
  });
});
