import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseConfig, type Config } from '../config.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { cdktfApps, type CdktfApp } from './cdktf-app.ts';
import { documentPaths } from './document-paths.ts';
import { rootModules, type RootModule } from './hcl-modules.ts';
import { packageManagerOf, type PackageManager } from './package-manager.ts';
import { projectFolders } from './read-files.ts';

/** What lies in a folder before `init`. Nothing of it is run to find out. */
export interface Detected {
  root: string;
  /** A name for the project, after its folder. */
  name: string;
  packageManager: PackageManager | undefined;
  apps: CdktfApp[];
  modules: RootModule[];
  /** An older cutover.yaml, which stays as it is. */
  config: Config | undefined;
  /** An architecture document is there, and says what the components are. */
  described: boolean;
}

/** Looks at a folder. Throws UserError when it is none, or when a file in it cannot be read for what it is. */
export async function detect(directory: string): Promise<Detected> {
  const root = resolve(directory);
  if (!existsSync(root)) throw new UserError({ field: '-C', problem: 'there is no such folder', found: directory, next: `mkdir ${directory}` });
  const folders = projectFolders(root);
  const config = existsSync(join(root, CONFIG_FILE)) ? parseConfig(readFileSync(join(root, CONFIG_FILE), 'utf8')) : undefined;
  return {
    root,
    name: projectName(basename(root)),
    packageManager: packageManagerOf(root),
    apps: cdktfApps(root, folders),
    modules: await rootModules(root, folders),
    config,
    described: existsSync(join(root, documentPaths(config).architecture)),
  };
}

function projectName(folder: string): string {
  const name = folder.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '').slice(0, 39).replace(/-+$/, '');
  return name === '' ? 'infrastructure' : name;
}
