import { showCommit } from '../render/git.ts';
import { showRepository, showUser } from '../render/view.ts';
import { found, listed, notFound, ok, text, Refusal, type Routes } from '../route.ts';

/** Accounts and what they may do, branches and their rules. */
export const repositories: Routes = {
  'GET /repos/{owner}/{repo}': { accepts: 'metadata=read', answer: (call) => ok(showRepository(call)) },

  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': {
    accepts: 'metadata=read',
    answer: (call) => {
      const login = text(call, 'username');
      if (call.state.users[login] === undefined) throw notFound();
      const role = call.repository.collaborators[login] ?? (call.repository.private ? 'none' : 'read');
      const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
      return ok({ permission, role_name: role, user: { ...showUser(call, login), role_name: role } });
    },
  },

  'GET /repos/{owner}/{repo}/branches': {
    accepts: 'contents=read',
    answer: ({ repository, url }) =>
      listed(
        Object.entries(repository.branches).map(([name, sha]) => ({
          name,
          commit: { sha, url: `${url}/repos/${repository.owner}/${repository.name}/commits/${sha}` },
          protected: isProtected(repository, name),
        })),
      ),
  },

  'GET /repos/{owner}/{repo}/branches/{branch}': {
    accepts: 'contents=read',
    answer: (call) => {
      const name = text(call, 'branch');
      const commit = call.repository.commits[call.repository.branches[name] ?? ''];
      if (commit === undefined) throw new Refusal(404, 'Branch not found');
      return ok({ name, commit: showCommit(call, commit), protected: isProtected(call.repository, name) });
    },
  },

  'GET /repos/{owner}/{repo}/branches/{branch}/protection': {
    accepts: 'administration=read',
    answer: (call) => {
      const protection = call.repository.protection[text(call, 'branch')];
      if (protection === undefined) throw new Refusal(404, 'Branch not protected');
      return ok({
        required_pull_request_reviews: {
          required_approving_review_count: protection.requiredApprovals,
          dismiss_stale_reviews: protection.dismissStale,
          require_code_owner_reviews: protection.codeOwners,
        },
      });
    },
  },

  'GET /repos/{owner}/{repo}/rules/branches/{branch}': {
    accepts: 'metadata=read',
    answer: (call) =>
      listed(
        (call.repository.rules[text(call, 'branch')] ?? []).map((rule) => ({
          ...rule,
          ruleset_source_type: 'Repository',
          ruleset_source: `${call.repository.owner}/${call.repository.name}`,
          ruleset_id: 1,
        })),
      ),
  },

  'GET /users/{username}': {
    accepts: '',
    answer: (call) => {
      const { login } = found(Object.values(call.state.users), (one) => one.login === text(call, 'username'));
      return ok(showUser(call, login));
    },
  },

  'GET /user': {
    accepts: '',
    answer: (call) => {
      if (call.token.login.endsWith('[bot]')) throw new Refusal(403, 'Resource not accessible by integration');
      return ok(showUser(call, call.token.login));
    },
  },
};

const isProtected = (repository: { rules: Record<string, unknown[]>; protection: Record<string, unknown> }, branch: string): boolean =>
  repository.protection[branch] !== undefined || (repository.rules[branch]?.length ?? 0) > 0;
