import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { aClient, refusal } from './a-client.ts';
import { aCheckRun, aComment, aDeployment, aDeploymentStatus, aForkPullRequest, anArtifact, anEnvironment, anIssue, aPullRequest, aReview, aRun, aRunApproval } from './builders.ts';
import { routes } from './router.ts';
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts';

let github: FakeGitHub;
let client: ReturnType<typeof aClient>;
const here = { owner: 'acme', repo: 'shop' };

beforeEach(async () => {
  github = await startFakeGitHub();
  client = aClient(github, github.token);
});
afterEach(() => github.close());

describe('every route answers as GitHub describes it', () => {
  /** A repository with one of everything. */
  function everything(): { parameters: Record<string, unknown> } {
    const { state, repository } = github;
    const pull = aPullRequest(state, repository, { labels: ['change'], requestedReviewers: ['carol'] });
    const review = aReview(state, pull);
    aReview(state, pull, { user: null, state: 'DISMISSED', commit: null });
    aForkPullRequest(state, repository);
    const issue = anIssue(state, repository, { labels: ['drift'], assignees: ['ann'] });
    const comment = aComment(state, repository, pull.number, { user: 'github-actions[bot]' });
    const check = aCheckRun(state, repository, { title: 'fine', summary: 'all', annotations: [{ path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'look' }] });
    const run = aRun(state, repository, { referencedWorkflows: [{ path: 'acme/shop/.github/workflows/x.yml@main', sha: repository.branches.main ?? '' }] });
    anEnvironment(state, repository, { teams: ['platform'], waitTimer: 5 });
    anEnvironment(state, repository, { name: 'test', reviewers: [], branches: ['main'] });
    aRunApproval(run);
    const artifact = anArtifact(state, repository, run);
    const deployment = aDeployment(state, repository);
    aDeploymentStatus(state, deployment);
    repository.protection.main = { requiredApprovals: 1, dismissStale: true, codeOwners: false };
    repository.rules.main = [{ type: 'pull_request', parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: true, require_code_owner_review: false, require_last_push_approval: true, required_review_thread_resolution: false } }];
    repository.sarifs.push({ id: '1', commit: '', ref: '', sarif: {}, size: 1 });
    repository.tags.v1 = repository.branches.main ?? '';
    const tip = repository.commits[repository.branches.main ?? ''];
    state.tokens['job-token'] = { login: 'github-actions[bot]', permissions: { ...github.permissions, administration: 'read' } };
    return {
      parameters: {
        ...here, username: 'ann', branch: 'main', ref: 'heads/main', path: 'README.md', commit_sha: tip?.sha, tree_sha: tip?.sha, basehead: `main...${pull.head.ref}`, pull_number: pull.number,
        issue_number: issue.number, comment_id: comment.id, review_id: review.id, check_run_id: check.id, sarif_id: '1', environment_name: 'production', run_id: run.id, attempt_number: 1,
        artifact_id: artifact.id, archive_format: 'zip', deployment_id: deployment.id,
      },
    };
  }

  const reads = Object.keys(routes).filter((route) => route.startsWith('GET ') && route !== 'GET /user' && !route.includes('archive_format'));
  it.each(reads)('%s', async (route) => {
    const { parameters } = everything();
    if (route.includes('/comments') && route.includes('issue_number')) parameters.issue_number = parameters.pull_number;
    const url = route.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(String(parameters[name])));
    const { status } = await client.request(url);
    expect(status).toBe(200);
    expect(github.requests.map((one) => one.route)).toEqual([route]);
  });
});

describe('runs, environments and identity', () => {
  it('an environment says who reviews, and one that does not exist is not found', async () => {
    anEnvironment(github.state, github.repository, { preventSelfReview: true });
    const { data } = await client.request('GET /repos/{owner}/{repo}/environments/{environment_name}', { ...here, environment_name: 'production' });
    expect(data.protection_rules).toMatchObject([{ type: 'required_reviewers', prevent_self_review: true, reviewers: [{ reviewer: { login: 'carol' } }] }, { type: 'branch_policy' }]);
    expect((await refusal(client.request('GET /repos/{owner}/{repo}/environments/{environment_name}', { ...here, environment_name: 'test' }))).status).toBe(404);
  });

  it('a run has approvals, and who restarted it', async () => {
    const run = aRun(github.state, github.repository, { attempt: 2, actor: 'ann', triggeringActor: 'mallory' });
    aRunApproval(run, { comment: 'go' });
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { ...here, run_id: run.id });
    expect([data.actor?.login, data.triggering_actor?.login, data.run_attempt]).toEqual(['ann', 'mallory', 2]);
    const approvals = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', { ...here, run_id: run.id });
    expect(approvals.data).toMatchObject([{ state: 'approved', comment: 'go', user: { login: 'carol' }, environments: [{ name: 'production' }] }]);
  });

  it('the zip of an artifact is where the redirect leads', async () => {
    const run = aRun(github.state, github.repository);
    const { id } = anArtifact(github.state, github.repository, run, { zip: Buffer.from('PK').toString('base64') });
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', { ...here, artifact_id: id, archive_format: 'zip' });
    expect(Buffer.from(data as ArrayBuffer).toString()).toBe('PK');
  });

  it('an identity token is signed by the key that the issuer publishes', async () => {
    aRun(github.state, github.repository, { id: 4711 });
    github.state.oidc = { environment: 'production' };
    const ask = (token: string): Promise<Response> => fetch(`${github.env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.amazonaws.com`, { headers: { authorization: `bearer ${token}` } });
    expect((await ask('wrong')).status).toBe(401);
    const { value } = (await (await ask(github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '')).json()) as { value: string };
    const [head = '', claims = '', signature = ''] = value.split('.');
    const payload = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, string>;
    expect(payload).toMatchObject({ aud: 'sts.amazonaws.com', run_id: '4711', environment: 'production', repository: 'acme/shop', iss: `${github.url}/_oidc` });
    const { keys } = (await (await fetch(`${payload.iss}/.well-known/jwks`)).json()) as { keys: [JsonWebKey] };
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });
});
