import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { aProject, twoModules, twoModulesConfig, type Project } from '../helpers/a-project.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { walk, walkFirst } from './walk.ts';

/** Requirements that two measurements of one server show; its address is partly an output of `base`. */
const REQUIREMENTS = [
  { id: 'REQ-1', statement: 'The value is answered in a minute', components: ['base'], target: { kind: 'latency', p50: 60, p95: 60 } },
  { id: 'REQ-2', statement: 'It is answered once in a hundred seconds', components: ['base'], target: { kind: 'throughput', atLeastPerSecond: 0.01 } },
];
const measuredBy = (port: number): string => {
  const check = `{ name: the value is answered, http: { url: 'http://127.0.0.1:${port}/{value}' }, load: { runs: 20, warmUp: 3, atOnce: 2 } }`;
  return `requirements: { REQ-1: ${check}, REQ-2: ${check} }\n`;
};

describe('plain HCL root modules', () => {
  it.each([['terraform', walk], ['tofu', walkFirst]] as const)('go from request to production with %s', async (engine, walked) => {
    const states = statesFolder();
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => void (asked.push(url), response.end()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const config = twoModulesConfig(states, measuredBy((server.address() as AddressInfo).port));
    const project = aProject({ files: { 'cutover.yaml': config, ...twoModules() }, documents: { components: { base: [], app: ['base'] }, requirements: REQUIREMENTS } });
    await walked({
      project,
      flags: ['--engine', engine, '--mode', 'incremental'],
      components: ['base', 'app'],
      assertDeployed: (environment, edited) => expect(readFileSync(join(states, environment, 'app.tfstate'), 'utf8')).toContain(edited ? 'v2' : 'v1'),
      assertUntouched: (environment) => expect(existsSync(join(states, environment, 'base.tfstate'))).toBe(false),
      edit: () => project.commit(twoModules('v2')),
      editedComponent: 'base',
    });
    expect(project.engineCalls().length).toBeGreaterThan(0);
    assertMeasured(project, engine === 'terraform' ? ['CR-0001', 'CR-0002', 'CR-0003'] : ['CR-0001'], asked);
    await new Promise((resolve) => server.close(resolve));
    project.remove();
  }, 300_000);
});

/** Each change measured once, for both requirements, and compared with the one that was delivered before it. */
function assertMeasured(project: Project, changes: string[], asked: string[]): void {
  expect(asked).toEqual(changes.flatMap((change) => Array.from({ length: 24 }, () => (change === 'CR-0003' ? '/v2' : '/v1'))));
  for (const [index, change] of changes.entries()) {
    const { verdict, facts, subjects } = project.record('validate', undefined, change);
    const before = changes[index - 1];
    const baseline = before === undefined ? null : expect.objectContaining({ change: before, record: 'validate/change.1.json', difference: expect.objectContaining({ p95: expect.any(Number) }) });
    const measured = [expect.objectContaining({ check: 'the value is answered', n: 20, errors: 0, warmUp: 3, atOnce: 2, p95: expect.any(Number), p99: null, baseline })];
    expect([verdict, facts['requirements']]).toEqual(['pass', [expect.objectContaining({ id: 'REQ-1', measured }), expect.objectContaining({ id: 'REQ-2', measured })]]);
    expect(Object.keys(subjects)).toEqual(['validate/requirements.md']);
    const page = readFileSync(join(project.path, 'cutover-evidence', change, 'validate', 'requirements.md'), 'utf8');
    expect(page).toContain(before === undefined ? 'There is no earlier good delivery' : `Compared with \`${before}\``);
  }
}
