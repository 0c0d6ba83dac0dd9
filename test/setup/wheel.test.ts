import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { locateBinary, ownCopy } from '../../setup/binary.mjs';
import { installBinary } from '../../setup/install-binary.mjs';
import { type Pins, readPins } from '../../setup/pins.mjs';
import { pythonPath } from '../helpers/python.ts';
import { type Machine, aMachine, aTask, program } from './world.ts';

const { zizmor } = readPins();
/** No release, so that the wheel is the way. */
const pins: Pins = { ...readPins(), zizmor: { ...zizmor, releases: {} } };

/** A python3 that can make environments, in which pip does this: what it was asked for lies in `requirements.txt`. */
function aPython(machine: Machine, pip: string): void {
  const inner = `cp requirements.txt '${machine.cache}.asked' && ${pip}`;
  const venv = `mkdir -p "$3/bin" && printf '#!/bin/sh\\n%s\\n' ${JSON.stringify(inner)} > "$3/bin/python" && chmod +x "$3/bin/python"`;
  program(join(machine.bin, 'python3'), `case "$2" in venv) ${venv};; *) exec '${pythonPath()}' "$@";; esac`);
}

const saying = (version: string): string => `printf '#!/bin/sh\\necho zizmor ${version}\\n' > venv/bin/zizmor && chmod +x venv/bin/zizmor`;

describe('a program that is published as a wheel', () => {
  it('is taken out of it, and pip is told version and hashes', async () => {
    const machine = aMachine();
    aPython(machine, saying(zizmor.version));
    const task = aTask();
    await installBinary('zizmor', pins, machine.env, task);
    const own = ownCopy('zizmor', zizmor, machine.env);
    expect([locateBinary('zizmor', zizmor, machine.env), readdirSync(dirname(own)), task.said.at(-1)]).toEqual([own, ['zizmor'], 'done']);
    const asked = readFileSync(`${machine.cache}.asked`, 'utf8');
    expect(asked.replaceAll(/[\\\s]+/g, ' ')).toBe(`zizmor==${zizmor.version} ${(zizmor.wheel ?? []).map((hash) => `--hash=${hash}`).join(' ')}`);
  });

  it.each([
    ['is of another version', saying('0.0.1'), 'does not run as'],
    ['has other bytes than the pinned ones', 'echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE" >&2; exit 1', 'the wheel of zizmor is not the one that was pinned'],
    ['cannot be had', 'echo "ERROR: No matching distribution found for zizmor" >&2; exit 1', 'there is no zizmor of version'],
  ])('that %s is not kept', async (_title, pip, message) => {
    const machine = aMachine();
    aPython(machine, pip);
    await expect(installBinary('zizmor', pins, machine.env, aTask())).rejects.toThrow(message);
    expect(existsSync(ownCopy('zizmor', zizmor, machine.env))).toBe(false);
  });

  it('needs a Python, and says so', async () => {
    await expect(installBinary('zizmor', pins, aMachine().env, aTask())).rejects.toThrow(/there is no zizmor[\s\S]*there is no Python with venv[\s\S]*install Python 3 with venv/);
  });
});
