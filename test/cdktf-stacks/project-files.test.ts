import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayBegin, shownBy } from '../../src/change/derived-status.ts';
import { parseRequest, requestDigest } from '../../src/change/request.ts';
import { ROLES } from '../../src/verification/role-people.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { parseWaivers } from '../../src/scanners/waivers.ts';
import type { Check } from '../../src/verification/check.ts';
import { COMPONENTS, PLATFORM_FOLDER, platformConfig, runApp } from './synthesized.ts';

const read = (...path: string[]): string => readFileSync(join(PLATFORM_FOLDER, ...path), 'utf8');
const config = platformConfig();
const architecture = readDocument('architecture', read('docs', 'infrastructure-architecture.md'), 'docs/infrastructure-architecture.md').document;
const { stacks } = runApp('test');

interface Declared {
  components: string[];
  check: Check;
}
const declared: Declared[] = [
  ...Object.entries(config.checks).flatMap(([component, checks]) => checks.map((check) => ({ components: [component], check }))),
  ...Object.entries(config.requirements).map(([id, check]) => ({ components: architecture.requirements.find((requirement) => requirement.id === id)?.components ?? [], check })),
  ...Object.values(config.roles).flatMap((role) => (role?.needs ?? []).map(({ component, check }) => ({ components: [component], check }))),
];
/** What developers run: it is told of the outputs by files. */
const commands = [config.roles['frontend-developer'], config.roles['backend-developer']].flatMap((role) => (role?.commands ?? []).map(({ command }) => command[1] ?? ''));
const scripts = declared.flatMap(({ components, check }) => ('command' in check ? [{ components, script: check.command[1] ?? '', command: check.command }] : []));

/** The outputs that a check over these components sees: `storage_bucket_name` when there are several. */
function visibleOutputs(components: string[]): string[] {
  return components.flatMap((component) => Object.keys(stacks[component]?.output ?? {}).map((name) => (components.length > 1 ? `${component}_${name}` : name)));
}

