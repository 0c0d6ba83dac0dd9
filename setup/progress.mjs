/**
 * @typedef {{ say: (message: string) => void, done: (detail?: string) => void, fail: (reason: string) => void }} Task
 *   `say`: what it does now; `done` and `fail` end it
 * @typedef {{ task: (name: string) => Task, close: () => void }} Progress
 */

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Says what set-up does: in a terminal one live line under the finished ones, elsewhere plain lines. A task that never
 * says anything leaves no trace, so a set-up with nothing to do is silent.
 * @param {{ write: (text: string) => unknown, isTTY?: boolean | undefined, columns?: number | undefined }} stream
 * @param {Record<string, string | undefined>} env NO_COLOR, TERM, CI
 * @returns {Progress}
 */
export function createProgress(stream, env) {
  const live = stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  const colours = stream.isTTY === true && !env['NO_COLOR'];
  const paint = (/** @type {number} */ code, /** @type {string} */ text) => (colours ? `\u001b[${String(code)}m${text}\u001b[0m` : text);
  /** @type {Map<string, { since: number, message: string }>} */
  const running = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let frame = 0;

  const erase = () => live && stream.write('\r\u001b[2K');
  const draw = () => {
    if (!live || running.size === 0) return;
    const parts = [...running].map(([name, { since, message }]) => `${name} ${seconds(since, 0)}: ${message}`);
    frame = (frame + 1) % frames.length;
    const line = `${frames[frame] ?? ''} ${parts.join(' · ')}`;
    const width = (stream.columns ?? 80) - 1;
    stream.write(`\r\u001b[2K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
  };
  const print = (/** @type {string} */ line) => {
    erase();
    stream.write(`${line}\n`);
    draw();
  };
  const start = () => (timer ??= live ? setInterval(draw, 120).unref() : undefined);
  const end = (/** @type {string} */ name, /** @type {(since: number) => string} */ line) => {
    const task = running.get(name);
    if (task === undefined) return;
    running.delete(name);
    print(line(task.since));
    if (running.size === 0) stop();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    erase();
  };

  return {
    task: (name) => ({
      say: (message) => {
        running.set(name, { since: running.get(name)?.since ?? performance.now(), message });
        start();
        if (live) draw();
        else print(`… ${name}: ${message}`);
      },
      done: (detail) => end(name, (since) => `${paint(32, '✓')} ${name}${detail === undefined ? '' : ` (${detail})`}: ready after ${seconds(since, 1)}`),
      fail: (reason) => {
        running.set(name, { since: performance.now(), message: '', ...running.get(name) });
        end(name, (since) => `${paint(31, '✗')} ${name}: failed after ${seconds(since, 1)}: ${reason}`);
      },
    }),
    close: stop,
  };
}

/** @param {number} since @param {number} digits */
function seconds(since, digits) {
  return `${((performance.now() - since) / 1000).toFixed(digits)} s`;
}
