import { APPROVERS_FILE, parseApprovers, principalsOf, type Approver } from '../change/approvers.ts';
import { findSigningKey } from '../change/sources/signing-key.ts';
import { ATTESTATIONS_FILE, parseAttestations } from '../claims/attestations.ts';
import { BINDINGS_FILE, parseBindings } from '../claims/bindings.ts';
import { COMPLIANCE_FILE, parseCompliance } from '../compliance/mapping.ts';
import { parseConfig } from '../config.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { readFromBase } from '../git-base.ts';
import { baseFacts, gitConfig } from '../git.ts';
import { parseWaivers } from '../scanners/waivers.ts';
import { documentsOnBase } from './documents.ts';
import { look, type Finding, type Seen } from './finding.ts';
import { planRecipient } from './plan-recipient.ts';

type Base = ReturnType<typeof baseFacts>;

const UNKNOWN_BASE: Seen = { state: 'unknown', says: 'read from the base branch, which is not known' };

/** What git says of the project: the base branch and the judges on it, who runs this, and whether they may approve. */
export async function lookAtRepository(root: string, target: 'sandbox' | 'cloud'): Promise<Finding[]> {
  const known: { base?: Base; approvers?: Approver[] } = {};
  const branch = await look('base branch', () => {
    known.base = baseFacts(root);
    return known.base.base.ref;
  });
  const onBase = (about: string, work: (base: Base) => Seen | Promise<Seen>): Promise<Finding> => look(about, () => (known.base === undefined ? UNKNOWN_BASE : work(known.base)));
  return [
    branch,
    await look('git user', () => {
      const email = gitConfig(root, 'user.email');
      return email ?? { state: 'missing', says: 'git does not know who you are, so nobody could tell whether you approve your own change', next: 'git config --global user.email you@example.com' };
    }),
    await onBase(APPROVERS_FILE, (base) => {
      known.approvers = approversOn(base);
      return known.approvers.flatMap(({ principals }) => principals).join(', ');
    }),
    await onBase('policy', (base) => {
      const text = readFromBase(base, CONFIG_FILE);
      if (text !== undefined) parseConfig(text, `${CONFIG_FILE} on ${base.base.ref}`);
      return text === undefined ? `no ${CONFIG_FILE} on ${base.base.ref}: the defaults hold` : `${CONFIG_FILE} on ${base.base.ref}`;
    }),
    await onBase('documents on base', documentsOnBase),
    await onBase('waivers', (base) => {
      const text = readFromBase(base, 'waivers.yaml');
      return text === undefined ? 'none' : String(parseWaivers(text, `waivers.yaml on ${base.base.ref}`).length);
    }),
    await onBase('attestations', (base) => {
      const text = readFromBase(base, ATTESTATIONS_FILE);
      return text === undefined ? 'none' : String(parseAttestations(text, `${ATTESTATIONS_FILE} on ${base.base.ref}`).length);
    }),
    await onBase('checklist bindings', (base) => {
      const text = readFromBase(base, BINDINGS_FILE);
      return text === undefined ? 'none' : String(parseBindings(text, `${BINDINGS_FILE} on ${base.base.ref}`).length);
    }),
    await onBase('compliance', (base) => {
      const text = readFromBase(base, COMPLIANCE_FILE);
      if (text !== undefined) parseCompliance(text, `${COMPLIANCE_FILE} on ${base.base.ref}`);
      return text === undefined ? "Cutover's own controls" : `${COMPLIANCE_FILE} on ${base.base.ref}, over Cutover's own`;
    }),
    await onBase('plan recipient', (base) => planRecipient(base, target)),
    // Whoever runs a change does not approve it, so a delivery can do without.
    await look('your signing key', () => ownKey(root, known.approvers ?? []), false),
  ];
}

function approversOn(facts: Base): Approver[] {
  const file = `${APPROVERS_FILE} on ${facts.base.ref}`;
  const text = readFromBase(facts, APPROVERS_FILE);
  if (text === undefined) throw new UserError({ file, problem: 'the base branch has no approvers file, so nobody can approve', next: `commit ${APPROVERS_FILE} on the base branch: <e-mail> namespaces="cutover-*" <the line of a .pub file>` });
  return parseApprovers(text, file);
}

function ownKey(root: string, approvers: Approver[]): Seen {
  const names = principalsOf(approvers, findSigningKey(root, undefined).publicKey);
  if (names.length > 0) return `it signs as ${names.join(', ')}`;
  return { state: 'missing', says: `it is not in ${APPROVERS_FILE}: you can carry changes out, and not approve them`, next: `have its line added to ${APPROVERS_FILE} on the base branch, if you are to approve` };
}
