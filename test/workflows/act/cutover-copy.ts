import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readActions, readWorkflows } from '../../../scripts/workflows/read.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** The repository and the commit that the callers name. */
export const CUTOVER = { repository: 'acme/cutover', commit: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00' };

/** Asks the harness whether the environment of a job lets it in, as GitHub asks its reviewers before the job begins. */
const GATE = (environment: string): string => `      - name: (GitHub) environment ${environment}\n        shell: bash\n        run: curl --silent --show-error --fail-with-body --max-time 60 "$ACT_GATE/${environment}"\n`;

/**
 * What a release of Cutover is, as far as act needs it: workflows, actions and `dist/`. act does not know `$/`, so that becomes
 * this repository at its commit, which is what it means, nor `queue: max` and `deployment: false`; and it knows no environments, so each job of one first
 * asks the harness.
 * `edit`: makes one thing of a workflow different, to see that it is noticed.
 */
export function cutoverCopy(edit: (file: string, text: string) => string = (_file, text) => text): string {
  const root = packageRoot();
  if (!existsSync(join(root, 'dist', 'actions', 'approval', 'main.js'))) throw new Error('the actions are not built: npm run build');
  const copy = temporaryFolder();
  const own = readWorkflows(root).filter(({ file }) => file.startsWith('.github/'));
  for (const { file, text } of [...own, ...readActions(root)]) {
    const to = join(copy, file);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, withGates(edit(file, text)).replaceAll(/^ +(queue: max|deployment: false)\b.*\n/gm, '').replaceAll(/(uses: )\$\/(\S+)/g, `$1${CUTOVER.repository}/$2@${CUTOVER.commit}`));
  }
  for (const path of ['package.json', 'setup']) cpSync(join(root, path), join(copy, path), { recursive: true });
  // act hands every step a copy of all of this.
  symlinkSync(join(root, 'dist'), join(copy, 'dist'));
  symlinkSync(join(root, 'sandbox'), join(copy, 'sandbox'));
  return copy;
}

function withGates(text: string): string {
  return text.replaceAll(/( {4}environment:(?:\n {6}name:)? (\S+)\n(?:(?! {4}steps:).*\n)* {4}steps:\n)/g, (_all, job: string, environment: string) => `${job}${GATE(environment)}`);
}
