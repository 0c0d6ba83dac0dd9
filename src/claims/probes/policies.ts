import { z } from 'zod';
import type { Probe } from '../probe.ts';
import { refuting } from '../probe.ts';
import { isForeign } from './catalogue.ts';
import { askResources, companions, quoted, valuesAt, HIDDEN, type Judgement, type Located } from './resources.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, as far as it is judged here. */
const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.unknown().optional(),
  Action: oneOrMore.default([]),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.default([]),
  Condition: z.unknown().optional(),
});
const policySchema = z.object({ Statement: z.union([statementSchema, z.array(statementSchema)]).transform((value) => [value].flat()) });
type Statement = z.infer<typeof statementSchema>;

/** The statements of the policies at `path`: [] where none is set, undefined where one is hidden or cannot be read. */
export function statementsAt(resource: Located, path: string): Statement[] | undefined {
  const statements: Statement[] = [];
  for (const value of valuesAt(resource.values, ...path.split('.'))) {
    if (value === HIDDEN || typeof value !== 'string') return undefined;
    if (value === '') continue;
    try {
      statements.push(...policySchema.parse(JSON.parse(value)).Statement);
    } catch {
      return undefined;
    }
  }
  return statements;
}

/** Refuses everyone everything of `service` that does not come over TLS; no second condition, which would narrow it. */
function refusesPlainHttp(statement: Statement, service: string): boolean {
  const everyone = ['"*"', '{"AWS":"*"}'].includes(JSON.stringify(statement.Principal) ?? '');
  const plainHttp = ['{"Bool":{"aws:SecureTransport":"false"}}', '{"Bool":{"aws:SecureTransport":false}}'].includes(JSON.stringify(statement.Condition) ?? '');
  // A topic's policy may speak of no more than publishing: the other actions are for the account's own users.
  const everything = statement.Action.some((action) => action === '*' || action === `${service}:*` || (service === 'sns' && action === 'sns:Publish'));
  return statement.Effect === 'Deny' && everyone && plainHttp && everything;
}

const TRANSPORT: Record<string, { service: string; policyType: string; naming: string }> = {
  aws_s3_bucket: { service: 's3', policyType: 'aws_s3_bucket_policy', naming: 'bucket' },
  aws_sqs_queue: { service: 'sqs', policyType: 'aws_sqs_queue_policy', naming: 'queue_url' },
  aws_sns_topic: { service: 'sns', policyType: 'aws_sns_topic_policy', naming: 'arn' },
};

function judgeTransport(resource: Located, all: Located[]): Judgement {
  const rule = TRANSPORT[resource.type];
  if (rule === undefined) return { holds: undefined, says: 'no rule' };
  const [policy] = companions(resource, all, rule.policyType, rule.naming);
  if (policy === undefined) return { holds: false, says: `no ${rule.policyType} names it` };
  const statements = statementsAt(policy, 'policy');
  if (statements === undefined) return { holds: undefined, says: `${policy.address}: its policy cannot be read` };
  const refusal = statements.find((statement) => refusesPlainHttp(statement, rule.service));
  if (refusal === undefined) return { holds: false, says: `${policy.address}: no statement denies everyone ${rule.service}:* where aws:SecureTransport is false` };
  const everywhere = refusal.Resource.includes('*') || resource.type !== 'aws_s3_bucket';
  const [arn] = valuesAt(resource.values, 'arn').filter((value) => typeof value === 'string');
  if (!everywhere && arn === undefined) return { holds: undefined, says: `${resource.address}: its arn is not known` };
  const holds = everywhere || [`${arn ?? ''}`, `${arn ?? ''}/*`].every((needed) => refusal.Resource.includes(needed));
  return { holds, says: `${policy.address}: denies ${refusal.Action.join(', ')} on ${refusal.Resource.join(', ')} where aws:SecureTransport is false` };
}

const IDENTITY_POLICIES: Record<string, string[]> = {
  aws_iam_policy: ['policy'],
  aws_iam_role_policy: ['policy'],
  aws_iam_user_policy: ['policy'],
  aws_iam_group_policy: ['policy'],
  aws_iam_role: ['inline_policy.policy'],
};
const ATTACHMENT = /^aws_iam_((role|user|group)_)?policy_attachment$/;
const TOO_POWERFUL = /:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** All actions, of all services or of one that keeps data or gives rights, on all resources. */
function allowsTooMuch({ Effect, Action, NotAction, Resource }: Statement): boolean {
  const sweeping = NotAction !== undefined || Action.some((action) => action === '*' || action === '*:*' || /^(iam|sts|kms|s3|dynamodb|sqs|sns):\*$/.test(action));
  return Effect === 'Allow' && sweeping && Resource.includes('*');
}

/** A policy that no stack holds cannot be read; those that give everything away are known by name. */
function judgeIdentity(resource: Located, all: Located[]): Judgement {
  const attached = ['policy_arn', 'managed_policy_arns'].flatMap((path) => valuesAt(resource.values, path));
  if (attached.includes(HIDDEN)) return { holds: undefined, says: 'the attached policy is not known' };
  const powerful = attached.find((arn) => typeof arn === 'string' && TOO_POWERFUL.test(arn));
  if (typeof powerful === 'string') return { holds: false, says: `has ${powerful} attached` };
  const unread = attached.find((arn) => !all.some(({ type, values }) => type === 'aws_iam_policy' && valuesAt(values, 'arn').includes(arn)));
  if (unread !== undefined) return { holds: undefined, says: `has ${JSON.stringify(unread)} attached, which no stack holds` };
  if (ATTACHMENT.test(resource.type)) return { holds: true, says: `${quoted(resource, ['policy_arn'])}, which is judged itself` };
  const statements = (IDENTITY_POLICIES[resource.type] ?? []).map((path) => statementsAt(resource, path));
  if (statements.includes(undefined)) return { holds: undefined, says: 'its policy cannot be read' };
  const tooMuch = statements.flatMap((list) => list ?? []).find(allowsTooMuch);
  if (tooMuch === undefined) return { holds: true, says: 'no statement allows all actions on all resources' };
  return { holds: false, says: `allows ${tooMuch.NotAction === undefined ? tooMuch.Action.join(', ') : `all but ${tooMuch.NotAction.join(', ')}`} on ${tooMuch.Resource.join(', ')}` };
}

const noAllPowerfulIdentity: Probe = {
  id: 'no-all-powerful-identity',
 
  decide: (view) => askResources(view, { what: 'policy of an identity', about: ({ type }) => Object.hasOwn(IDENTITY_POLICIES, type) || ATTACHMENT.test(type), judge: judgeIdentity, opaque: isForeign }),
};

export const POLICY_PROBES: Probe[] = [
  {
    id: 'plain-http-denied-by-policy',
    decide: (view) => askResources(view, { what: 'bucket, queue or topic', about: ({ type }) => Object.hasOwn(TRANSPORT, type), judge: judgeTransport, opaque: isForeign, settingOnly: 'conditions of policies' }),
  },
  noAllPowerfulIdentity,
  refuting('least-privilege-not-refuted', noAllPowerfulIdentity),
];
