import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aToolRun, TOOL_NAMES } from '../scanners/a-tool-run.ts';

describe('row 15: a hijacked scanner', () => {
  it.each(TOOL_NAMES)('%s finds no secret in its environment, and nothing in its home', async (name) => {
    const secrets = { AWS_ACCESS_KEY_ID: 'CANARY', AWS_PROFILE: 'CANARY', GITHUB_TOKEN: 'CANARY', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'CANARY', BC_API_KEY: 'CANARY', HTTPS_PROXY: 'http://CANARY', NODE_OPTIONS: '', SSH_AUTH_SOCK: 'CANARY' };
    const before = { ...process.env };
    Object.assign(process.env, secrets);
    const folder = join(temporaryFolder(), name);
    try {
      await aToolRun(name, "fs.writeFileSync(path.join(process.env.TMPDIR, 'seen.json'), JSON.stringify({ env: process.env, home: fs.readdirSync(process.env.HOME) }));", { folder });
    } finally {
      for (const key of Object.keys(secrets)) delete process.env[key];
      Object.assign(process.env, before);
    }
    const seen = JSON.parse(readFileSync(join(folder, 'tmp/seen.json'), 'utf8')) as { env: Record<string, string>; home: string[] };
    expect(JSON.stringify(seen)).not.toContain('CANARY');
    expect(Object.keys(seen.env).filter((key) => key !== 'CUTOVER_PROCESS_TREE' && !key.startsWith('CKV_') && !key.startsWith('TRIVY_') && key !== 'BC_SKIP_MAPPING').sort()).toEqual(['HOME', 'LANG', 'PATH', 'TMPDIR']);
    expect(seen.home).toEqual([]);
    expect(seen.env['HOME']).toBe(join(folder, 'home'));
  });
});
