import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../config.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { newComponent } from '../init/component/new-component.ts';
import { documentPaths } from '../init/document-paths.ts';
import { readText } from '../init/read-files.ts';
import { writeFiles } from '../init/write-files.ts';
import type { Ui } from '../ui.ts';

export interface ComponentDeps {
  /** Absolute folder of the project. */
  root: () => string;
  ui: Ui;
}

export interface ComponentFlags {
  kind: string;
  purpose?: string;
  owner?: string;
  criticality?: string;
  dataClass?: string;
  key?: string;
  dryRun?: true;
}

/** Writes what a new component consists of. Throws UserError, and then nothing is written. */
export function runComponentNew({ root, ui }: ComponentDeps, name: string, { dryRun, ...flags }: ComponentFlags): void {
  const project = root();
  const changes = newComponent({ name, ...flags }, {
    read: (path) => readText(join(project, path)),
    list: (folder) => (existsSync(join(project, folder)) ? readdirSync(join(project, folder)) : []),
  });
  if (dryRun !== true) writeFiles(project, changes);
  for (const { path, before } of changes) ui.line(`${dryRun === true ? 'would be ' : ''}${before === undefined ? 'written' : 'changed'}: ${path}`, 'good');
  if (changes.some(({ path }) => path === 'waivers.yaml')) ui.line('the findings that waivers.yaml accepts count once it is on the base branch', 'note');
  const { technologyStack } = documentPaths(parseConfig(readText(join(project, CONFIG_FILE)) ?? ''));
  if (changes.some(({ path }) => path === technologyStack)) ui.line(`what ${technologyStack} allows now counts once it is on the base branch: a list that is there already holds until then`, 'note');
}
