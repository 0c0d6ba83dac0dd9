import { createHash } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { certificateAdvice, isCertificateProblem } from './certificates.mjs';
import { SetupError, WayFailed, reasonOf } from './errors.mjs';
import { get } from './proxy.mjs';

/**
 * Downloads one file and gives it its name only when its checksum is right: on any failure nothing is left at `to`.
 * @param {{ url: string, sha256: string, to: string, env: import('./cache.mjs').Environment, deadline?: number, silence?: number }} request
 *   sha256 in lower-case hexadecimal; `deadline` for the whole and `silence` without a byte, in milliseconds
 * @throws {SetupError} when the bytes are not the pinned ones; {@link WayFailed} when they cannot be had
 */
export async function download({ url, sha256, to, env, deadline = 600_000, silence = 30_000 }) {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new SetupError({ problem: `there is no checksum for ${url}, so it is not downloaded` });
  const abort = new AbortController();
  const give = (/** @type {string} */ why) => () => abort.abort(new WayFailed(`${url}: ${why}`));
  const whole = setTimeout(give(`not finished after ${String(deadline / 1000)} s`), deadline);
  const quiet = setTimeout(give(`no byte for ${String(silence / 1000)} s`), silence);
  try {
    const response = await open(new URL(url), env, abort.signal);
    quiet.refresh();
    const hash = createHash('sha256');
    const meter = new Transform({
      transform(/** @type {Buffer} */ chunk, _encoding, done) {
        quiet.refresh();
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(response, meter, createWriteStream(to), { signal: abort.signal });
    const found = hash.digest('hex');
    if (found !== sha256) {
      throw new SetupError({
        problem: `${url} is not the file that was pinned: its SHA-256 is wrong, and nothing of it was used`,
        found,
        allowed: sha256,
        next: 'try again; if it stays so, something between here and there changes the file, or the release was replaced: install the tool by hand from a source you trust',
      });
    }
  } catch (error) {
    rmSync(to, { force: true });
    throw explained(url, error, abort.signal);
  } finally {
    clearTimeout(whole);
    clearTimeout(quiet);
    abort.abort();
  }
}

/** @param {URL} url @param {import('./cache.mjs').Environment} env @param {AbortSignal} signal */
async function open(url, env, signal) {
  for (let hops = 0; hops < 6; hops += 1) {
    const response = await get(url, env, signal);
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    const location = response.headers.location;
    if (status < 300 || status > 399 || location === undefined) throw new WayFailed(`${url.href} answered ${String(status)}`);
    const next = new URL(location, url);
    if (next.protocol !== url.protocol && next.protocol !== 'https:') throw new WayFailed(`${url.href} redirects to ${next.protocol}//, which is not safe`);
    url = next;
  }
  throw new WayFailed(`${url.href}: too many redirects`);
}

/** @param {string} url @param {unknown} error @param {AbortSignal} signal */
function explained(url, error, signal) {
  if (error instanceof SetupError || error instanceof WayFailed) return error;
  if (signal.reason instanceof WayFailed) return signal.reason;
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') return new WayFailed(`${url}: the connection ended in the middle`);
  if (isCertificateProblem(`${code ?? ''} ${message}`)) return new WayFailed(`${url}: the certificate is signed by nobody this machine knows (${code ?? message})`, certificateAdvice);
  return new WayFailed(`${url}: ${reasonOf(error)}`);
}
