import { both, notApplicable, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { keepsNoData } from './catalogue.ts';
import { documented } from './documents.ts';
import { appliedEverywhere, askResources, companions, every, isText, isTrue, locatedIn, quoted, type Judgement, type Located } from './resources.ts';
import { bucketsVersioned, POINT_IN_TIME } from './storage.ts';

const DEFAULT_KEY = ['rule', 'apply_server_side_encryption_by_default', 'kms_master_key_id'];

/**
 * What backups are encrypted with: those of a table and of a database with what encrypts it, old versions of an object with what
 * encrypted it when it was written.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
 */
const BACKED_UP: Record<string, (resource: Located, all: Located[]) => Judgement> = {
  aws_dynamodb_table: (table) => {
    const results = [every(table, ['server_side_encryption', 'enabled'], isTrue), every(table, ['server_side_encryption', 'kms_key_arn'], isText)];
    return { holds: results.includes(false) ? false : results.includes(undefined) ? undefined : true, says: `${quoted(table, ['server_side_encryption', 'enabled'])}, ${quoted(table, ['server_side_encryption', 'kms_key_arn'])}` };
  },
  aws_s3_bucket: (bucket, all) => {
    const [setting] = companions(bucket, all, 'aws_s3_bucket_server_side_encryption_configuration', 'bucket');
    return setting === undefined ? { holds: false, says: 'no aws_s3_bucket_server_side_encryption_configuration names it' } : { holds: every(setting, DEFAULT_KEY, isText), says: `${setting.address}: ${quoted(setting, DEFAULT_KEY)}` };
  },
  aws_db_instance: (database) => ({ holds: every(database, ['storage_encrypted'], isTrue), says: quoted(database, ['storage_encrypted']) }),
  aws_rds_cluster: (cluster) => ({ holds: every(cluster, ['storage_encrypted'], isTrue), says: quoted(cluster, ['storage_encrypted']) }),
};

/** Kept for a while and never backed up. */
const NEVER_BACKED_UP = /^aws_(sqs_queue|sns_topic|cloudwatch_log_group)$/;

function isBackedUp(resource: Located, all: Located[]): boolean {
  if (resource.type !== 'aws_s3_bucket') return Object.hasOwn(BACKED_UP, resource.type);
  return companions(resource, all, 'aws_s3_bucket_versioning', 'bucket').some((versioning) => every(versioning, ['versioning_configuration', 'status'], (status) => status === 'Enabled') === true);
}

/** The strategy is written down, and each table, database and bucket has the backup that its kind can have. */
function strategyImplemented(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const types = new Set(locatedIn(applied).map(({ type }) => type));
  const implemented = [
    ...(types.has('aws_s3_bucket') ? [bucketsVersioned(view)] : []),
    ...(['aws_dynamodb_table', 'aws_db_instance', 'aws_rds_cluster'].some((type) => types.has(type)) ? [POINT_IN_TIME.decide(view)] : []),
  ];
  if (implemented.length === 0) return notApplicable('no component has a bucket, table or database', applied.map(({ record }) => ({ record, says: 'none in its state' })));
  return both(documented(view, [{ section: 'Disaster Recovery', points: ['Backup Strategy'] }, { section: 'Data Resources', points: ['Backup & Recovery'] }]), ...implemented);
}

export const BACKUP_PROBES: Probe[] = [
  {
    id: 'backups-encrypted',
    decide: (view) =>
      askResources(view, {
        what: 'store with a backup',
        about: isBackedUp,
        judge: (resource, all) => BACKED_UP[resource.type]?.(resource, all) ?? { holds: undefined, says: 'no rule' },
        opaque: ({ type }) => !keepsNoData(type) && !NEVER_BACKED_UP.test(type) && type !== 'aws_s3_bucket',
      }),
  },
  { id: 'backup-strategy-implemented', decide: strategyImplemented },
];
