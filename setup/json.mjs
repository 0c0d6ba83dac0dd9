/** `JSON.parse` that does not pretend to know what is in it: callers say what they expect. @param {string} text @returns {unknown} */
export function parseJson(text) {
  return JSON.parse(text);
}
