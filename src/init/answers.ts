import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { parseApprovers } from '../change/approvers.ts';
import { Halt, UserError } from '../errors.ts';
import { planRecipientSchema } from '../config.ts';
import { PACKAGE_MANAGERS } from './package-manager.ts';

export const KINDS = ['cdktf', 'cdktn', 'hcl'] as const;
export const ENGINES = ['terraform', 'tofu'] as const;

const account = z.string().regex(/^\d{12}$/, 'the twelve digits of an AWS account');
const email = z.email('an e-mail address such as ann@example.com').max(320);

/** Everything that `init` asks. Each field has its own schema, so that a flag and a prompt refuse the same. */
export const answersSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,38}$/, 'a name of at most 39 lower-case letters, digits and hyphens, beginning with a letter'),
  kind: z.enum(KINDS, `one of ${KINDS.join(', ')}`),
  engine: z.enum(ENGINES, `one of ${ENGINES.join(', ')}`),
  packageManager: z.enum(PACKAGE_MANAGERS, `one of ${PACKAGE_MANAGERS.join(', ')}`),
  accountTest: account,
  accountProduction: account,
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as eu-central-1'),
  /** Answers for the infrastructure and its documents; becomes a tag. */
  team: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'the name of a team, lower-case letters and hyphens, such as platform-engineering'),
  requester: email,
  operations: email,
  approver: email,
  /** A file with a public SSH key, or the key itself. */
  approverKey: z.string().min(1, 'the .pub file of the approver, or its one line'),
  /** Their reviews on GitHub then count too. Never asked: it is for those who deliver there. */
  approverLogin: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/, 'their login on GitHub, such as ann'),
  /** What saved plans are encrypted to. Never asked either: only deliveries on GitHub need it. */
  planRecipient: planRecipientSchema,
});
export type AnswerName = keyof z.infer<typeof answersSchema>;
/** For those who deliver on GitHub. */
export const NEVER_ASKED: readonly AnswerName[] = ['approverLogin', 'planRecipient'];
/** The approver is left out where an approvers file says it already. */
const answeredSchema = answersSchema.partial({ approver: true, approverKey: true, approverLogin: true, planRecipient: true });
export type Answers = z.infer<typeof answeredSchema>;

/** `accountTest` → `--account-test`. */
export function flagOf(name: AnswerName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What is wrong with one answer; undefined when nothing is. */
export function wrongAnswer(name: AnswerName, value: string): string | undefined {
  const result = answersSchema.shape[name].safeParse(value);
  return result.success ? undefined : (result.error.issues[0]?.message ?? 'not valid');
}

/** The whole of the answers, with those that are needed. Throws UserError that names the flag. */
export function checkAnswers(values: Partial<Record<AnswerName, string>>, needsApprover: boolean): Answers {
  for (const name of Object.keys(answersSchema.shape) as AnswerName[]) {
    const value = values[name];
    if (value === undefined && (NEVER_ASKED.includes(name) || (!needsApprover && (name === 'approver' || name === 'approverKey')))) continue;
    if (value === undefined) throw new UserError({ field: flagOf(name), problem: 'this is needed, and nothing can be proposed for it', allowed: wrongAnswer(name, '') ?? 'a value', next: 'pass it, or run cutover init in a terminal' });
    const wrong = wrongAnswer(name, value);
    if (wrong !== undefined) throw new UserError({ field: flagOf(name), problem: 'this cannot be used', found: JSON.stringify(value.slice(0, 80)), allowed: wrong });
  }
  const answers = answeredSchema.parse(values);
  if (answers.accountTest === answers.accountProduction) throw new UserError({ field: flagOf('accountProduction'), problem: 'test and production are one account', found: answers.accountProduction, allowed: 'an account of its own for each, so that what happens in test cannot reach production' });
  if (answers.approver?.toLowerCase() === answers.requester.toLowerCase()) throw new UserError({ field: flagOf('approver'), problem: 'the requester would approve their own change', found: answers.approver, allowed: 'another person: who asks for a change does not count as its approver' });
  return answers;
}

/** The line of the approvers file for a public key. Throws UserError when it is no key that may approve. */
export function approverLine({ approver = '', approverKey = '', approverLogin }: Pick<Answers, 'approver' | 'approverKey' | 'approverLogin'>): string {
  const key = publicKey(approverKey);
  const line = `${approver} namespaces="cutover-*" ${key}${approverLogin === undefined ? '' : ` github=${approverLogin}`}`;
  try {
    parseApprovers(line);
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
    const { problem, found, allowed } = error.complaint;
    throw new UserError({ field: flagOf('approverKey'), problem, ...(found === undefined ? {} : { found }), ...(allowed === undefined ? {} : { allowed }), next: 'ssh-keygen -t ed25519 makes a pair; give the file that ends in .pub' });
  }
  return line;
}

function publicKey(given: string): string {
  if (/^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/]+=*( |$)/.test(given)) return given.split(' ').slice(0, 2).join(' ');
  const refuse = (problem: string): UserError => new UserError({ field: flagOf('approverKey'), problem, found: given.slice(0, 200), allowed: 'the .pub file of the approver, or its one line', next: 'ssh-keygen -t ed25519 makes a pair' });
  if (!existsSync(given)) throw refuse('there is no such file');
  if (!statSync(given).isFile() || statSync(given).size > 20_000) throw refuse('this is no public key');
  const text = readFileSync(given, 'utf8');
  if (text.includes('PRIVATE KEY')) throw refuse('this is the private key, which its owner gives to nobody');
  return text.trim().split(/\s+/).slice(0, 2).join(' ');
}
