import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from './archive.mjs';
import { cacheFolder, publish } from './cache.mjs';
import { onPath, run } from './child.mjs';
import { download } from './download.mjs';
import { WayFailed } from './errors.mjs';
import { buildWithGo } from './go.mjs';
import { isScript, knownVersion, rememberVersion } from './known-versions.mjs';
import { platformKey } from './platform.mjs';
import { isAtLeast, versionIn } from './versions.mjs';
import { takeFromWheel } from './wheel.mjs';

/**
 * @typedef {import('./cache.mjs').Environment} Environment
 * @typedef {import('./pins.mjs').BinaryName} BinaryName
 * @typedef {import('./pins.mjs').ToolPin} ToolPin
 */

/**
 * How a program says its version. `version -json` of Terraform would also ask the network for a newer one.
 * @type {Record<BinaryName, string[]>}
 */
const askVersion = { terraform: ['version', '-json'], tofu: ['version', '-json'], tfsec: ['--version'], act: ['--version'], actionlint: ['-version'], zizmor: ['--version'] };

/** Where our own copy lies. @param {BinaryName} name @param {ToolPin} pin @param {Environment} env */
export function ownCopy(name, pin, env) {
  return join(cacheFolder(env), name, `${pin.version}-${platformKey}`, name);
}

/**
 * Which copy to use, from files alone. A program on PATH that set-up has never asked counts as good enough: who starts it
 * sees its version.
 * @param {BinaryName} name @param {ToolPin} pin @param {Environment} env @returns {string | undefined} absolute path
 */
export function locateBinary(name, pin, env) {
  const program = onPath(name, env);
  const version = program === undefined ? undefined : knownVersion(program, env);
  if (program !== undefined && (version === undefined || isRecent(version, pin))) return program;
  const own = ownCopy(name, pin, env);
  return existsSync(own) ? own : undefined;
}

/**
 * Whether the program on PATH will do, asking it when it is not known yet.
 * @param {BinaryName} name @param {ToolPin} pin @param {Environment} env
 * @returns {Promise<{ usable: boolean, found: string }>} found: for people
 */
export async function lookOnPath(name, pin, env) {
  const program = onPath(name, env);
  if (program === undefined) return { usable: false, found: `PATH: no ${name}` };
  const version = (isScript(program) ? undefined : knownVersion(program, env)) ?? (await ask(name, program, env));
  return { usable: isRecent(version, pin), found: `PATH: ${program} is ${version === '' ? 'of no version that it tells' : version}, and ${pin.minimum} or newer is needed` };
}

/** @param {BinaryName} name @param {string} program @param {Environment} env */
async function ask(name, program, env) {
  mkdirSync(cacheFolder(env), { recursive: true });
  // In a folder of ours: in the user's one Terraform would read configuration and providers.
  const answer = await run(program, askVersion[name], { env: { ...env, CHECKPOINT_DISABLE: '1' }, cwd: cacheFolder(env), deadline: 20_000 });
  const version = (answer.ok && versionIn(answer.stdout)) || '';
  rememberVersion(program, version, env);
  return version;
}

/** @param {string} version @param {ToolPin} pin */
function isRecent(version, pin) {
  return version !== '' && isAtLeast(version, pin.minimum);
}

/**
 * The ways to make our own copy, in the order to try them.
 * @param {BinaryName} name @param {import('./pins.mjs').Pins} pins @param {Environment} env @param {(message: string) => void} say
 * @returns {{ name: string, take: () => Promise<void> }[]}
 */
export function waysToGet(name, pins, env, say) {
  const pin = pins[name];
  const own = ownCopy(name, pin, env);
  const make = async (/** @type {(to: string) => Promise<void>} */ build) => {
    const fill = async (/** @type {string} */ folder) => {
      await build(join(folder, name));
      const proof = await run(join(folder, name), askVersion[name], { env: { ...env, CHECKPOINT_DISABLE: '1' }, cwd: folder, deadline: 60_000 });
      if (!proof.ok || versionIn(proof.stdout) !== pin.version) throw new WayFailed(`the ${name} that was made does not run as ${pin.version}`);
    };
    await publish(join(own, '..'), () => existsSync(own), fill, say);
  };
  const { releases, go, wheel } = pin;
  const release = releases[platformKey];
  const byRelease = async (/** @type {string} */ to) => {
    if (release === undefined) throw new WayFailed(`no release with a checksum is pinned for ${platformKey}`);
    say(`downloading ${pin.title} ${pin.version}`);
    const archive = `${to}${release.url.endsWith('.zip') ? '.zip' : '.tar.gz'}`;
    await download({ ...release, to: archive, env });
    await extract(archive, name, to);
    rmSync(archive);
  };
  const ways = [{ name: `${pin.title} ${pin.version} release`, take: () => make(byRelease) }];
  if (go !== undefined) {
    const byGo = async (/** @type {string} */ to) => {
      say(`building ${pin.title} ${pin.version} with Go, which takes a few minutes`);
      await buildWithGo(go, to, env);
    };
    ways.push({ name: `${pin.title} ${pin.version} by Go`, take: () => make(byGo) });
  }
  if (wheel !== undefined) {
    const byWheel = async (/** @type {string} */ to) => {
      say(`installing ${pin.title} ${pin.version} from its wheel`);
      await takeFromWheel(name, { ...pin, wheel }, to, pins.python, env);
    };
    ways.push({ name: `${pin.title} ${pin.version} by pip`, take: () => make(byWheel) });
  }
  return ways;
}
