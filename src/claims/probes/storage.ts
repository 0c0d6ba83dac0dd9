import type { Probe, ProbeResult } from '../probe.ts';
import type { RecordView } from '../record-view.ts';
import { isForeign, keepsNoData } from './catalogue.ts';
import { askResources, companions, every, isTrue, quoted, type ResourceQuestion } from './resources.ts';

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/** A question about every bucket that a resource of its own, naming the bucket, answers. */
function aboutBuckets(setting: string, paths: string[][], test: (value: unknown) => boolean, settingOnly?: string): ResourceQuestion {
  return {
    what: 'bucket',
    about: ({ type }) => type === 'aws_s3_bucket',
    judge: (bucket, all) => {
      const [found] = companions(bucket, all, setting, 'bucket');
      if (found === undefined) return { holds: false, says: `no ${setting} names it` };
      const results = paths.map((path) => every(found, path, test));
      return { holds: results.includes(false) ? false : results.includes(undefined) ? undefined : true, says: `${found.address}: ${paths.map((path) => quoted(found, path)).join(', ')}` };
    },
    opaque: isForeign,
    ...(settingOnly === undefined ? {} : { settingOnly }),
  };
}

const isOn = (value: unknown): boolean => value === true;
const PUBLIC_ACCESS_BLOCK = aboutBuckets('aws_s3_bucket_public_access_block', PUBLIC_ACCESS.map((name) => [name]), isOn, 'public access blocks');
const VERSIONING = aboutBuckets('aws_s3_bucket_versioning', [['versioning_configuration', 'status']], (value) => value === 'Enabled');
const EXPIRY = aboutBuckets(
  'aws_s3_bucket_lifecycle_configuration',
  [['rule', 'status'], ['rule', 'noncurrent_version_expiration', 'noncurrent_days']],
  (value) => value === 'Enabled' || (typeof value === 'number' && value > 0),
);

const RECOVERY: Record<string, { path: string[]; test: (value: unknown) => boolean }> = {
  aws_dynamodb_table: { path: ['point_in_time_recovery', 'enabled'], test: (value) => value === true },
  aws_db_instance: { path: ['backup_retention_period'], test: (value) => typeof value === 'number' && value > 0 },
  aws_rds_cluster: { path: ['backup_retention_period'], test: (value) => typeof value === 'number' && value > 0 },
};

/** Types that keep data but cannot be restored to a point in time, or are restored in other ways. */
const NO_RECOVERY_OF_THIS_KIND = /^aws_(s3_bucket|sqs_queue|sns_topic|cloudwatch_log_group|secretsmanager_[a-z_]+|ssm_parameter)$/;

export const POINT_IN_TIME: Probe = {
  id: 'point-in-time-recovery',
  decide: (view) =>
    askResources(view, {
      what: 'database',
      about: ({ type }) => Object.hasOwn(RECOVERY, type),
      judge: (resource) => {
        const rule = RECOVERY[resource.type];
        return rule === undefined ? { holds: undefined, says: 'no rule' } : { holds: every(resource, rule.path, rule.test), says: quoted(resource, rule.path) };
      },
      opaque: ({ type }) => !keepsNoData(type) && !NO_RECOVERY_OF_THIS_KIND.test(type),
    }),
};

export const bucketsVersioned = (view: RecordView): ProbeResult => askResources(view, VERSIONING);

export const STORAGE_PROBES: Probe[] = [
  POINT_IN_TIME,
  { id: 'public-access-block-set', decide: (view) => askResources(view, PUBLIC_ACCESS_BLOCK) },
  { id: 'buckets-versioned', decide: bucketsVersioned },
  { id: 'buckets-expire-old-versions', decide: (view) => askResources(view, EXPIRY) },
  {
    id: 'logs-expire',
    decide: (view) =>
      askResources(view, {
        what: 'log group',
        about: ({ type }) => type === 'aws_cloudwatch_log_group',
        judge: (group) => ({ holds: every(group, ['retention_in_days'], (days) => typeof days === 'number' && days > 0), says: quoted(group, ['retention_in_days']) }),
        opaque: isForeign,
      }),
  },
  {
    id: 'production-databases-protected',
    decide: (view) =>
      askResources(view, {
        what: 'database',
        environments: ['production'],
        about: ({ type }) => ['aws_dynamodb_table', 'aws_db_instance', 'aws_rds_cluster'].includes(type),
        judge: (resource) => {
          const path = [resource.type === 'aws_dynamodb_table' ? 'deletion_protection_enabled' : 'deletion_protection'];
          return { holds: every(resource, path, isTrue), says: quoted(resource, path) };
        },
        opaque: ({ type }) => !keepsNoData(type) && !NO_RECOVERY_OF_THIS_KIND.test(type),
      }),
  },
];
