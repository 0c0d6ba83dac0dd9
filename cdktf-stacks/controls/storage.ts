import { companion, requireOf, valueAt, type Control, type SynthesizedResource } from './control.ts';

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'] as const;

function settingOf(type: string, holds: (setting: SynthesizedResource) => boolean) {
  return (bucket: SynthesizedResource, all: readonly SynthesizedResource[]): boolean => {
    const setting = companion(all, type, 'bucket', bucket);
    return setting !== undefined && holds(setting);
  };
}

/** What every bucket and every table must have, in the stack that makes it. */
export const STORAGE_CONTROLS: readonly Control[] = [
  {
    id: 'bucket-versioned',
    statement: 'Every bucket keeps the versions of its objects.',
    violations: requireOf(
      'aws_s3_bucket',
      settingOf('aws_s3_bucket_versioning', (setting) => valueAt(setting, 'versioning_configuration', 'status') === 'Enabled'),
      'has no aws_s3_bucket_versioning with status Enabled',
    ),
  },
  {
    id: 'bucket-not-public',
    statement: 'No bucket can be made public.',
    violations: requireOf(
      'aws_s3_bucket',
      settingOf('aws_s3_bucket_public_access_block', (setting) => PUBLIC_ACCESS.every((name) => valueAt(setting, name) === true)),
      `has no aws_s3_bucket_public_access_block with ${PUBLIC_ACCESS.join(', ')} all true`,
    ),
  },
  {
    id: 'bucket-owner-enforced',
    statement: 'Access to buckets is decided by policies, not by access control lists.',
    violations: requireOf(
      'aws_s3_bucket',
      settingOf('aws_s3_bucket_ownership_controls', (setting) => valueAt(setting, 'rule', 'object_ownership') === 'BucketOwnerEnforced'),
      'has no aws_s3_bucket_ownership_controls with BucketOwnerEnforced',
    ),
  },
  {
    id: 'bucket-lifecycle',
    statement: 'Old versions and broken uploads do not pile up.',
    violations: requireOf(
      'aws_s3_bucket',
      settingOf('aws_s3_bucket_lifecycle_configuration', (setting) => valueAt(setting, 'rule', 'status') === 'Enabled'),
      'has no aws_s3_bucket_lifecycle_configuration with an enabled rule',
    ),
  },
  {
    id: 'table-recoverable',
    statement: 'Every table can be restored to any point of the last 35 days.',
    violations: requireOf('aws_dynamodb_table', (table) => valueAt(table, 'point_in_time_recovery', 'enabled') === true, 'has no point_in_time_recovery with enabled true'),
  },
];
