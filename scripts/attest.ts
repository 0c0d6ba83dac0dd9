import { join } from 'node:path';
import { signStatement } from '../src/evidence/envelope.ts';
import { keylessSigner, PUBLIC_GOOD } from '../src/evidence/keyless.ts';
import { createGitHub } from '../src/github/client.ts';
import { actionsContext } from '../src/github/context.ts';
import { idToken, takeIdTokenRequest } from '../src/github/oidc.ts';
import { masks } from '../src/actions/workflow-command.ts';
import { provenanceOf, subjectsIn } from './release/provenance.ts';

/**
 * Signs where `dist/` comes from with the job's own identity and gives that to GitHub, so that anybody can ask for it:
 * `gh attestation verify dist/actions/approval/main.js --repo <repository>`. For the release workflow.
 */
const { env } = process;
const request = takeIdTokenRequest(env);
const context = actionsContext(env);
const { repository, run, serverUrl, workflow, event } = context;
const { signal } = new AbortController();
const mask = (secret: string): void => void process.stdout.write(masks(secret));
const token = env['GITHUB_TOKEN'] ?? '';
mask(token);
const root = join(import.meta.dirname, '..');
const statement = provenanceOf(subjectsIn(root, 'dist'), {
  serverUrl,
  repository: `${repository.owner}/${repository.name}`,
  repositoryId: repository.id,
  ownerId: Number(env['GITHUB_REPOSITORY_OWNER_ID']),
  workflowRef: workflow.ref,
  ref: context.ref,
  sha: context.sha,
  event: event.name,
  run,
});
const signer = keylessSigner(PUBLIC_GOOD, { getToken: () => idToken({ request, audience: 'sigstore', mask, signal }) });
const bundle = JSON.parse(await signStatement(statement, signer)) as object;
const github = createGitHub({ token, apiUrl: context.apiUrl, say: (text) => void process.stdout.write(`${text}\n`), signal });
await github.request('POST /repos/{owner}/{repo}/attestations', { owner: repository.owner, repo: repository.name, bundle });
process.stdout.write(`attested: ${statement.subject.length} files of dist/, from ${context.sha}\n`);
