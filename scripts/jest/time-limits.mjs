import { addEventHandler } from 'jest-circus';

const DEFAULT_MS = 120_000;

/**
 * The same function, failing when it has not ended in time.
 * @param {() => unknown} run
 * @param {number} limit milliseconds
 */
const within = (run, limit) => async () => {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limit} ms`)), limit);
  });
  try {
    await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
};

// The runner keeps jest's own list of tests and hooks, and leaves their time limits to others.
addEventHandler((event, state) => {
  if (event.name !== 'add_test' && event.name !== 'add_hook') return;
  const { children, hooks } = state.currentDescribeBlock;
  const added = event.name === 'add_test' ? children.at(-1) : hooks.at(-1);
  if (added === undefined || added.type === 'describeBlock' || added.fn === undefined) return;
  added.fn = within(/** @type {() => unknown} */ (added.fn), event.timeout ?? DEFAULT_MS);
});
