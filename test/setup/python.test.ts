import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findPython } from '../../setup/find-python.mjs';
import { readPins } from '../../setup/pins.mjs';
import { uvSettings } from '../../setup/pip-settings.mjs';
import { installPython, locatePython } from '../../setup/python.mjs';
import { sha256File } from '../../src/digest.ts';
import { pythonPath } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type Machine, aMachine, aTask, program } from './world.ts';

const pin = readPins().python;

/** A real Python that says it is of another version, or has lost a module as Debian's has without python3-venv. */
function aPython(machine: Machine, name: string, change: { version?: string; without?: string }): void {
  const version = change.version === undefined ? '' : `import sys; sys.version_info = (${change.version.replaceAll('.', ', ')}, 'final', 0)\n`;
  const without = change.without === undefined ? '' : `import sys; sys.modules['${change.without}'] = None\n`;
  program(join(machine.bin, name), `shift\nexec '${pythonPath()}' -c "${version}${without}$1"`);
}

describe('Python', () => {
  it('is the python3 of PATH when that will do', async () => {
    const machine = aMachine();
    aPython(machine, 'python3', { version: '3.12.4' });
    aPython(machine, 'python3.13', { version: '3.13.0' });
    expect(await findPython(pin, machine.env)).toEqual({ path: join(machine.bin, 'python3'), version: '3.12.4' });
  });

  it('is another one of PATH when python3 is too old, too new, without venv, or a shim that fails', async () => {
    const machine = aMachine();
    aPython(machine, 'python3', { version: '3.9.2' });
    program(join(machine.bin, 'python3.14'), 'echo "version 3.14 is not active" >&2; exit 127');
    aPython(machine, 'python3.13', { version: '3.13.1', without: 'ensurepip' });
    aPython(machine, 'python3.12', { version: '3.15.0' });
    aPython(machine, 'python', { version: '3.11.9' });
    expect(await findPython(pin, machine.env)).toEqual({ path: join(machine.bin, 'python'), version: '3.11.9' });
  });

  it('without venv is named with the package that brings it', async () => {
    const machine = aMachine();
    aPython(machine, 'python3', { version: '3.12.4', without: 'ensurepip' });
    await expect(findPython(pin, machine.env)).rejects.toThrow(/python3 is 3\.12\.4 without venv[\s\S]*`sudo apt install python3\.12-venv`/);
  });

  it.each([
    ['linux', '`sudo apt install python3 python3-venv`'],
    ['darwin', '`brew install python@3.13`'],
  ] as const)('that is too old is named with the command for %s', async (platform, command) => {
    const machine = aMachine();
    aPython(machine, 'python3', { version: '3.10.13' });
    const finding = findPython(pin, machine.env, platform);
    await expect(finding).rejects.toThrow(command);
    await expect(finding).rejects.toThrow(`found:   ${join(machine.bin, 'python3')} is 3.10.13\n  allowed: 3.11.0 or newer`);
  });

  it('that is absent is said to be absent', async () => {
    await expect(findPython(pin, aMachine().env)).rejects.toThrow('found:   no python3 on PATH');
  });

  it('is not misled by the variables of another environment', async () => {
    const machine = aMachine();
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'ensurepip.py'), 'raise ImportError("not this one")');
    aPython(machine, 'python3', { version: '3.12.4' });
    expect((await findPython(pin, { ...machine.env, PYTHONPATH: elsewhere, PYTHONHOME: '/nowhere' })).version).toBe('3.12.4');
  });
});

describe('the Python environment', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'setup'));
  writeFileSync(join(root, pin.requirements), 'checkov==3.3.30 --hash=sha256:00\n');

  it.each([
    ['pip does not know who signed', `echo 'SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed' >&2`, 'PIP_CERT'],
    ['pip finds another checksum', `echo 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE' >&2`, 'DO NOT MATCH THE HASHES'],
  ])('is not there at all when %s', async (_name, pip, message) => {
    const machine = aMachine();
    const inner = `case "$*" in *'pip install'*) ${pip}; exit 1;; esac`;
    program(join(machine.bin, 'python3'), `if [ "$1" = -c ]; then echo 3.12.4 1; exit; fi\nmkdir -p "$3/bin"\ncat > "$3/bin/python" <<'EOF'\n#!/bin/sh\n${inner}\nEOF\nchmod +x "$3/bin/python"`);
    await expect(installPython(pin, machine.env, root, aTask())).rejects.toThrow(message);
    expect(readdirSync(join(machine.cache, 'python'))).toEqual([]);
  });

  it('is not there when venv fails in the way of Debian', async () => {
    const machine = aMachine();
    program(join(machine.bin, 'python3'), `if [ "$1" = -c ]; then echo 3.12.4 1; exit; fi\necho 'The virtual environment was not created successfully because ensurepip is not available.' >&2; exit 1`);
    await expect(installPython(pin, machine.env, root, aTask())).rejects.toThrow('`sudo apt install python3.12-venv`');
  });

  it('is found by the digest of its requirements, and only while its Python is there', () => {
    const machine = aMachine();
    expect(locatePython(pin, machine.env, root)).toBeUndefined();
    const digest = sha256File(join(root, pin.requirements)).slice(0, 16);
    const folder = join(machine.cache, 'python', `${digest}-3.12-${process.platform}-${process.arch}`);
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'checkov'), '');
    symlinkSync(process.execPath, join(folder, 'bin', 'python'));
    expect(locatePython(pin, machine.env, root)).toBe(folder);
    rmSync(join(folder, 'bin', 'python'));
    symlinkSync('/uninstalled/python3.12', join(folder, 'bin', 'python'));
    expect(locatePython(pin, machine.env, root)).toBeUndefined();
    expect(existsSync(folder)).toBe(true);
  });
});

describe('what pip is configured to', () => {
  const listed = [":env:.cert='/ca/env.pem'", "global.cert='/ca/global.pem'", "global.index-url='https://mirror.example/simple'", 'install.extra-index-url="https://other.example/simple"', "global.timeout='60'"].join('\n');

  it('is said to uv in its own words, the environment before the file', () => {
    expect(uvSettings(listed, {})).toEqual({ SSL_CERT_FILE: '/ca/env.pem', UV_DEFAULT_INDEX: 'https://mirror.example/simple', UV_INDEX: 'https://other.example/simple' });
  });

  it('gives way to what uv is configured to', () => {
    expect(uvSettings(listed, { SSL_CERT_FILE: '/mine.pem', UV_DEFAULT_INDEX: 'https://mine.example' })).toEqual({ UV_INDEX: 'https://other.example/simple' });
  });
});
