import { nextId, nextNumber, resolve, timeOf } from '../git.ts';
import { showCommit, showFile } from '../render/git.ts';
import { commitsOf, filesOf, showPull, showReview, showWholePull } from '../render/pulls.ts';
import { created, found, invalid, listed, number, ok, Refusal, type Call, type Routes } from '../route.ts';
import type { PullRequest, Review } from '../state/conversations.ts';

const pull = (call: Call): PullRequest => found(call.repository.pullRequests, (one) => one.number === number(call, 'pull_number'));

interface NewPull {
  title?: string;
  head: string;
  base: string;
  body?: string;
  draft?: boolean;
}

interface NewReview {
  commit_id?: string;
  body?: string;
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

/** What GitHub lists of one pull request at most, however many pages are asked for. */
const most = { commits: 250, files: 3000 };

function create(call: Call): PullRequest {
  const { title, head, base, body, draft } = call.body as NewPull;
  const { repository, state } = call;
  const [owner, branch] = head.includes(':') ? (head.split(':', 2) as [string, string]) : [repository.owner, head];
  const from = Object.values(state.repositories).find((one) => one.owner === owner && one.branches[branch] !== undefined);
  const sha = from?.branches[branch];
  const target = repository.branches[base];
  if (from === undefined || sha === undefined) throw invalid('PullRequest', 'head', 'invalid');
  if (target === undefined) throw invalid('PullRequest', 'base', 'invalid');
  const full = `${from.owner}/${from.name}`;
  if (repository.pullRequests.some((one) => one.state === 'open' && one.head.ref === branch && one.head.repository === full && one.base.ref === base))
    throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${owner}:${branch}.` }]);
  if (sha === target) throw new Refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message: `No commits between ${base} and ${branch}` }]);
  const made: PullRequest = {
    number: nextNumber(repository),
    id: nextId(state),
    title: title ?? '',
    body: body ?? null,
    state: 'open',
    draft: draft ?? false,
    merged: false,
    mergeCommit: null,
    user: call.token.login,
    base: { ref: base, sha: target },
    head: { ref: branch, sha, repository: full },
    labels: [],
    requestedReviewers: [],
    reviews: [],
    createdAt: timeOf(state),
    updatedAt: timeOf(state),
  };
  repository.pullRequests.push(made);
  return made;
}

export const pulls: Routes = {
  'GET /repos/{owner}/{repo}/pulls': {
    accepts: 'pull_requests=read',
    answer: (call) => {
      const { state = 'open', head, base } = call.query;
      const fits = (one: PullRequest): boolean =>
        (state === 'all' || one.state === state) && (base === undefined || one.base.ref === base) && (head === undefined || `${one.head.repository?.split('/')[0]}:${one.head.ref}` === head);
      return listed(call.repository.pullRequests.filter(fits).reverse().map((one) => showPull(call, one)));
    },
  },

  'POST /repos/{owner}/{repo}/pulls': { accepts: 'pull_requests=write', answer: (call) => created(showWholePull(call, create(call))) },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}': { accepts: 'pull_requests=read', answer: (call) => ok(showWholePull(call, pull(call))) },

  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': {
    accepts: 'pull_requests=write',
    answer: (call) => {
      const { title, body, state } = call.body as { title?: string; body?: string; state?: 'open' | 'closed' };
      const one = pull(call);
      Object.assign(one, { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }), ...(state === undefined ? {} : { state }), updatedAt: timeOf(call.state) });
      return ok(showWholePull(call, one));
    },
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': {
    accepts: 'pull_requests=read',
    answer: (call) => {
      const one = pull(call);
      return listed(filesOf(call.repository, one).slice(0, most.files).map((file) => showFile(call, file, one.head.sha)));
    },
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': {
    accepts: 'pull_requests=read',
    answer: (call) => listed(commitsOf(call.repository, pull(call)).slice(0, most.commits).map((one) => showCommit(call, one))),
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': {
    accepts: 'pull_requests=read',
    answer: (call) => {
      const one = pull(call);
      // A review that is not submitted yet is seen by its author only.
      return listed(one.reviews.filter(({ state, user }) => state !== 'PENDING' || user === call.token.login).map((review) => showReview(call, one, review)));
    },
  },

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': {
    accepts: 'pull_requests=write',
    answer: (call) => {
      const one = pull(call);
      const { commit_id, body, event } = call.body as NewReview;
      if (event === 'APPROVE' && one.user === call.token.login) throw new Refusal(422, 'Unprocessable Entity', ['Can not approve your own pull request']);
      const review: Review = {
        id: nextId(call.state),
        user: call.token.login,
        state: event === undefined ? 'PENDING' : states[event],
        commit: commit_id ?? one.head.sha,
        body: body ?? '',
        submittedAt: timeOf(call.state),
      };
      one.reviews.push(review);
      return ok(showReview(call, one, review));
    },
  },

  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': {
    accepts: 'pull_requests=read',
    answer: (call) => {
      const sha = resolve(call.repository, call.params.commit_sha ?? '')?.sha;
      const has = (one: PullRequest): boolean => one.mergeCommit === sha || commitsOf(call.repository, one).some((commit) => commit.sha === sha);
      return listed(call.repository.pullRequests.filter(has).map((one) => showPull(call, one)));
    },
  },
};
