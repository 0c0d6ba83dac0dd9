import { join } from 'node:path';
import { writeMirror } from './mirror.ts';
import { sandboxFolder } from './state.ts';
import { writeIfOther } from './write-if-other.ts';

/** Paths of what the sandbox's clients are pointed at. */
export function clientFiles(root: string): { mirror: string; cliConfig: string; emptyFile: string; cache: string } {
  const folder = sandboxFolder(root);
  return { mirror: join(folder, 'mirror'), cliConfig: join(folder, 'terraform.rc'), emptyFile: join(folder, 'empty'), cache: join(folder, 'cache') };
}

/**
 * Writes the provider mirror, a CLI configuration for terraform and tofu that knows no other source of providers, and an
 * empty file to stand in for AWS's configuration. What already reads so is not touched.
 */
export function writeClientFiles(options: { root: string; python: string; providerVersions?: string[] }): void {
  const { mirror, cliConfig, emptyFile } = clientFiles(options.root);
  writeMirror({ mirror, python: options.python, ...(options.providerVersions === undefined ? {} : { versions: options.providerVersions }) });
  writeIfOther(cliConfig, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\ndisable_checkpoint = true\n`);
  writeIfOther(emptyFile, '');
  writeIfOther(join(sandboxFolder(options.root), '.gitignore'), '*\n');
}
