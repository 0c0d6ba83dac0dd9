import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { locateBinary, lookOnPath, ownCopy } from '../../setup/binary.mjs';
import { installBinary, installEngine } from '../../setup/install-binary.mjs';
import { rememberVersion } from '../../setup/known-versions.mjs';
import { type Pins, readPins } from '../../setup/pins.mjs';
import { type Machine, aMachine, aServer, aTask, aZip, platformKey, program } from './world.ts';

const saying = (version: string): string => `#!/bin/sh\necho '{"terraform_version": "${version}"}'\n`;

/** A program that tells its version and notes that it was started. */
function onPath(machine: Machine, name: string, version: string): string {
  return program(join(machine.bin, name), `echo "$@" >> '${machine.cache}.started'\necho '{"terraform_version": "${version}"}'`);
}

/** Pins whose releases come from one loopback address: by default one that answers 404. */
async function pinsFrom(answers: Record<string, Buffer> = {}, sums: Record<string, string> = {}): Promise<Pins> {
  const server = await aServer(({ url }, response) => {
    const bytes = answers[url ?? ''];
    if (bytes === undefined) response.writeHead(404).end();
    else response.end(bytes);
  });
  const pins = readPins();
  for (const name of ['terraform', 'tofu', 'tfsec'] as const) {
    pins[name] = { ...pins[name], releases: { [platformKey]: { url: `${server}/${name}.zip`, sha256: sums[name] ?? '0'.repeat(64) } } };
  }
  return pins;
}

/** A `go` that has the module in its cache and builds a program of this version. */
function aGo(machine: Machine, go: { version?: string; sum: string; builds: string; fails?: boolean }): void {
  const build = go.fails === true ? 'echo "requires go >= 1.26.6" >&2; exit 1' : `shift 6; cp '${program(`${machine.cache}.built`, go.builds)}' "$2"`;
  program(join(machine.bin, 'go'), `case "$1" in version) echo go version go${go.version ?? '1.26.8'} linux/amd64;; mod) echo '{"Sum": "${go.sum}", "Dir": "${machine.bin}"}';; build) ${build};; esac`);
}

const { terraform, tofu } = readPins();
const goSum = tofu.go?.sum ?? '';

describe('an engine', () => {
  it.each([
    ['terraform', '1.10.0'],
    ['tofu', '1.12.6'],
  ] as const)('%s %s of PATH is used, silently', async (name, version) => {
    const machine = aMachine();
    const path = onPath(machine, name, version);
    const task = aTask();
    await installEngine(await pinsFrom(), machine.env, task);
    expect([task.said, locateBinary(name, readPins()[name], machine.env)]).toEqual([[], path]);
  });

  it('is downloaded when what is on PATH is too old, and is then the one that is found', async () => {
    const machine = aMachine();
    onPath(machine, 'terraform', '1.9.8');
    const { bytes, sha256 } = aZip('terraform', saying(terraform.version));
    await installEngine(await pinsFrom({ '/terraform.zip': bytes }, { terraform: sha256 }), machine.env, aTask());
    const own = ownCopy('terraform', terraform, machine.env);
    expect([locateBinary('terraform', terraform, machine.env), readFileSync(own, 'utf8'), readdirSync(dirname(own))]).toEqual([own, saying(terraform.version), ['terraform']]);
    const again = aTask();
    await installEngine(await pinsFrom(), machine.env, again);
    expect(again.said).toEqual([]);
  });

  it('is OpenTofu where Terraform cannot be had', async () => {
    const machine = aMachine();
    const { bytes, sha256 } = aZip('tofu', saying(tofu.version));
    const task = aTask();
    await installEngine(await pinsFrom({ '/tofu.zip': bytes }, { tofu: sha256 }), machine.env, task);
    expect(existsSync(ownCopy('tofu', tofu, machine.env))).toBe(true);
    expect(task.said).toContainEqual(expect.stringMatching(/^Terraform 1\.11\.4 release did not work: .*answered 404$/));
  });

  it('is built with Go where no release can be had', async () => {
    const machine = aMachine();
    aGo(machine, { sum: goSum, builds: `echo '{"terraform_version": "${tofu.version}"}'` });
    await installEngine(await pinsFrom(), machine.env, aTask());
    expect(locateBinary('tofu', tofu, machine.env)).toBe(ownCopy('tofu', tofu, machine.env));
  });

  it('that is not there and cannot be had is named with what was tried and what to do', async () => {
    const machine = aMachine();
    onPath(machine, 'terraform', '1.5.7');
    const installing = installEngine(await pinsFrom(), machine.env, aTask());
    await expect(installing).rejects.toThrow('there is no Terraform and no OpenTofu of version 1.10.0 or newer');
    for (const part of [/terraform is 1\.5\.7, and 1\.10\.0 or newer is needed/, /no tofu/, /answered 404/, /go is not on PATH/, /install Go 1\.26\.6 or newer/, /brew install hashicorp\/tap\/terraform/]) {
      await expect(installing).rejects.toThrow(part);
    }
    expect(readdirSync(join(machine.cache, 'terraform'))).toEqual([]);
  });

  it('whose release has the wrong checksum stops set-up, though another way would be open', async () => {
    const machine = aMachine();
    aGo(machine, { sum: goSum, builds: `echo '{"terraform_version": "${tofu.version}"}'` });
    const { bytes } = aZip('terraform', saying(terraform.version));
    await expect(installEngine(await pinsFrom({ '/terraform.zip': bytes }), machine.env, aTask())).rejects.toThrow(`allowed: ${'0'.repeat(64)}`);
    expect([existsSync(ownCopy('terraform', terraform, machine.env)), existsSync(ownCopy('tofu', tofu, machine.env))]).toEqual([false, false]);
  });

  it.each([
    ['of another version', saying('1.0.0')],
    ['that does not run', '#!/bin/sh\nexit 1\n'],
  ])('whose release holds a program %s is not kept', async (_name, content) => {
    const machine = aMachine();
    const { bytes, sha256 } = aZip('terraform', content);
    await expect(installBinary('terraform', await pinsFrom({ '/terraform.zip': bytes }, { terraform: sha256 }), machine.env, aTask())).rejects.toThrow('does not run as 1.11.4');
    expect(existsSync(ownCopy('terraform', terraform, machine.env))).toBe(false);
  });
});

