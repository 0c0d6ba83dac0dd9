import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aChangeRequest } from './a-change-request.ts';
import { minimalDocuments } from './documents.ts';
import { aRepository, type Repository } from './a-repository.ts';
import { run, type Finished } from './run-terraform.ts';
import { aKey } from './ssh-keys.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PNPM = ['npx', '--yes', 'pnpm@10.34.8'];
const YARN = ['npx', '--yes', '@yarnpkg/cli-dist@4.18.1'];

/** How each of them installs, and calls what it installed; `app`: how it has a Node program find its packages. */
export const MANAGERS = {
  npm: { install: ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'], call: ['npx', '--no', '--', 'cutover'], app: 'node main.cjs' },
  pnpm: { install: [...PNPM, 'install', '--no-frozen-lockfile'], call: [...PNPM, 'exec', 'cutover'], app: 'node main.cjs' },
  // Plug'n'Play, its default: packages stay in their archives, unless they ask to be unpacked.
  yarn: { install: [...YARN, 'install', '--no-immutable'], call: [...YARN, 'cutover'], app: 'node -r ./.pnp.cjs main.cjs' },
};

/** One stack on a built-in resource, which says where the app found its cdktf. */
const APP = `
const { App, DataResource, LocalBackend, TerraformStack } = require('cdktf');
const app = new App();
const stack = new TerraformStack(app, 'store-' + process.env.ENVIRONMENT);
new LocalBackend(stack, { path: process.env.STATES + '/store.tfstate' });
new DataResource(stack, 'made', { input: { text: require.resolve('cdktf') } });
app.synth();
`;

export interface Installation extends Repository {
  /** Folder of the states, `<environment>/store.tfstate`; outside of the project. */
  states: string;
  install: () => Promise<Finished>;
  /** Calls the installed program as the package manager does. */
  cutover: (...args: string[]) => Promise<Finished>;
  /** As ann, who is an approver. */
  approve: () => Promise<Finished>;
  store: () => EvidenceStore;
}

/** A repository with a CDKTF app and a change request, that depends on the tarball and on its own cdktf; nothing is installed yet. */
export function anInstallation(manager: keyof typeof MANAGERS, tarball: string): Installation {
  const { install, call, app } = MANAGERS[manager];
  const outside = temporaryFolder();
  const states = join(outside, 'states');
  mkdirSync(states);
  const ann = aKey(outside, 'ann');
  const environment = (name: string): string => `  ${name}: { stacks: '{component}-${name}', env: { ENVIRONMENT: ${name}, STATES: '${states}/${name}' } }\n`;
  const repository = aRepository({
    approvers: `ann@example.com namespaces="cutover-*" ${ann.publicKey}\n`,
    '.gitignore': '.cutover/\ncutover-evidence/\nnode_modules\n.yarn\n',
    'package.json': JSON.stringify({ name: 'shop', private: true, dependencies: { cdktf: '0.21.0', constructs: '10.7.2', cutover: `file:${tarball}` } }),
    'cutover.yaml': `version: 1\nname: shop\napp: { cdktf: . }\nenvironments:\n${environment('test')}${environment('production')}`,
    ...minimalDocuments({ components: { store: [] } }),
    'cdktf.json': JSON.stringify({ language: 'typescript', app }),
    'main.cjs': APP,
  });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit({ 'changes/CR-0001.md': aChangeRequest() }, { author: 'rita@example.com' });
  const start = ([program = '', ...args]: string[], more: string[] = []): Promise<Finished> => run(program, [...args, ...more], { cwd: repository.path, env: packageManagerEnvironment() });
  return {
    ...repository,
    states,
    install: () => start(install),
    cutover: (...args) => start(call, args),
    approve: () => start(call, ['approve', 'CR-0001', '--key', ann.file]),
    store: () => new EvidenceStore(repository.path, 'CR-0001'),
  };
}

/** This process's, without what the script that runs the tests brought: its packages on PATH, and npm's word about itself. */
export function packageManagerEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$|CI$)/.test(name) || /^npm_config_(registry|cache|userconfig|cafile|https?_proxy|proxy|noproxy)$/.test(name));
  const registry = process.env['npm_config_registry'];
  return {
    ...Object.fromEntries(kept),
    ...(registry === undefined ? {} : { YARN_NPM_REGISTRY_SERVER: registry }),
    YARN_ENABLE_TELEMETRY: '0',
    PATH: [dirname(process.execPath), ...path].join(delimiter),
  };
}
