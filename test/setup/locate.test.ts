import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { locateTool, locateTools } from '../../setup/locate.mjs';
import { packageRoot, readPins } from '../../setup/pins.mjs';
import { sha256File } from '../../src/digest.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type Machine, aMachine, platformKey, program } from './world.ts';

const requirements = join(packageRoot(), readPins().python.requirements);

function withPython(machine: Machine): string {
  const bin = join(machine.cache, 'python', `${sha256File(requirements).slice(0, 16)}-3.12-${platformKey}`, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['python', 'checkov', 'moto_server']) symlinkSync(process.execPath, join(bin, name));
  return bin;
}

describe('the tools', () => {
  it('are all found, and of the engines only those that are there', async () => {
    const machine = aMachine();
    const bin = withPython(machine);
    const tofu = program(join(machine.bin, 'tofu'), 'exit 1');
    const tfsec = program(join(machine.bin, 'tfsec'), 'exit 1');
    expect(await locateTools(machine.env)).toEqual({ python: join(bin, 'python'), checkov: join(bin, 'checkov'), moto: join(bin, 'moto_server'), tfsec, tofu });
  });

  it.each([
    ['python', 'python was not found', 'matches setup/requirements.txt'],
    ['checkov', 'checkov was not found', 'matches setup/requirements.txt'],
    ['moto', 'moto_server was not found', 'matches setup/requirements.txt'],
    ['tfsec', 'tfsec was not found', 'no tfsec on PATH that is 1.28.0 or newer'],
    ['terraform', 'Terraform was not found', 'brew install hashicorp/tap/terraform'],
    ['tofu', 'OpenTofu was not found', 'brew install opentofu'],
  ] as const)('lack %s: it is named with what was looked for and the command that installs it', (name, problem, detail) => {
    const locate = (): string => locateTool(name, aMachine().env);
    expect(locate).toThrow(problem);
    expect(locate).toThrow(detail);
    expect(locate).toThrow('run `node setup/run.mjs --only-install`');
  });

  it('lack an engine only when there is neither', async () => {
    await expect(locateTools(aMachine().env)).rejects.toThrow('Terraform was not found');
  });

  it('of another version of the requirements do not count', () => {
    const machine = aMachine();
    mkdirSync(join(machine.cache, 'python', `0000000000000000-3.12-${platformKey}`, 'bin'), { recursive: true });
    expect(() => locateTool('python', machine.env)).toThrow('was not found');
  });

  it('are found from the packed tarball too, which names its own command', () => {
    const machine = aMachine();
    const installed = join(temporaryFolder(), 'node_modules', 'cutover');
    mkdirSync(join(installed, 'dist', 'setup'), { recursive: true });
    mkdirSync(join(installed, 'setup'));
    writeFileSync(join(installed, 'package.json'), '{"name": "cutover", "type": "module"}');
    copyFileSync(requirements, join(installed, 'setup', 'requirements.txt'));
    const source = join(packageRoot(), 'setup');
    copyFileSync(join(source, 'tools.json'), join(installed, 'setup', 'tools.json'));
    for (const name of readdirSync(source).filter((entry) => entry.endsWith('.mjs'))) cpSync(join(source, name), join(installed, 'dist', 'setup', name));
    const script = `import { locateTool } from ${JSON.stringify(join(installed, 'dist', 'setup', 'locate.mjs'))}; try { console.log(locateTool('checkov', process.env)); } catch (error) { console.log(error.message); }`;
    const ask = (): string => execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: machine.env, encoding: 'utf8' }).trim();
    expect(ask()).toContain('run `npx cutover setup`');
    expect(ask()).not.toContain('run.mjs');
    const bin = withPython(machine);
    expect(ask()).toBe(join(bin, 'checkov'));
  });
});