describe('cutover.yaml', () => {
  it('groups each of the six components once', () => {
    expect(Object.values(config.groups).flat().sort()).toEqual([...COMPONENTS].sort());
  });

  it('gives each environment an account and a state bucket of its own', () => {
    const { test, production } = config.environments;
    for (const name of ['ACCOUNT_ID', 'STATE_BUCKET', 'ENVIRONMENT']) expect(test.env[name]).not.toBe(production.env[name]);
    for (const environment of [test, production]) expect(environment.account).toBe(environment.env['ACCOUNT_ID']);
  });

  it('checks every component, in production too', () => {
    for (const component of COMPONENTS) expect([component, config.checks[component]?.some(({ safeInProduction }) => safeInProduction)]).toEqual([component, true]);
  });

  it('knows the four roles by name, each with needs', () => {
    expect(Object.fromEntries(ROLES.map((role) => [role, config.roles[role]?.person]))).toEqual({
      'frontend-developer': 'Mira', 'backend-developer': 'Enrique', 'product-owner': 'Oli', architect: 'Alphonse',
    });
  });

  it.each(scripts)('runs $script, which is there and asks only for outputs that $components have', ({ components, script, command }) => {
    expect(command).toEqual(['node', expect.stringMatching(/^checks\/[a-z-]+\.ts$/)]);
    const names = [...read(script).matchAll(/\boutput(?:List)?\('(\w+)'\)/g)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(0);
    expect(visibleOutputs(components)).toEqual(expect.arrayContaining(names));
  });

  it.each(declared.filter(({ check }) => 'output' in check))('compares an output that $components have', ({ components, check }) => {
    expect(visibleOutputs(components)).toContain('output' in check ? check.output : '');
  });

  it.each([['frontend-developer', 'checks/front-end-upload.ts'], ['backend-developer', 'checks/back-end-round-trip.ts']] as const)('gives the %s outputs that there are, and whose names %s reads', (role, script) => {
    const environment = config.roles[role]?.environment;
    const variables = environment?.variables ?? {};
    const outputs = (environment?.components ?? COMPONENTS).flatMap((component) => Object.keys(stacks[component]?.output ?? {}).map((name) => `${component}.${name}`));
    expect(outputs).toEqual(expect.arrayContaining(Object.values(variables)));
    const asked = [...read(script).matchAll(/(UPLOADS_\w+)|(database|messaging)\['(\w+)'\]/g)].map(([, variable, component, name]) => (variable === undefined ? `${component ?? ''}.${name ?? ''}` : (variables[variable] ?? variable)));
    expect(asked.length).toBeGreaterThan(0);
    expect(outputs).toEqual(expect.arrayContaining(asked));
  });

  it('uses every script in checks/', () => {
    const helpers = ['world.ts', 'inbox.ts'];
    expect([...new Set([...scripts.map(({ script }) => script), ...commands])].sort()).toEqual(readdirSync(join(PLATFORM_FOLDER, 'checks')).filter((name) => !helpers.includes(name)).map((name) => `checks/${name}`).sort());
  });

  it('lets nothing run in production that takes messages from others or mails people', () => {
    const safe = declared.filter(({ check }) => check.safeInProduction).flatMap(({ check }) => ('command' in check ? [check.command[1] ?? ''] : []));
    for (const script of safe) expect([script, /ReceiveMessageCommand|PublishCommand|SetAlarmStateCommand|takeFromInbox/.test(read(script))]).toEqual([script, false]);
  });
});

describe('waivers.yaml', () => {
  const waivers = parseWaivers(read('waivers.yaml'), 'waivers.yaml');

  it('is about resources that exist', () => {
    for (const { component, resource = '' } of waivers) {
      const [type = '', name = ''] = resource.split('.');
      expect([resource, stacks[component]?.resource[type]?.[name] !== undefined]).toEqual([resource, true]);
    }
  });

  it('waives no control that the stacks enforce themselves', () => {
    expect(waivers.map(({ check }) => check).sort()).toEqual(['CKV2_AWS_5', 'CKV2_AWS_62', 'CKV_AWS_144', 'CKV_AWS_18', 'aws-iam-no-policy-wildcards']);
  });
});

describe('changes/CR-0001.md', () => {
  const text = read('changes', 'CR-0001.md');

  it('is a request that may begin', () => {
    const request = parseRequest(text, 'changes/CR-0001.md');
    expect(request).toMatchObject({ id: 'CR-0001', status: 'submitted', risk: 'normal', components: 'all' });
    expect(mayBegin(request, shownBy([], requestDigest(text)), new Date('2026-12-01')).allowed).toBe(true);
  });

  it('says what changes, why, and how to take it back, for each component', () => {
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(['What changes', 'Why now', 'How it is checked', 'How to take it back']);
    for (const component of COMPONENTS) expect(text).toContain(`| ${component} |`);
    const alarms = Object.keys(stacks['monitoring']?.resource['aws_cloudwatch_metric_alarm'] ?? {}).length;
    expect([alarms, text.includes('seven alarms')]).toEqual([7, true]);
  });
});

describe('the project', () => {
  it('stands alone with the very versions that Cutover tests it with', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    // Cutover itself is this repository, and not installed in it.
    const folderOf = (name: string): string[] => (name === 'cutover' ? [] : ['node_modules', name]);
    const installed = (name: string): string => (JSON.parse(read('..', ...folderOf(name), 'package.json')) as { version: string }).version;
    expect(dependencies).toEqual(Object.fromEntries(Object.keys(dependencies).map((name) => [name, installed(name)])));
  });

  it('imports nothing but what it declares, and no provider binding from the slow root', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const files = readdirSync(PLATFORM_FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.includes('node_modules'));
    for (const file of files) {
      for (const [, from = ''] of read(file).matchAll(/ from '([^']+)'/g)) {
        const name = from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/');
        const inside = from.startsWith('.') && existsSync(join(PLATFORM_FOLDER, file, '..', from)) && !join(file, '..', from).startsWith('..');
        expect([file, from, inside || from.startsWith('node:') || (name in dependencies && from !== '@cdktf/provider-aws')]).toEqual([file, from, true]);
      }
    }
  });
});
