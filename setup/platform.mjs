import { SetupError } from './errors.mjs';

/** As in the keys of `tools.json`: `linux-x64`. */
export const platformKey = `${process.platform}-${process.arch}`;

const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Throws where Cutover cannot run, before anything is installed.
 * @param {{ platform: string, arch: string, nodeVersion: string }} machine as `process` names them; nodeVersion without `v`
 */
export function checkPlatform({ platform, arch, nodeVersion }) {
  if (platform === 'win32') {
    throw new SetupError({
      problem: 'Cutover runs on Linux and macOS; on Windows it runs inside WSL 2',
      found: 'Windows',
      next: 'run `wsl --install` in an administrator PowerShell, restart, and clone the repository again inside WSL (not under /mnt/c)',
    });
  }
  if (!supported.includes(`${platform}-${arch}`)) {
    throw new SetupError({ problem: 'Cutover does not run on this kind of machine', found: `${platform}-${arch}`, allowed: supported.join(', ') });
  }
  if (Number.parseInt(nodeVersion, 10) < 18) {
    throw new SetupError({ problem: 'set-up needs a newer Node.js to start with', found: nodeVersion, allowed: '18 or newer', next: 'install Node.js 24 from https://nodejs.org' });
  }
}
