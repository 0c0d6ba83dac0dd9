import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, run, tail } from './child.mjs';
import { certificateAdvice, isCertificateProblem } from './certificates.mjs';
import { SetupError, WayFailed } from './errors.mjs';
import { parseJson } from './json.mjs';
import { isAtLeast, versionIn } from './versions.mjs';

/** One build may take this long, in milliseconds: two minutes on two free cores, ten when others use them. */
const deadline = 30 * 60_000;

/**
 * Builds a command from its Go module. Not `go install`: it refuses a module with a `replace`, as OpenTofu has, and takes
 * any bytes that the checksum database knows, not the pinned ones. It is built where the module cache holds it, so its own
 * go.sum pins all that it needs.
 * @param {import('./pins.mjs').GoPin} pin @param {string} to path of the program to make
 * @param {import('./cache.mjs').Environment} env
 */
export async function buildWithGo(pin, to, env) {
  const need = `install Go ${pin.minimum} or newer from https://go.dev/dl`;
  const go = onPath('go', env);
  if (go === undefined) throw new WayFailed('go is not on PATH', need);
  // Beside what is made, so that it goes with it when the build is interrupted.
  const folder = join(to, '..', 'go-build');
  mkdirSync(folder);
  // GOFLAGS and GOWORK of the user's own projects would change what is built. Proxies and GOTOOLCHAIN are left alone.
  const clean = { ...env, GOTMPDIR: folder, GOFLAGS: '', GOWORK: 'off', GO111MODULE: 'on', CGO_ENABLED: '0' };
  const version = versionIn((await run(go, ['version'], { env: clean, cwd: folder, deadline: 60_000 })).stdout);
  if (version === undefined) throw new WayFailed(`${go} does not say its version`, need);

  const got = await run(go, ['mod', 'download', '-json', pin.module], { env: clean, cwd: folder, deadline });
  if (!got.ok) throw failed(`go mod download ${pin.module}`, got.output);
  const { Sum, Dir } = /** @type {{ Sum: string, Dir: string }} */ (parseJson(got.stdout));
  if (Sum !== pin.sum) {
    throw new SetupError({ problem: `the Go module ${pin.module} is not the one that was pinned; it was not built`, found: Sum, allowed: pin.sum, next: 'see what GOPROXY and GOFLAGS name; `go clean -modcache` empties the cache' });
  }
  const args = ['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', pin.ldflags, '-o', to, pin.package];
  const built = await run(go, args, { env: clean, cwd: Dir, deadline });
  rmSync(folder, { recursive: true, force: true });
  if (built.ok) return;
  if (!isAtLeast(version, pin.minimum)) throw new WayFailed(`Go ${version} is too old for ${pin.module}, which needs ${pin.minimum}`, need);
  throw failed(`go build ${pin.module}`, built.output);
}

/** @param {string} what @param {string} output */
function failed(what, output) {
  return new WayFailed(`${what} failed: ${tail(output, 3).replace(/\s+/g, ' ')}`, isCertificateProblem(output) ? certificateAdvice : undefined);
}
