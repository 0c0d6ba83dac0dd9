/** @typedef {import('./cache.mjs').Environment} Environment */

/** pip's setting → the variable by which uv takes the same. */
const counterparts = {
  'index-url': 'UV_DEFAULT_INDEX',
  'extra-index-url': 'UV_INDEX',
  'find-links': 'UV_FIND_LINKS',
  'no-index': 'UV_NO_INDEX',
  cert: 'SSL_CERT_FILE',
};

/**
 * uv does not read pip's configuration, where companies name their mirror and their CA. This says it in uv's words.
 * @param {string} listed what `pip config list` prints: `global.index-url='https://…'`, `:env:.cert='…'`
 * @param {Environment} env what is set there already stays
 * @returns {Environment} variables to add
 */
export function uvSettings(listed, env) {
  /** @type {Map<string, string>} */
  const values = new Map();
  // A later section of this list wins, as it does in pip.
  for (const section of ['global', 'install', ':env:']) {
    for (const line of listed.split('\n')) {
      const [, where, name, , value] = /^([a-z:]+)\.([a-z-]+)=(['"])(.*)\3$/.exec(line) ?? [];
      if (where === section && name !== undefined && value !== undefined) values.set(name, value);
    }
  }
  /** @type {Environment} */
  const settings = {};
  for (const [name, variable] of Object.entries(counterparts)) {
    const value = values.get(name);
    if (value !== undefined && value !== '' && env[variable] === undefined) settings[variable] = value.replaceAll('\\n', ' ').trim();
  }
  return settings;
}
