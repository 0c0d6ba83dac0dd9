import { KINDS, type StackKind } from './kinds.ts';

/** What the new file imports. */
const IMPORTS = [
  "import assert from 'node:assert/strict';",
  "import { mkdtempSync, readFileSync, rmSync } from 'node:fs';",
  "import { tmpdir } from 'node:os';",
  "import { join } from 'node:path';",
  "import { describe, it } from 'node:test';",
  "import { App } from 'cdktf';",
  "import { buildPlatform } from '../platform.ts';",
  "import { readSettings } from '../settings.ts';",
].join('\n');

/** The test of a new stack, for Node's own test runner: what it holds in each environment, and that no control refuses it. */
export function stackTest(kind: StackKind, name: string): string {
  const { resources, protected: kept } = KINDS[kind];
  const counts = Object.entries(resources).map(([type, count]) => `  ${type}: ${count},`).join('\n');
  return `${IMPORTS}

/** Resource type → how many of it. */
const EXPECTED = {
${counts}
};

type Resources = Record<string, Record<string, { lifecycle?: { prevent_destroy?: boolean } }>>;

/** Synthesizes the whole app; that throws where a stack breaks a security control. */
function resourcesIn(environment: string): Resources {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const app = new App({ outdir });
    buildPlatform(app, readSettings({ ENVIRONMENT: environment, ACCOUNT_ID: '111111111111', AWS_REGION: 'eu-central-1', STATE_BUCKET: 'a-state-bucket', OPERATIONS_EMAIL: 'operations@example.com' }));
    app.synth();
    return (JSON.parse(readFileSync(join(outdir, 'stacks', \`${name}-\${environment}\`, 'cdk.tf.json'), 'utf8')) as { resource: Resources }).resource;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('${name}', () => {
  for (const environment of ['test', 'production']) {
    it(\`holds what it should in \${environment}, and breaks no control\`, () => {
      const counts = Object.entries(resourcesIn(environment)).map(([type, byName]) => [type, Object.keys(byName).length]);
      assert.deepEqual(Object.fromEntries(counts), EXPECTED);
    });
  }
${kept === undefined ? '' : `
  it('refuses to be destroyed in production, and only there', () => {
    const refuses = (environment: string): boolean => Object.values(resourcesIn(environment)['${kept}'] ?? {}).every(({ lifecycle }) => lifecycle?.prevent_destroy === true);
    assert.deepEqual([refuses('test'), refuses('production')], [false, true]);
  });
`}});
`;
}
