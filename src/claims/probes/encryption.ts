import type { Probe } from '../probe.ts';
import { isForeign, keepsNoData } from './catalogue.ts';
import { askResources, companions, every, isText, isTrue, quoted, type Judgement, type Located } from './resources.ts';

type Rule = (resource: Located, all: Located[]) => Judgement;

function attribute(path: string, test: (value: Parameters<typeof isTrue>[0]) => boolean): Rule {
  const steps = path.split('.');
  return (resource) => ({ holds: every(resource, steps, test), says: quoted(resource, steps) });
}

const BY_DEFAULT = ['rule', 'apply_server_side_encryption_by_default', 'sse_algorithm'];

const bucket: Rule = (resource, all) => {
  const settings = companions(resource, all, 'aws_s3_bucket_server_side_encryption_configuration', 'bucket');
  const [setting] = settings;
  if (setting === undefined) return { holds: false, says: 'no aws_s3_bucket_server_side_encryption_configuration names it' };
  return { holds: every(setting, BY_DEFAULT, (value) => value === 'AES256' || value === 'aws:kms' || value === 'aws:kms:dsse'), says: `${setting.address}: ${quoted(setting, BY_DEFAULT)}` };
};

const queue: Rule = (resource) => {
  const key = every(resource, ['kms_master_key_id'], isText);
  const managed = every(resource, ['sqs_managed_sse_enabled'], isTrue);
  return managed === true && key !== true ? { holds: true, says: quoted(resource, ['sqs_managed_sse_enabled']) } : { holds: key, says: quoted(resource, ['kms_master_key_id']) };
};

/** What keeps data, and the attribute that says that it is encrypted at rest. */
const STORES: Record<string, Rule> = {
  aws_s3_bucket: bucket,
  aws_sqs_queue: queue,
  aws_sns_topic: attribute('kms_master_key_id', isText),
  aws_dynamodb_table: attribute('server_side_encryption.enabled', isTrue),
  aws_cloudwatch_log_group: attribute('kms_key_id', isText),
  aws_db_instance: attribute('storage_encrypted', isTrue),
  aws_rds_cluster: attribute('storage_encrypted', isTrue),
  aws_docdb_cluster: attribute('storage_encrypted', isTrue),
  aws_neptune_cluster: attribute('storage_encrypted', isTrue),
  aws_ebs_volume: attribute('encrypted', isTrue),
  aws_efs_file_system: attribute('encrypted', isTrue),
  aws_instance: attribute('root_block_device.encrypted', isTrue),
  aws_kinesis_stream: attribute('encryption_type', (value) => value === 'KMS'),
  aws_redshift_cluster: attribute('encrypted', (value) => value === true || value === 'true'),
  aws_elasticache_replication_group: attribute('at_rest_encryption_enabled', (value) => value === true || value === 'true'),
  aws_opensearch_domain: attribute('encrypt_at_rest.enabled', isTrue),
  aws_ssm_parameter: attribute('type', (value) => value === 'SecureString'),
};

/** Always encrypted at rest, whatever is configured: https://docs.aws.amazon.com/secretsmanager/latest/userguide/data-protection.html */
const ALWAYS = new Set(['aws_secretsmanager_secret', 'aws_secretsmanager_secret_version', 'aws_secretsmanager_secret_policy', 'aws_secretsmanager_secret_rotation']);

const rotates: Rule = attribute('enable_key_rotation', isTrue);
const SYMMETRIC = 'SYMMETRIC_DEFAULT';

export const ENCRYPTION_PROBES: Probe[] = [
  {
    id: 'encrypted-at-rest',
    decide: (view) =>
      askResources(view, {
        what: 'data store',
        about: ({ type }) => Object.hasOwn(STORES, type),
        judge: (resource, all) => STORES[resource.type]?.(resource, all) ?? { holds: undefined, says: 'no rule' },
        opaque: ({ type }) => !keepsNoData(type) && !ALWAYS.has(type),
      }),
  },
  {
    id: 'keys-rotate',
    decide: (view) =>
      askResources(view, {
        what: 'symmetric customer-managed key',
        about: (resource) => resource.type === 'aws_kms_key' && every(resource, ['customer_master_key_spec'], (spec) => spec !== '' && spec !== SYMMETRIC) !== true,
        judge: rotates,
        opaque: isForeign,
      }),
  },
];
