import { locateTool } from '../../setup/locate.mjs';
import { onPath } from '../../setup/child.mjs';
import { checkPlatform } from '../../setup/platform.mjs';
import { isAtLeast, versionIn } from '../../setup/versions.mjs';
import { git } from '../git-command.ts';
import { sshKeygen } from '../ssh-keygen.ts';
import { harmlessEnvironment } from '../terraform/access.ts';
import { findEngine, type Engine } from '../terraform/engine.ts';
import { look, type Finding, type Seen } from './finding.ts';

/** What `git for-each-ref`, `init --initial-branch` and the rest of our calls need. */
const OLDEST_GIT = '2.28.0';

export interface Machine {
  /** As `process` names them; `node` without `v`. */
  platform: string;
  arch: string;
  node: string;
  env: NodeJS.ProcessEnv;
}

/** The programs that the steps call, wherever one stands. */
export async function lookAtPrograms(machine: Machine, engine: Engine['kind']): Promise<Finding[]> {
  const { env } = machine;
  return await Promise.all([
    look('Node.js', () => {
      checkPlatform({ platform: machine.platform, arch: machine.arch, nodeVersion: machine.node });
      return `${machine.node} on ${machine.platform}-${machine.arch}`;
    }),
    look('git', gitVersion),
    look('OpenSSH', () => {
      // Not a signature: it says so, unless it is too old to look.
      sshKeygen(['-Y', 'check-novalidate', '-n', 'cutover', '-s', '/dev/null'], { input: Buffer.alloc(0) });
      return 'ssh-keygen signs and verifies approvals';
    }),
    look(engine, async () => {
      const { binary, version } = await findEngine(engine, locateTool(engine, env), harmlessEnvironment(env));
      return `${version}, ${binary}`;
    }),
    look('checkov', () => locateTool('checkov', env)),
    look('tfsec', () => locateTool('tfsec', env)),
    look('trivy', () => onPath('trivy', env) ?? { state: 'missing', says: 'not on PATH; checkov and tfsec scan without it' }, false),
  ]);
}

function gitVersion(): Seen {
  const version = versionIn(git('/', ['--version']));
  if (version !== undefined && isAtLeast(version, OLDEST_GIT)) return version;
  return { state: 'wrong', says: `too old\nfound:   ${version ?? 'a version that it does not tell'}\nallowed: ${OLDEST_GIT} or newer`, next: 'install a newer git: https://git-scm.com/downloads' };
}