describe('a build with Go', () => {
  it('is refused when the module is not the pinned one', async () => {
    const machine = aMachine();
    aGo(machine, { sum: 'h1:another=', builds: 'true' });
    await expect(installBinary('tofu', await pinsFrom(), machine.env, aTask())).rejects.toThrow(/is not the one that was pinned[\s\S]*found: {3}h1:another=/);
  });

  it('says which Go it needs when this one is too old', async () => {
    const machine = aMachine();
    aGo(machine, { version: '1.22.1', sum: goSum, builds: '', fails: true });
    await expect(installBinary('tofu', await pinsFrom(), machine.env, aTask())).rejects.toThrow(/Go 1\.22\.1 is too old[\s\S]*install Go 1\.26\.6 or newer from https:\/\/go\.dev\/dl/);
  });

  it('of tfsec says that Go is needed where there is none', async () => {
    const machine = aMachine();
    await expect(installBinary('tfsec', await pinsFrom(), machine.env, aTask())).rejects.toThrow(/there is no tfsec[\s\S]*go is not on PATH[\s\S]*install Go 1\.23\.0 or newer/);
  });
});

describe('a program on PATH', () => {
  it('is located without being started, also when set-up has never asked it', () => {
    const machine = aMachine();
    const path = onPath(machine, 'terraform', '1.11.4');
    expect(locateBinary('terraform', terraform, machine.env)).toBe(path);
    expect(existsSync(`${machine.cache}.started`)).toBe(false);
  });

  it('is not asked twice when it is a binary, while the shim of a version manager is asked each time', async () => {
    const machine = aMachine();
    // Node is a binary that cannot answer as Terraform does, so the answer can only be the remembered one.
    symlinkSync(process.execPath, join(machine.bin, 'terraform'));
    rememberVersion(join(machine.bin, 'terraform'), '1.11.4', machine.env);
    expect((await lookOnPath('terraform', terraform, machine.env)).usable).toBe(true);
    const shim = onPath(machine, 'tofu', '1.12.6');
    rememberVersion(shim, '1.2.0', machine.env);
    expect((await lookOnPath('tofu', tofu, machine.env)).usable).toBe(true);
  });

  it('that set-up found too old is not located, until it is replaced', async () => {
    const machine = aMachine();
    onPath(machine, 'terraform', '1.9.8');
    await installBinary('terraform', await pinsFrom(), machine.env, aTask()).catch(() => undefined);
    expect(locateBinary('terraform', terraform, machine.env)).toBeUndefined();
    const newer = onPath(machine, 'terraform', '1.13.5 (newer)');
    expect(locateBinary('terraform', terraform, machine.env)).toBe(newer);
  });
});
