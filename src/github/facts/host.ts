import type { Host } from '../../change/host.ts';
import type { GitFacts } from '../../git.ts';
import { tipsNow } from '../../git-base.ts';
import { git, lines } from '../../git-command.ts';
import { approvalPolicyOn } from '../../policy-on-base.ts';
import type { GitHub } from '../client.ts';
import type { ActionsContext } from '../context.ts';
import { beginReading, PRODUCTION, type RunReading } from './begin-reading.ts';
import { baseBranchOf, gapsOf, hasReviewers, type EnvironmentFacts } from './environment.ts';
import { noEnvironment } from './only-base.ts';
import { handsInPullRequest, isIntoBase } from './pull-request.ts';
import { readPullRequests, type PullRequestFacts } from './read-pull-requests.ts';
import { readRequestAt } from './read-request.ts';
import { readBranchPolicy } from './read-run.ts';
import { approvalsInReviews, approvedCommits, type RequestAt } from './reviews.ts';
import { approvalsOfRun, sealedWith } from './run-approvals.ts';
import { startersOfRun } from './run-attempt.ts';

export interface HostCall {
  github: GitHub;
  context: Pick<ActionsContext, 'serverUrl' | 'repository' | 'run' | 'sha'>;
  git: Pick<GitFacts, 'root' | 'prefix' | 'head' | 'base'>;
  /** Path of the request from the project. */
  file: string;
  now: () => Date;
}

interface Facts extends Pick<RunReading, 'attempts' | 'approvals'> {
  production: EnvironmentFacts;
  pulls: PullRequestFacts[];
  requestAt: Map<string, RequestAt>;
  readAt: Date;
}

/** GitHub as the host of a run, asked for the first time. Throws as `refresh` does. */
export async function openHost(call: HostCall, reading: Promise<RunReading>): Promise<Host> {
  let facts = await readFacts(call, await reading, new Map());
  const { repository, run, serverUrl, sha } = call.context;
  const branch = baseBranchOf(call.git.base.ref);
  const counted = (): PullRequestFacts[] => facts.pulls.filter(({ pull }) => isIntoBase(pull, repository.id, branch));
  const asking = { id: run.id, attempt: run.attempt, url: `${serverUrl}/${repository.owner}/${repository.name}/actions/runs/${run.id}`, commit: sha };
  return {
    refresh: async () => void (facts = await readFacts(call, await beginReading(call.github, call.context), facts.requestAt)),
    approvals: (subject, approvers, made) => {
      if (subject.kind === 'request') return counted().flatMap(({ reviews }) => approvalsInReviews(reviews, facts.requestAt, subject, approvers));
      if (subject.kind !== 'promotion') return [];
      return approvalsOfRun({ run: asking, environment: PRODUCTION, approvals: facts.approvals, gaps: gapsOf(facts.production), readAt: facts.readAt }, made, subject, approvers);
    },
    excluded: () => [...startersOfRun(facts.attempts), ...facts.pulls.flatMap(({ pull, commits }) => handsInPullRequest(pull, commits))],
    touched: () => touchedBy(facts.pulls),
    remarks: (kind) => remarksOn(kind, facts, counted().map(({ pull }) => pull.html_url), branch),
    forSeal: () => sealedWith({ run: asking, environment: PRODUCTION, approvals: facts.approvals }),
  };
}

async function readFacts(call: HostCall, { attempts, approvals, production }: RunReading, known: Map<string, RequestAt>): Promise<Facts> {
  const { github, context, git: facts, file, now } = call;
  if (production === undefined) throw noEnvironment(PRODUCTION, 'an environment with required reviewers, no bypass for administrators, no self-review, and the base branch as the only one to deploy');
  const path = `${facts.prefix}${file}`;
  const [environment, pulls] = await Promise.all([readBranchPolicy(github, context, production, baseBranchOf(facts.base.ref)), readPullRequests(github, context.repository, commitsToAskFor(facts, path), ownersAreAskedFor(facts))]);
  const commits = [...new Set(pulls.flatMap(({ reviews }) => approvedCommits(reviews)))];
  // What was at a commit stays: it is read once.
  const requestAt = new Map(await Promise.all(commits.map(async (commit) => [commit, known.get(commit) ?? (await readRequestAt(github, context.repository, path, commit))] as const)));
  return { attempts, approvals, production: environment, pulls, requestAt, readAt: now() };
}

function ownersAreAskedFor(facts: HostCall['git']): boolean {
  const { request } = approvalPolicyOn(tipsNow(facts).facts);
  return request.normal.codeOwners || request.emergency.codeOwners;
}

function touchedBy(pulls: PullRequestFacts[]): string[] | undefined {
  const known = pulls.flatMap(({ files }) => files ?? []);
  return known.length === 0 ? undefined : [...new Set(known)].sort();
}

/** The commit that is delivered, and those that wrote the request: after a merge it may lie further back. */
function commitsToAskFor({ root, head }: HostCall['git'], path: string): string[] {
  return [...new Set([head, ...lines(git(root, ['log', '--format=%H', head, '--', `:(literal,top)${path}`]))])];
}

function remarksOn(kind: string, { production }: Facts, pulls: string[], branch: string): string[] {
  if (kind === 'request') return pulls.length === 0 ? [`no pull request into ${branch} has this commit or the request, so there is no review of it`] : [`a review that approves ${pulls.join(' or ')} counts as well`];
  if (kind !== 'promotion') return [];
  const gaps = gapsOf(production);
  if (gaps.length === 0) return ['an approval in GitHub counts when it is given after the seal was made, in the same run'];
  const signature = 'only a signed approval counts';
  return [hasReviewers(production) ? `the environment ${PRODUCTION} ${gaps.join(', and it ')}: set that right, or else ${signature}` : `the environment ${PRODUCTION} has no required reviewers: ${signature}`];
}
