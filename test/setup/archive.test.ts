import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { extract } from '../../setup/archive.mjs';
import { pythonPath } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** The tool stands between two other files, as in real releases. */
const pack = `
import tarfile, zipfile
open('LICENSE', 'w').write('words ' * 300)
open('README.md', 'w').write('#' * 1024)
names = ('LICENSE', 'tool', 'README.md')
for kind, way in (('deflated', zipfile.ZIP_DEFLATED), ('stored', zipfile.ZIP_STORED)):
    with zipfile.ZipFile(kind + '.zip', 'w', way) as z:
        z.comment = b'a comment'
        for name in names: z.write(name)
with tarfile.open('plain.tar.gz', 'w:gz') as t:
    for name in names: t.add(name)
with tarfile.open('dotted.tar.gz', 'w:gz') as t:
    for name in names: t.add(name, './' + name)
`;

describe('an archive', () => {
  it.each(['deflated.zip', 'stored.zip', 'plain.tar.gz', 'dotted.tar.gz'])('%s gives its one program, executable, and says when it is not there', async (archive) => {
    const folder = temporaryFolder();
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 251));
    writeFileSync(join(folder, 'tool'), content);
    execFileSync(pythonPath(), ['-c', pack], { cwd: folder });
    await extract(join(folder, archive), 'tool', join(folder, 'out'));
    expect(readFileSync(join(folder, 'out')).equals(content)).toBe(true);
    expect(statSync(join(folder, 'out')).mode & 0o111).not.toBe(0);
    await expect(extract(join(folder, archive), 'other', join(folder, 'none'))).rejects.toThrow('holds no file other');
  });
});
