import { checkApprovals } from './check-approvals.ts';
import { checkSignatures } from './check-signatures.ts';
import { changesWithEvidence } from './last-good.ts';
import { filesOf } from './manifest.ts';
import { latestOf, PAST, type Past, type PastChange } from './past.ts';
import { readBundle, type BundleContent, type Problem } from './read-bundle.ts';
import type { StepName } from './record.ts';
import { EvidenceStore, RECORD_FILE, type StoredRecord } from './store.ts';
import type { Trust } from './trust.ts';
import { vouchedIn } from './vouched.ts';
import { closingOf, notWhole } from './whole.ts';

/** Steps whose records are asked about other changes. */
const TELLING: readonly StepName[] = ['approval', 'rehearse', 'validate', 'promote'];

/** By what bundles of other changes are judged; nothing of it comes from where they lie. */
export interface Judge {
  /** Whom the base believes; undefined: nobody is named there, and bundles are only compared with themselves. */
  trust: Trust | undefined;
  /** Whether the code of a commit is part of the base's history. */
  isInBase: (commit: string) => boolean;
}

/**
 * Reads and judges every bundle of the project. One is believed when it was closed; every file is as its newest closing manifest lists
 * it, none is missing (of folders outside PAST all may be) and none was added; its signatures hold, with trust all by somebody
 * trusted and the manifest among what they signed; and the commit that it delivered is in the base. Throws Halt for a bundle that is a
 * link. `except`: a change that is not looked at.
 */
export async function readPast(project: string, judge: Judge, except?: string): Promise<Past> {
  const changes: PastChange[] = [];
  for (const change of changesWithEvidence(project)) {
    if (change !== except) changes.push(await look(new EvidenceStore(project, change).folder, change, judge));
  }
  return { assurance: judge.trust === undefined ? 'integrity only' : 'trusted', changes };
}

async function look(folder: string, change: string, judge: Judge): Promise<PastChange> {
  const { content, problems } = await readBundle(folder, TELLING);
  const whole = asListed(content);
  const unreadable = problems.map(({ file }) => file).filter((file) => RECORD_FILE.test(file));
  const records = content.records
    .filter(({ record }) => record.change === change)
    .map(({ file, record }) => ({ file, record, sha256: content.digests[file] ?? '', attempt: Number(RECORD_FILE.exec(file)?.groups?.['attempt']) }))
    .sort((a, b) => a.attempt - b.attempt);
  const signatures = await checkSignatures(whole, judge.trust);
  const [first] = [...problems, ...notWhole(whole), ...otherBundle(content, change), ...signatures.problems, ...checkApprovals(content, judge.trust).problems];
  const doubt = first === undefined ? foreignCommit(records, judge) : first.file === '.' ? first.why : `${first.file}: ${first.why}`;
  const vouched = vouchedIn(judge.trust === undefined ? [] : signatures.held, change, content.digests);
  return { change, records, unreadable, doubt, closed: content.manifests.length > 0, vouched };
}

/** Of folders that nobody asks, and of which nothing is here, a file is what the closing manifest lists. */
function asListed(content: BundleContent): BundleContent {
  const closing = closingOf(content);
  if (closing === undefined) return content;
  const top = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
  const asked = new Set(['', ...PAST, ...Object.keys(content.digests).map(top)]);
  const elsewhere = Object.entries(filesOf(closing.manifest)).filter(([path]) => !asked.has(top(path)));
  return { ...content, digests: { ...Object.fromEntries(elsewhere), ...content.digests } };
}

function otherBundle(content: BundleContent, change: string): Problem[] {
  const closing = closingOf(content);
  const of = closing?.manifest.predicate.change ?? change;
  return of === change ? [] : [{ file: closing?.file ?? '.', why: `it closes the bundle of ${of}` }];
}

function foreignCommit(records: StoredRecord[], { isInBase }: Judge): string | undefined {
  const commits = commitsOf(records);
  if (commits.length === 0) return 'it names no commit that was delivered';
  const foreign = commits.find((commit) => !isInBase(commit));
  return foreign === undefined ? undefined : `commit ${foreign.slice(0, 12)}, which it delivered, is not in the history of the base as this clone has it: merge it, or git fetch`;
}

/** Commits that promotions delivered; of evidence that does not say them, the one that the change was begun at. */
function commitsOf(records: StoredRecord[]): string[] {
  const noted = records.filter(({ record }) => record.step === 'promote' && record.component !== undefined && record.verdict === 'pass').map(({ record }) => record.facts['commit']);
  const begun = latestOf(records, 'approval')?.record.facts['head'];
  return [...new Set(noted.length === 0 ? [begun] : noted.map((commit) => commit ?? begun))].flatMap((commit) => (commit === undefined ? [] : [typeof commit === 'string' ? commit : JSON.stringify(commit)]));
}
