import { z } from 'zod';
import type { Json } from '../json.ts';
import { good, note, risk, type Opinion } from './rules.ts';

const textOrTexts = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
const principalSchema = z.union([z.string(), z.record(z.string(), textOrTexts)]);

const statementSchema = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principalSchema.optional(),
  NotPrincipal: principalSchema.optional(),
  Action: textOrTexts.optional(),
  NotAction: textOrTexts.optional(),
  Resource: textOrTexts.optional(),
  NotResource: textOrTexts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.json())).optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const policySchema = z.object({ Statement: z.union([z.array(statementSchema), statementSchema.transform((statement) => [statement])]) });

/**
 * The statements of an IAM policy document, given as JSON text or as an object; undefined when it is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function statementsOf(policy: Json): Statement[] | undefined {
  let value: unknown = policy;
  if (typeof policy === 'string') {
    try {
      value = JSON.parse(policy);
    } catch {
      return undefined;
    }
  }
  return policySchema.safeParse(value).data?.Statement;
}

/** Of what kind the policy is decides what is normal in it: a key policy gives its account everything. */
export type PolicyKind = 'identity' | 'resource' | 'key' | 'trust' | 'endpoint';

/** What a policy opens too widely, as one opinion; `undefined` stands for a policy that is not set. */
export function judgePolicy(policy: Json | undefined, kind: PolicyKind): Opinion | undefined {
  if (policy === undefined) return kind === 'endpoint' ? note('no endpoint policy: every principal may call every action through the endpoint') : undefined;
  const statements = statementsOf(policy);
  if (statements === undefined) return risk('this is not a policy document that can be read');
  const opinions = statements.flatMap((statement, index) => judgeStatement(statement, index, kind));
  const worst = opinions.filter(({ level }) => level === 'risk');
  if (worst.length > 0) return risk(worst.map(({ says }) => says).join('; '));
  if (opinions.length > 0) return note(opinions.map(({ says }) => says).join('; '));
  return good('no statement allows everyone, or every action');
}

function judgeStatement(statement: Statement, index: number, kind: PolicyKind): Opinion[] {
  if (statement.Effect === 'Deny') return [];
  const label = `statement ${statement.Sid === undefined || statement.Sid === '' ? index + 1 : statement.Sid}`;
  const opinions: Opinion[] = [];
  const conditions = Object.values(statement.Condition ?? {}).flatMap(Object.keys);
  if (isAnyone(statement) && kind !== 'endpoint') {
    opinions.push(conditions.length === 0 ? risk(`${label} allows everyone`) : note(`${label} allows everyone who meets a condition on ${conditions.join(', ')}`));
  }
  for (const inverse of ['NotPrincipal', 'NotAction', 'NotResource'] as const) {
    if (statement[inverse] !== undefined) opinions.push(risk(`${label} allows all but what ${inverse} lists`));
  }
  const broad = (statement.Action ?? []).filter((action) => action === '*' || action === '*:*' || action.endsWith(':*'));
  // An endpoint's policy bounds by whom and whose, seldom by action.
  const usual = (kind === 'key' && isOwnAccount(statement)) || (kind === 'endpoint' && conditions.length > 0);
  if (broad.length > 0 && !usual) {
    const says = `${label} allows ${broad.join(', ')}`;
    opinions.push(kind === 'identity' || (kind !== 'endpoint' && broad.some((action) => !/^[^*]+:/.test(action))) ? risk(says) : note(says));
  }
  if (kind === 'identity' && statement.Resource?.includes('*') && conditions.length === 0) opinions.push(note(`${label} is about every resource`));
  return opinions;
}

function isAnyone({ Principal }: Statement): boolean {
  if (Principal === undefined) return false;
  return typeof Principal === 'string' ? Principal === '*' : (Principal['AWS']?.includes('*') ?? false);
}

/** An account's root as principal hands the decision to the account's own IAM policies; AWS writes it into every new key policy. */
function isOwnAccount({ Principal }: Statement): boolean {
  if (Principal === undefined || typeof Principal === 'string') return false;
  const principals = Object.values(Principal).flat();
  return principals.length > 0 && principals.every((principal) => /^(\d{12}|arn:aws[a-z-]*:iam::\d{12}:root)$/.test(principal));
}

/** True when a statement denies everyone's requests that do not come over TLS. */
export function requiresTls(policy: Json): boolean {
  return (statementsOf(policy) ?? []).some((statement) => {
    if (statement.Effect !== 'Deny' || !isAnyone(statement)) return false;
    const insecure = statement.Condition?.['Bool']?.['aws:SecureTransport'];
    // SNS accepts no `sns:*` in a topic's policy; publishing is what carries data.
    const allActions = statement.Action?.some((action) => action === '*' || /^([a-z0-9]+:\*|sns:Publish)$/i.test(action)) ?? false;
    return allActions && [insecure].flat().some((value) => value === false || value === 'false');
  });
}
