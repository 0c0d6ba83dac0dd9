import { numberOf } from '../number-of.ts';
import { always, ifTrue, PLAN_SHOWS, type FailureMode } from './failure-mode.ts';

/** Failure modes of what holds data, and of the keys that make it readable. */
export const FAILURES_OF_DATA: readonly FailureMode[] = [
  {
    types: ['aws_kms_key'],
    failure: 'the key is deleted by mistake',
    effect: 'whatever was encrypted with it can never be read again',
    attribute: 'deletion_window_in_days',
    severity: {
      worst: 10,
      of: (value) => {
        const days = typeof value === 'number' ? value : 30;
        return always(days >= 30 ? 8 : days >= 14 ? 9 : 10, `${numberOf(days, 'day')} to take the delete back`);
      },
    },
    occurrence: always(2, 'it takes a plan that destroys the key, or an administrator'),
    detection: always(7, 'seen in CloudTrail by who looks'),
  },
  {
    types: ['aws_kms_key'],
    failure: 'key material is disclosed',
    effect: 'data encrypted with it can be read by others',
    attribute: 'enable_key_rotation',
    severity: ifTrue(7, 'rotation bounds what one key opens', 9, 'one key opens everything ever encrypted'),
    occurrence: always(1, 'key material does not leave KMS'),
    detection: always(9, 'use of a disclosed key looks like any other'),
  },
  {
    types: ['aws_s3_bucket'],
    failure: 'objects are overwritten or deleted by mistake',
    effect: 'the objects are gone',
    attribute: 'versioning_configuration[0].status',
    companion: { type: 'aws_s3_bucket_versioning', by: 'bucket' },
    severity: { worst: 9, of: (value) => (value === 'Enabled' ? always(3, 'the old version can be brought back') : always(9, 'no old version is kept')) },
    occurrence: always(4, 'people and programs write to it every day'),
    detection: { metrics: ['NumberOfObjects', 'DeleteRequests'] },
  },
  {
    types: ['aws_s3_bucket'],
    failure: 'objects become public',
    effect: 'everybody can read them',
    attribute: 'block_public_policy',
    companion: { type: 'aws_s3_bucket_public_access_block', by: 'bucket' },
    severity: always(9, 'what was read cannot be taken back'),
    occurrence: ifTrue(1, 'a public policy is refused', 5, 'one policy makes it public'),
    detection: always(8, 'no metric tells who reads'),
  },
  {
    types: ['aws_s3_bucket'],
    failure: 'the bucket is destroyed with what it holds',
    effect: 'all objects and versions are gone',
    attribute: 'force_destroy',
    severity: always(10, 'nothing brings them back'),
    occurrence: { worst: 5, of: (value) => (value === true ? always(5, 'a destroy empties it first') : always(1, 'AWS refuses while it holds objects')) },
    detection: PLAN_SHOWS,
  },
  {
    types: ['aws_dynamodb_table'],
    failure: 'items are overwritten or deleted by mistake',
    effect: 'the items are gone',
    attribute: 'point_in_time_recovery[0].enabled',
    severity: ifTrue(4, 'any second of the recovery window can be restored into a new table', 9, 'there is no continuous backup'),
    occurrence: always(4, 'people and programs write to it every day'),
    detection: always(8, 'no metric tells a wrong write from a right one'),
  },
  {
    types: ['aws_dynamodb_table'],
    failure: 'requests are throttled',
    effect: 'callers wait, retry or fail',
    attribute: 'billing_mode',
    severity: always(6, 'callers see errors, data stays whole'),
    occurrence: { worst: 5, of: (value) => (value === 'PAY_PER_REQUEST' ? always(2, 'capacity follows the load') : always(5, 'capacity is fixed beforehand')) },
    detection: { metrics: ['ReadThrottleEvents', 'WriteThrottleEvents', 'ThrottledRequests', 'ReadThrottledRequests', 'WriteThrottledRequests'] },
  },
  {
    types: ['aws_dynamodb_table'],
    failure: 'the table is deleted',
    effect: 'all items are gone',
    attribute: 'deletion_protection_enabled',
    severity: always(9, 'restoring makes a new table and takes hours'),
    occurrence: ifTrue(1, 'AWS refuses the delete', 4, 'one call deletes it'),
    detection: PLAN_SHOWS,
  },
  {
    types: ['aws_db_instance'],
    failure: 'the instance fails',
    effect: 'the database is away until it is back',
    attribute: 'multi_az',
    severity: ifTrue(4, 'a standby in another zone takes over', 9, 'there is no standby'),
    occurrence: always(3, 'hardware and zones fail now and then'),
    detection: { metrics: ['DatabaseConnections', 'CPUUtilization', 'ReadLatency', 'WriteLatency'] },
  },
];
