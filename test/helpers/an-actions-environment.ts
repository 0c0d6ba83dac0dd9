import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/json.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The variables that GitHub gives a job: the second attempt of a run about a pull request. `payload`: of the event; undefined removes a variable. */
export function anActionsEnvironment({ payload, ...overrides }: { payload?: JsonObject } & Record<string, string | JsonObject | undefined> = {}): NodeJS.ProcessEnv {
  const path = join(temporaryFolder(), 'event.json');
  writeFileSync(path, JSON.stringify(payload ?? {}));
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_SERVER_URL: 'https://github.com/',
    GITHUB_REPOSITORY: 'Codertocat/Hello-World',
    GITHUB_REPOSITORY_ID: '186853002',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_RUN_NUMBER: '5',
    GITHUB_WORKFLOW_REF: 'Codertocat/Hello-World/.github/workflows/check.yml@refs/pull/2/merge',
    GITHUB_WORKFLOW_SHA: 'b'.repeat(40),
    GITHUB_JOB: 'check',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: path,
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/pull/2/merge',
    GITHUB_ACTOR: 'Codertocat',
    GITHUB_TRIGGERING_ACTOR: 'octo-bot[bot]',
    GITHUB_WORKSPACE: '/home/runner/work/Hello-World/Hello-World',
    ...(overrides as Record<string, string | undefined>),
  };
}
