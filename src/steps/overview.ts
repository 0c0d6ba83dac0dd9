import { z } from 'zod';
import type { ApprovalDecision } from '../change/approval.ts';
import type { Subject } from '../change/counting.ts';
import { derivedStatus, hasExpired, shownBy, type DerivedStatus } from '../change/derived-status.ts';
import type { FoundRequest } from '../change/find-request.ts';
import { lastResults, type StepResult } from '../change/progress.ts';
import { waitsFor, type Waiting } from '../change/waiting.ts';
import { productionTime } from '../change/windows.ts';
import { digestSchema, type StepRecord } from '../evidence/record.ts';
import { decide, judgesNow, type Desk } from './decide.ts';
import { reviewOf } from './emergencies.ts';

/** Where a request stands, for people and for scripts. */
export interface Overview extends DerivedStatus {
  id: string;
  title: string;
  file: string;
  /** What the file says. */
  fileStatus: DerivedStatus['status'];
  risk: string;
  requester: string;
  expires: string;
  components: 'all' | string[];
  environments: string[];
  results: StepResult[];
  waiting: Waiting[];
}

/** Where a request is looked at: nobody runs anything, and the whole file is at hand. */
export interface OverviewDesk extends Desk {
  change: FoundRequest;
}

/** Derives it from the file, the approvals and the records as they are now. Writes nothing and asks no ticket system. */
export function overviewOf(desk: OverviewDesk): Overview {
  const { change, store, now } = desk;
  const { request, file, digest } = change;
  const records = store.all().map(({ record }) => record);
  const last = (step: StepRecord['step']): StepRecord | undefined => records.findLast((record) => record.step === step && record.component === undefined);
  // Who ran it last would run it again, and does not count.
  const startedBy = last('approval')?.facts['startedBy'];
  const asRunner = { ...desk, git: { ...desk.git, user: typeof startedBy === 'string' ? startedBy : '' } };
  const judge = (subject: Pick<Subject, 'kind' | 'digest' | 'target'>): ApprovalDecision => decide(asRunner, { ...subject, change: request.id, repository: desk.git.identity });
  const judges = judgesNow(desk);
  const time = productionTime({ policy: judges.policy, request }, now());
  const shown = shownBy(records, digest);
  const decision = judge({ kind: 'request', digest, target: null });
  const plan = last('plan');
  const seal = plan?.verdict === 'pass' ? digestSchema.safeParse(plan.facts['seal']).data : undefined;
  const target = plan?.target ?? 'cloud';
  const review = reviewOf(store, { target, repository: desk.git.identity, ...judges, now: now() });
  const derived = derivedStatus({ file: request.status, shown, approved: decision.allowed, early: time.reasons.length > 0, unreviewed: review?.allowed === false });
  const results = lastResults(records);
  const waiting = waitsFor({
    id: request.id,
    file,
    requester: request.requester,
    derived,
    expired: hasExpired(request.expires, now()),
    time,
    request: decision,
    promotion: seal === undefined ? undefined : judge({ kind: 'promotion', digest: seal, target }),
    acknowledgement: seal === undefined ? undefined : judge({ kind: 'acknowledgement', digest: seal, target }),
    review,
    shown,
    results,
    components: componentsIn(last('prepare')),
    target: last('approval')?.target ?? 'cloud',
  });
  const { id, title, risk, requester, expires, components, environments } = request;
  return { id, title, file, ...derived, fileStatus: request.status, risk, requester, expires, components, environments, results, waiting };
}

const milestonesSchema = z.object({ milestones: z.array(z.object({ components: z.array(z.string()) })) });

function componentsIn(prepare: StepRecord | undefined): string[] {
  return milestonesSchema.safeParse(prepare?.facts).data?.milestones.flatMap(({ components }) => components) ?? [];
}
