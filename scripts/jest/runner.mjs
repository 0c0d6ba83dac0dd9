// @ts-expect-error -- it comes without types
import untyped from 'jest-light-runner/child-process';

const LightRunner = /** @type {new (globalConfig: object) => { _testRunners: object }} */ (untyped);

const ASKS = 'jest-light-runner-get-worker-data';
const ANSWER = 'jest-light-runner-worker-data';

/**
 * The runners of each configuration, each test file with a channel of its own. The library's is one for all workers: the first that asks
 * for its settings makes it answer everybody, also who does not listen yet, and who asks later waits for ever.
 * @extends {Map<object, { pool: { run: (path: string, options: object) => unknown }, run: (test: { path: string }) => unknown }>}
 */
class Runners extends Map {
  #globalConfig;

  /** @param {object} globalConfig */
  constructor(globalConfig) {
    super();
    this.#globalConfig = globalConfig;
  }

  /**
   * @param {object} projectConfig
   * @param {{ pool: { run: (path: string, options: object) => unknown } }} runner
   * @override
   */
  set(projectConfig, { pool }) {
    const workerData = { globalConfig: this.#globalConfig, projectConfig, runtime: 'child_process' };
    return super.set(projectConfig, { pool, run: ({ path }) => pool.run(path, { channel: channelWith(workerData) }) });
  }
}

/** @param {object} workerData */
function channelWith(workerData) {
  /** @type {((message: object) => void) | undefined} */
  let worker;
  return {
    /** @param {(message: object) => void} listener */
    onMessage: (listener) => {
      worker = listener;
    },
    /** @param {unknown} message */
    postMessage: (message) => {
      if (message === ASKS) worker?.({ type: ANSWER, workerData });
    },
  };
}

export default class Runner extends LightRunner {
  /** @param {object} globalConfig */
  constructor(globalConfig) {
    super(globalConfig);
    this._testRunners = new Runners(globalConfig);
  }
}
