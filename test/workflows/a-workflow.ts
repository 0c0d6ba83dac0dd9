import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAction, parseWorkflow } from '../../scripts/workflows/read.ts';
import { actionFaults, workflowFaults } from '../../scripts/workflows/rules.ts';
import { packageRoot } from '../../src/package-root.ts';

const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';

/** A workflow without a fault: one job that checks out and scans. */
export const SOUND = `on:
  pull_request:
permissions: {}
jobs:
  scan:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: ${CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: $/actions/scan
`;

export function exists(path: string): boolean {
  return existsSync(join(packageRoot(), path.endsWith('.yml') ? path : `${path}/action.yml`));
}

/** What the lint says about it, without the name of the file. */
export function faultsOf(text: string, file = 'a.yml'): string[] {
  return workflowFaults(parseWorkflow(file, text), exists).map((fault) => fault.replace(`${file}: `, ''));
}

/** The sound workflow with one thing changed. Throws when there is nothing to change, so that no case tests nothing. */
export function changed(from: string | RegExp, to: string): string {
  const text = SOUND.replace(from, () => to);
  if (text === SOUND) throw new Error(`the workflow has no ${String(from)}`);
  return text;
}

/** The same for an action made of these steps. */
export function actionFaultsOf(steps: string): string[] {
  return actionFaults(parseAction('action.yml', `runs:\n  using: composite\n  steps:\n${steps}`), exists);
}
