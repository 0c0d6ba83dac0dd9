import sequencer from '@jest/test-sequencer';

// Its types describe what require() gives; import gives the class itself.
const Sequencer = /** @type {typeof sequencer.default} */ (/** @type {unknown} */ (sequencer));

/** Test files that take half a minute and more, the longest first: one of them begun last would keep one core waiting for it. */
const LONG = [
  'deliver/platform-incremental', 'deliver/cdktn', 'deliver/modules', 'deliver/platform-yolo', 'workflows/delivery', 'deliver/refusals', 'workflows/', 'getting-started', 'package',
  'sandbox/provider.test', 'cdktf-stacks/checks', 'sandbox/provider-engines', 'terminal', 'deliver/gates', 'deliver/', 'halt', 'threats/row-21', 'threats/', 'sandbox/', 'evidence/remote-store', 'cdktf-stacks/',
];

/** What is not named runs afterwards, in jest's own order. */
export default class LongestFirst extends Sequencer {
  /**
   * @override
   * @param {import('@jest/test-result').Test[]} tests
   */
  async sort(tests) {
    const rank = (/** @type {{ path: string }} */ { path }) => {
      const place = LONG.findIndex((name) => path.replaceAll('\\', '/').includes(`/test/${name}`));
      return place === -1 ? LONG.length : place;
    };
    return [...(await super.sort(tests))].sort((a, b) => rank(a) - rank(b));
  }
}
