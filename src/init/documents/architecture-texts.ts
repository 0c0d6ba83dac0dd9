import type { ARCHITECTURE_SECTIONS } from '../../documents/architecture-sections.ts';
import type { Setup } from '../setup.ts';

export type SectionTitle = (typeof ARCHITECTURE_SECTIONS)[number];

/** What is true of one section at the beginning; of code that was there before, only what Cutover itself brings is known. */
export function sectionText(title: SectionTitle, setup: Setup): string {
  return SETTLED[title]?.(setup) ?? (setup.origin === 'starter' ? STARTER[title]?.(setup) : undefined) ?? `Not described yet. ${setup.answers.team} answers for this section.`;
}

type Texts = Partial<Record<SectionTitle, (setup: Setup) => string>>;

/** What the way of working brings, in every project. */
const SETTLED: Texts = {
  'Infrastructure Overview': ({ answers }) => `AWS, region ${answers.region}. The same components run in a test account (${answers.accountTest}) and in a production account (${answers.accountProduction}).`,
  'Infrastructure as Code (IaC)': ({ app }) => `${app === undefined ? 'HCL root modules' : 'A CDKTF app'}: one ${app === undefined ? 'module' : 'stack'} with one state for each component. Nothing is made by hand: what is not in the code shows as drift.`,
  'Environment Configuration': () => 'What differs between test and production stands in `cutover.yaml` under `environments`. No secret stands there, nor anywhere else in the repository.',
  'Test Environment': ({ answers }) => `Account ${answers.accountTest}. Each change is applied and checked here before production is planned.`,
  'Production Environment': ({ answers }) => `Account ${answers.accountProduction}. It changes only by plans that were sealed, and that somebody approved who neither asked for the change, wrote nor ran it.`,
  'Environment Transition Strategy': () => 'Approval of the request, synth, scan, rehearsal in test, requirements, checklist, sealed plans, approval of the seal, production, handover: `cutover deliver`. The way back of each component is written before test is touched.',
  'CI/CD Pipeline': () => '`cutover deliver` runs the same steps on a laptop as in a pipeline, and keeps a record of each in `cutover-evidence/`.',
  'Progressive Deployment Strategy': () => 'Component by component in dependency order, each finished before the next begins (`--mode incremental`), or group by group (`--mode yolo`).',
  'Infrastructure Verification': () => 'Functional checks of `cutover.yaml` after each apply, requirements in test, a look for drift after production.',
  'Validation Framework': () => 'The demands of this document, of the guidelines, the technology stack and the project structure are claims that Cutover decides from stacks, plans and records; the rest is asked by `infrastructure-checklist.md`.',
  'Validation Process': () => 'With each change: before it begins, on every plan, and once more at handover.',
  'Architecture Decision Records (ADRs)': () => 'Decisions stand above under `decisions`, each with an id, its reason and, where one can be checked, a rule.',
  'Implementation Validation Criteria': () => 'A component is done when its checks pass in production, its plan shows no difference any more, and operations have its runbook.',
  'Knowledge Transfer Requirements': () => '`cutover handover` writes as-built document, runbook, monitoring and knowledge transfer from the records of the change.',
  'Implementation Handoff': ({ answers }) => `Operations (${answers.operations}) sign that they take over: \`cutover acknowledge\`.`,
  'Infrastructure Change Management': () => 'Every change has a request in `changes/`. Who may approve stands in `approvers` on the base branch; a change cannot bring its own approvers, waivers or attestations.',
  'Shared Responsibility Model': ({ answers }) => `AWS answers for its services, ${answers.team} for the infrastructure and its documents, ${answers.operations} for running it. Each component and each demand can name another owner.`,
};

/** What is true while there is nothing but what `init` and `component new` make. */
const STARTER: Texts = {
  'Network Architecture': () => 'Nothing has an address in the internet. A network, where there is one, is a component of its own and is described there.',
  'Service Mesh Architecture': () => 'Not applicable, because no services run here.',
  'Compute Resources': () => 'Not applicable, because nothing computes here yet.',
  'Kubernetes Architecture': () => 'Not applicable, because there is no cluster.',
  'Data Resources': () => 'What a component keeps, and what is lost with it, stands in its section and on top of its stack.',
  'Security Architecture': () => 'The controls of `infrastructure-guidelines.md` hold for every stack: encryption with our own keys, TLS, nothing public, nothing that cannot be restored.',
  'Monitoring & Observability': ({ answers }) => `Not applicable yet, because nothing runs that could fail unseen. ${answers.operations} is who would be told.`,
  'Disaster Recovery': () => 'All of it is code: what keeps no data is made anew. Components that keep data say in their section how it comes back.',
  'Cost Optimization': () => 'What costs by use costs nothing while it is idle; a key costs about one dollar a month.',
  'BMad Integration Architecture': () => 'Not applicable, because no agents are deployed by it.',
  'Development Agent Support': () => 'Not applicable, because no agents are deployed by it.',
  'Product & Architecture Alignment': () => 'Not applicable yet, because no product stands on it. Requirements come under `requirements` above.',
  'Cross-Agent Integration Points': () => 'Not applicable, because no agents are deployed by it.',
  'DevOps/Platform Feasibility Review': () => 'The starter was delivered in the sandbox by the tests of Cutover. What is added is reviewed with its request.',
  'Feasibility Assessment Results': () => 'Nothing is known that would stand against it.',
  'Infrastructure Evolution': () => 'New components come by `cutover component new`, others by a change to code and documents.',
  'Integration with Application Architecture': () => 'Not applicable yet, because no application uses it. Applications take what they need from the outputs of the stacks.',
  'Cross-Team Collaboration': ({ answers }) => `Teams ask by a change request; ${answers.team} answers it.`,
};
