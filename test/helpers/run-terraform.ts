import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxAccess } from '../../sandbox/access.ts';
import { locateTool } from '../../setup/locate.mjs';

export interface Finished {
  code: number | null;
  /** Standard output and standard error, as they came. */
  output: string;
}

export function run(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A root module in a new folder below `parent`, with an S3 backend that leaves open everything but the key and `settings`. */
export class TerraformModule {
  readonly folder: string;
  private readonly access: SandboxAccess;

  constructor(parent: string, name: string, access: SandboxAccess, body: string, settings = '') {
    this.folder = join(parent, name);
    this.access = access;
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'main.tf'), `terraform {\n  backend "s3" {\n    key = "${name}.tfstate"\n${settings}\n  }\n}\n${body}`);
  }

  terraform(...args: string[]): Promise<Finished> {
    return run(locateTool('terraform', process.env), [...args.slice(0, 1), '-no-color', ...args.slice(1)], { cwd: this.folder, env: { ...this.access.env, TF_INPUT: '0' } });
  }

  /** Throws what Terraform said when it does not end with 0. */
  async init(): Promise<void> {
    const { code, output } = await this.terraform('init', ...Object.entries(this.access.backend).map(([name, value]) => `-backend-config=${name}=${value}`));
    if (code !== 0) throw new Error(output);
  }
}
