import { describe, expect, it } from '@jest/globals';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packStack, unpackStack } from '../../src/leases/stack-pack.ts';
import { leasePlace, type LeasePlace } from '../../src/leases/place.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('a stack that is kept with a lease', () => {
  it('comes back as it was: files, programs, links and its lock, without what the engine left in it', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub', '.terraform'), { recursive: true });
    writeFileSync(join(folder, 'sub', 'main.tf'), 'x');
    writeFileSync(join(folder, 'sub', '.terraform', 'y'), 'y');
    writeFileSync(join(folder, 'run.sh'), 'x', { mode: 0o755 });
    symlinkSync('../run.sh', join(folder, 'sub', 'run'));
    const lock = join(temporaryFolder(), 'lock.hcl');
    writeFileSync(lock, 'lock');
    const packed = packStack(folder, lock);
    expect(packStack(folder, lock)).toEqual(packed);
    const [into, locked] = [join(temporaryFolder(), 'in', 'it'), join(temporaryFolder(), 'of', 'lock.hcl')];
    unpackStack(packed, into, locked);
    expect([readFileSync(join(into, 'sub', 'main.tf'), 'utf8'), readlinkSync(join(into, 'sub', 'run')), lstatSync(join(into, 'run.sh')).mode & 0o100, existsSync(join(into, 'sub', '.terraform')), readFileSync(locked, 'utf8')]).toEqual(['x', '../run.sh', 0o100, false, 'lock']);
  });

  it.each<[string, unknown, RegExp]>([
    ['a path that leads out', { files: { '../x': { base64: '', executable: false } }, lock: null }, /cannot be read/],
    ['a link to an absolute path', { files: { x: { link: '/etc/passwd' } }, lock: null }, /leads out of it/],
    ['a link that turns back behind another', { files: { 'x/y/m': { link: '../../a' }, 'x/y/l': { link: 'm/../../b' }, 'a/f': { base64: '', executable: false } }, lock: null }, /leads out of it/],
    ['a path below a link', { files: { l: { link: 'a' }, 'l/made': { base64: '', executable: false } }, lock: null }, /lies below a link/],
    ['a link that leads out', { files: { 'a/x': { link: '../../x' } }, lock: null }, /leads out of it/],
    ['something else', 'nothing', /cannot be read/],
  ])('is refused when it holds %s', (_name, content, reason) => {
    const into = join(temporaryFolder(), 'in');
    expect(() => unpackStack(gzipSync(JSON.stringify(content)), into, join(into, '..', 'lock'))).toThrow(reason);
  });
});

describe('the place of leases', () => {
  it.each<[string, Record<string, string | boolean>, LeasePlace | undefined]>([
    ['the bucket of the states', { bucket: 'b', key: '{component}', region: 'eu-west-1' }, { kind: 's3', bucket: 'b', region: 'eu-west-1' }],
    ['the folder of the states', { path: '/s/test/{component}.tfstate' }, { kind: 'folder', folder: '/s/test' }],
    ['the folder above those of the components', { path: '/s/test/{component}/terraform.tfstate' }, { kind: 'folder', folder: '/s/test' }],
    ['the folder of one state', { path: '/s/one.tfstate' }, { kind: 'folder', folder: '/s' }],
    ['not named by other settings', { address: 'https://states.example.com' }, undefined],
    ['not a path that synth replaces', { path: 'terraform.tfstate' }, undefined],
  ])('is %s', (_name, settings, place) => expect(leasePlace(settings)).toEqual(place));
});
