import { App, TerraformStack } from 'cdktf';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPlatform } from '../../cdktf-stacks/platform.ts';
import { readSettings } from '../../cdktf-stacks/settings.ts';
import { parseConfig, type Config } from '../../src/config.ts';
import { readDocument, type ReadDocument } from '../../src/documents/read-document.ts';
import type { EnvironmentName } from '../../src/evidence/record.ts';

/** The reference platform's folder. */
export const PLATFORM_FOLDER = join(import.meta.dirname, '..', '..', 'cdktf-stacks');
export const COMPONENTS = ['encryption', 'network', 'storage', 'database', 'messaging', 'monitoring'];

export type Values = Record<string, unknown>;

/** As much of `cdk.tf.json` as the tests read. */
export interface Stack {
  resource: Record<string, Record<string, Values>>;
  data: Record<string, Record<string, Values>>;
  output: Record<string, { value: unknown; description?: string; sensitive?: boolean }>;
  provider: { aws: Values[] };
  terraform: { backend: { s3: Values } };
}

export function platformConfig(): Config {
  return parseConfig(readFileSync(join(PLATFORM_FOLDER, 'cutover.yaml'), 'utf8'));
}

/** Name of a document's file → its kind. */
export const DOCUMENTS = {
  'infrastructure-architecture': 'architecture',
  'infrastructure-guidelines': 'guidelines',
  'technology-stack': 'technology-stack',
  'project-structure': 'project-structure',
} as const;
export type DocumentName = keyof typeof DOCUMENTS;

/** A document of the platform, or what `edit` makes of it, as Cutover reads it. */
export function platformDocument<N extends DocumentName>(name: N, edit = (text: string): string => text): ReadDocument<(typeof DOCUMENTS)[N]> {
  const file = `docs/${name}.md`;
  return readDocument(DOCUMENTS[name], edit(readFileSync(join(PLATFORM_FOLDER, file), 'utf8')), file);
}

export interface AppRun {
  status: number | null;
  stderr: string;
  /** Component → its stack. Empty when the app failed. */
  stacks: Record<string, Stack>;
  /** User and system time of the app's process. */
  cpuSeconds: number;
  /** Component → components that the manifest says it needs. */
  dependencies: Record<string, string[]>;
}

/** Runs the app command as `cutover synth` does: with the environment's variables and little else. */
export function runApp(environment: EnvironmentName, overrides: Record<string, string> = {}): AppRun {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  const measure = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stdout.write('cpu '+(user+system)/1e6)})`;
  try {
    const run = spawnSync(process.execPath, ['--import', measure, 'main.ts'], {
      cwd: PLATFORM_FOLDER,
      env: { PATH: process.env['PATH'], CDKTF_OUTDIR: folder, ...platformConfig().environments[environment].env, ...overrides },
      encoding: 'utf8',
    });
    const cpuSeconds = Number(/cpu ([\d.]+)/.exec(run.stdout)?.[1]);
    if (run.status !== 0) return { status: run.status, stderr: run.stderr, stacks: {}, cpuSeconds, dependencies: {} };
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { stacks: Record<string, { synthesizedStackPath: string; dependencies: string[] }> };
    const entries = Object.entries(manifest.stacks).map(([name, stack]) => [name.replace(`-${environment}`, ''), stack] as const);
    return {
      status: 0,
      stderr: run.stderr,
      cpuSeconds,
      stacks: Object.fromEntries(entries.map(([name, stack]) => [name, JSON.parse(readFileSync(join(folder, stack.synthesizedStackPath), 'utf8')) as Stack])),
      dependencies: Object.fromEntries(entries.map(([name, stack]) => [name, stack.dependencies.map((dependency) => dependency.replace(`-${environment}`, ''))])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the test environment's platform in this process, lets `change` at it, and synthesizes. Throws what CDKTF throws. */
export function synthesizeChanged(change: (stackOf: (component: string) => TerraformStack) => void): void {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const app = new App({ outdir });
    buildPlatform(app, readSettings(platformConfig().environments.test.env));
    change((component) => app.node.findChild(`${component}-test`) as TerraformStack);
    app.synth();
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
