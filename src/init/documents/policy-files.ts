import type { Answers } from '../answers.ts';
import type { Setup } from '../setup.ts';
import { withFrontMatter } from './front-matter-text.ts';

/** Days until the first request expires. */
const DAYS = 90;
const DAY = 86_400_000;

/** Who may approve; `line` as approverLine makes it. */
export function approversFile(line: string): string {
  return `# Who may approve, as ssh-keygen reads it (ssh-keygen(1), ALLOWED SIGNERS). It counts from the base branch.\n${line}\n`;
}

export function waiversFile(): string {
  return '# Findings of the scanners that are accepted: check, component, resource, reason, owner, expires. They count from the base branch.\nwaivers: []\n';
}

export function attestationsFile(): string {
  return '# What people answer for, where no rule can tell: claim, person, date, statement, link, expires. They count from the base branch.\nattestations: []\n';
}

/** What must not be committed. */
export const IGNORED: readonly string[] = ['.cutover/', 'cutover-evidence/', 'node_modules', 'cdktf.out/', '.terraform/'];

/** The first change request. Where there was code already, it changes nothing: that shows that Cutover sees what there is. */
export function firstRequest({ answers, origin, now }: Setup): string {
  const adopt = origin === 'found';
  const data = {
    id: 'CR-0001',
    title: adopt ? `Take over ${answers.name} as it is` : `Set up ${answers.name} in test and production`,
    why: adopt ? 'From here on every change has a request, an approval and evidence. This one shows that the code is what runs.' : 'The first component, so that the way from a request to production is shown to work before anything depends on it.',
    requester: answers.requester,
    status: 'submitted',
    risk: 'normal',
    expires: new Date(now.getTime() + DAYS * DAY).toISOString().slice(0, 10),
    components: 'all',
    ...(adopt ? { adopt: true } : {}),
    rollback: adopt ? 'Nothing changes, so there is nothing to take back.' : 'Each component is destroyed in reverse order; prepare writes the procedure. Nothing depends on it yet.',
  };
  return withFrontMatter(data, adopt ? '# What changes\n\nNothing: a plan that would change anything stops this request.' : '# What changes\n\nEvery component of `docs/infrastructure-architecture.md` is made, first in test and then in production. Nothing that exists is changed.');
}

/** The comment at the end of an item binds it to what decides it. */
const ITEMS: Record<string, (readonly [string, string, string?])[]> = {
  Security: [
    ['Both scanners have looked at every component.', 'scanned', 'scanned'],
    ['Every finding is mended, or waived in writing with an owner and an end.', 'findings-answered', 'findings-answered'],
    ['No policy of a role, user or group allows all actions on all resources.', 'identities-bounded', 'no-all-powerful-identity'],
    ['Everything that keeps data encrypts it at rest.', 'encrypted-at-rest', 'encrypted-at-rest'],
    ['Somebody other than its author has read the code.', 'code-read'],
  ],
  Delivery: [
    ['The change has the approvals that it needs.', 'approved', 'approved'],
    ['The change worked in test before it goes to production.', 'tested-in-test', 'tested-in-test'],
    ['Every component goes through test to production, after what it needs.', 'promotion-path', 'promotion-path'],
    ['Every component has a check that runs by itself.', 'smoke-tested', 'smoke-tested'],
    ['There is a written way back for each component.', 'rollback-written', 'rollback-written'],
  ],
  Operations: [
    ['The as-built document covers every component.', 'as-built', 'as-built-written'],
    ['The runbook covers every component.', 'runbook', 'runbook-written'],
    ['Production has no difference from the code after the change.', 'no-drift', 'no-drift'],
    ['Somebody has agreed to the monthly cost.', 'cost-agreed'],
  ],
};

export function checklistFile({ name }: Pick<Answers, 'name'>): string {
  const sections = Object.entries(ITEMS).map(([title, items]) => `## ${title}\n\n${items.map(([text, id, probe]) => `- [ ] ${text} <!-- id: ${id} -->${probe === undefined ? '' : ` <!-- probe: ${probe} -->`}`).join('\n')}`);
  return `# Infrastructure checklist of ${name}\n\nWhat has to be true before a change goes to production, and once more after it is there. \`cutover checklist\` decides each item that has\na \`probe\` from the records of the change; the others stay open until somebody answers for them. Items that stop the change while they\nare open stand under \`checklist.mandatory\` in \`cutover.yaml\`.\n\n${sections.join('\n\n')}\n`;
}
