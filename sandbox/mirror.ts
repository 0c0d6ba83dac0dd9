import { join } from 'node:path';
import { UserError } from '../src/errors.ts';
import { packageRoot } from '../src/package-root.ts';
import { writeIfOther } from './write-if-other.ts';

/** The version that @cdktf/provider-aws 21.22.1, the reference platform's, asks for. */
export const REFERENCE_PROVIDER_VERSION = '6.25.0';
/** The version that @cdktn/provider-aws 25.7.0, of a starter that `cutover init` makes for cdktn, asks for. */
const FORK_PROVIDER_VERSION = '6.66.0';

/** Where `hashicorp/aws` lives for terraform and for tofu. */
const REGISTRIES = ['registry.terraform.io', 'registry.opentofu.org'];
const VERSION = /^\d+\.\d+\.\d+$/;

export interface MirrorOptions {
  /** Absolute folder of the mirror. */
  mirror: string;
  /** Absolute path of the interpreter that has tf and boto3. */
  python: string;
  versions?: string[];
}

/**
 * Adds these versions of hashicorp/aws to a filesystem mirror in its unpacked layout. Each is the sandbox's own provider
 * behind a launcher; the version is only what Terraform selects it by.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export function writeMirror(options: MirrorOptions): void {
  const launcher = launcherScript(options.python, join(packageRoot(), 'sandbox', 'provider', 'start.py'));
  for (const version of checkedVersions(options.versions)) {
    for (const registry of REGISTRIES) {
      for (const platform of platforms()) {
        const folder = join(options.mirror, registry, 'hashicorp', 'aws', version, platform);
        // Terraform hashes every file in there, so an unfinished one stays outside.
        writeIfOther(join(folder, `terraform-provider-aws_v${version}`), launcher, { beside: options.mirror, mode: 0o755 });
      }
    }
  }
}

/** The versions to offer. Throws UserError for what is no plain version: it becomes part of a path. */
export function checkedVersions(versions: string[] = [REFERENCE_PROVIDER_VERSION, FORK_PROVIDER_VERSION]): string[] {
  const wrong = versions.find((version) => !VERSION.test(version));
  if (wrong === undefined) return versions;
  throw new UserError({ field: 'providerVersions', problem: 'not a version of hashicorp/aws', found: wrong, allowed: `three numbers, as in ${REFERENCE_PROVIDER_VERSION}` });
}

/** Both processors: the script runs on either, and terraform's own build need not be the one Node has. */
function platforms(): string[] {
  return ['amd64', 'arm64'].map((processor) => `${process.platform}_${processor}`);
}

/** `-I -S`: nothing but what is built in, which is all it takes to reach the warm process. */
export function launcherScript(python: string, start: string): string {
  return `#!/bin/sh\nexec ${quote(python)} -I -S ${quote(start)} "$@"\n`;
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
