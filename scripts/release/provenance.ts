import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../../src/evidence/in-toto.ts';

/** What GitHub sets for the job that builds. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export interface Build {
  serverUrl: string;
  repository: string;
  repositoryId: number;
  ownerId: number;
  /** `owner/name/.github/workflows/release.yml@refs/heads/main`. */
  workflowRef: string;
  ref: string;
  sha: string;
  event: string;
  run: { id: number; attempt: number };
}

/** Every file of a folder with the SHA-256 of its bytes, by path. */
export function subjectsIn(root: string, folder: string): Statement['subject'] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: file.slice(root.length + 1), digest: { sha256: createHash('sha256').update(readFileSync(file)).digest('hex') } }));
}

/** Says what was built from what, by which workflow. https://slsa.dev/spec/v1.0/provenance, https://actions.github.io/buildtypes/workflow/v1 */
export function provenanceOf(subject: Statement['subject'], { serverUrl, repository, repositoryId, ownerId, workflowRef, ref, sha, event, run }: Build): Statement {
  const path = workflowRef.slice(repository.length + 1).split('@')[0] ?? '';
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: { workflow: { ref, repository: `${serverUrl}/${repository}`, path } },
        internalParameters: { github: { event_name: event, repository_id: String(repositoryId), repository_owner_id: String(ownerId), runner_environment: 'github-hosted' } },
        resolvedDependencies: [{ uri: `git+${serverUrl}/${repository}@${ref}`, digest: { gitCommit: sha } }],
      },
      runDetails: {
        builder: { id: `${serverUrl}/${workflowRef}` },
        metadata: { invocationId: `${serverUrl}/${repository}/actions/runs/${run.id}/attempts/${run.attempt}` },
      },
    },
  };
}
