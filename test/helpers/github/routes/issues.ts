import { aUser } from '../builders.ts';
import { nextId, nextNumber, timeOf } from '../git.ts';
import { showComment, showIssue, showPullAsIssue } from '../render/issues.ts';
import { showUser } from '../render/view.ts';
import { created, found, invalid, listed, noContent, number, ok, Refusal, type Call, type Routes } from '../route.ts';
import type { Comment, Issue, PullRequest } from '../state/conversations.ts';

const either = (access: 'read' | 'write'): string => `issues=${access}; pull_requests=${access}`;
const comment = (call: Call): Comment => found(call.repository.comments, ({ id }) => id === number(call, 'comment_id'));
const isPull = (one: Issue | PullRequest): one is PullRequest => 'reviews' in one;
const show = (call: Call, one: Issue | PullRequest): unknown => (isPull(one) ? showPullAsIssue(call, one) : showIssue(call, one));

/** An issue, or the pull request of that number: GitHub's issue routes know both. */
const conversation = (call: Call): Issue | PullRequest => found([...call.repository.issues, ...call.repository.pullRequests], (one) => one.number === number(call, 'issue_number'));

const longest = 65_536;
function checked(body: string | undefined, resource: string): string {
  if (body === undefined || body === '') throw invalid(resource, 'body', 'missing_field');
  if ([...body].length > longest) throw invalid(resource, 'body', 'custom', `body is too long (maximum is ${longest} characters)`);
  return body;
}

type Label = string | { name?: string };
const names = (labels: Label[]): string[] => labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));

interface IssueFields {
  title?: string | null;
  body?: string | null;
  state?: 'open' | 'closed';
  labels?: Label[];
  assignees?: string[];
}

function change(call: Call, one: Issue | PullRequest): void {
  const { title, body, state, labels, assignees } = call.body as IssueFields;
  if (typeof title === 'string') one.title = title;
  if (body !== undefined) one.body = body === null ? null : checked(body, 'Issue');
  if (state !== undefined) one.state = state;
  if (labels !== undefined) one.labels = names(labels);
  if (assignees !== undefined && !isPull(one)) one.assignees = assignees;
  one.updatedAt = timeOf(call.state);
}

export const issues: Routes = {
  'GET /repos/{owner}/{repo}/issues': {
    accepts: 'issues=read',
    answer: (call) => {
      const { state = 'open', labels, creator } = call.query;
      const wanted = labels === undefined ? [] : labels.split(',');
      const fits = (one: Issue | PullRequest): boolean =>
        (state === 'all' || one.state === state) && wanted.every((label) => one.labels.includes(label)) && (creator === undefined || one.user === creator);
      const all = [...call.repository.issues, ...call.repository.pullRequests].filter(fits);
      return listed(all.sort((a, b) => b.number - a.number).map((one) => show(call, one)));
    },
  },

  'POST /repos/{owner}/{repo}/issues': {
    accepts: 'issues=write',
    answer: (call) => {
      const { title, body, labels, assignees } = call.body as IssueFields;
      const at = timeOf(call.state);
      const made: Issue = {
        number: nextNumber(call.repository),
        id: nextId(call.state),
        title: String(title),
        body: body === undefined || body === null ? null : checked(body, 'Issue'),
        state: 'open',
        user: call.token.login,
        labels: names(labels ?? []),
        assignees: assignees ?? [],
        createdAt: at,
        updatedAt: at,
      };
      for (const login of made.assignees) call.state.users[login] ??= aUser(login);
      call.repository.issues.push(made);
      return created(showIssue(call, made));
    },
  },

  'GET /repos/{owner}/{repo}/issues/{issue_number}': { accepts: 'issues=read', answer: (call) => ok(show(call, conversation(call))) },

  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': {
    accepts: either('write'),
    answer: (call) => {
      const one = conversation(call);
      change(call, one);
      return ok(show(call, one));
    },
  },

  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': {
    accepts: either('write'),
    answer: (call) => {
      const one = conversation(call);
      const asked = call.body as { labels?: Label[] } | Label[];
      one.labels = [...new Set([...one.labels, ...names(Array.isArray(asked) ? asked : (asked.labels ?? []))])];
      return ok(showIssue(call, issueLike(one)).labels);
    },
  },

  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    accepts: either('read'),
    answer: (call) => {
      const { number: of } = conversation(call);
      return listed(call.repository.comments.filter((one) => one.number === of).map((one) => showComment(call, one)));
    },
  },

  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    accepts: either('write'),
    answer: (call) => {
      const { number: of } = conversation(call);
      const at = timeOf(call.state);
      const made: Comment = {
        id: nextId(call.state),
        number: of,
        user: call.token.login,
        body: checked((call.body as { body: string }).body, 'IssueComment'),
        createdAt: at,
        updatedAt: at,
      };
      call.repository.comments.push(made);
      return created(showComment(call, made));
    },
  },

  'GET /repos/{owner}/{repo}/issues/comments': {
    accepts: either('read'),
    answer: (call) => listed(call.repository.comments.map((one) => showComment(call, one))),
  },

  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': { accepts: either('read'), answer: (call) => ok(showComment(call, comment(call))) },

  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    accepts: either('write'),
    answer: (call) => {
      const one = comment(call);
      const { body } = call.body as { body: string };
      if (call.token.login.endsWith('[bot]') === false && one.user !== call.token.login && call.repository.collaborators[call.token.login] === undefined)
        throw new Refusal(403, 'Must have admin rights to Repository.');
      Object.assign(one, { body: checked(body, 'IssueComment'), updatedAt: timeOf(call.state) });
      return ok(showComment(call, one));
    },
  },

  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    accepts: either('write'),
    answer: (call) => {
      const one = comment(call);
      call.repository.comments.splice(call.repository.comments.indexOf(one), 1);
      return noContent();
    },
  },

  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': {
    accepts: either('write'),
    answer: (call) => {
      comment(call);
      const { content } = call.body as { content: string };
      return created({ id: nextId(call.state), node_id: 'R_1', user: showUser(call, call.token.login), content, created_at: timeOf(call.state) });
    },
  },
};

const issueLike = (one: Issue | PullRequest): Issue => (isPull(one) ? { ...one, assignees: [] } : one);
