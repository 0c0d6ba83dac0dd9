import { registerHooks } from 'node:module';

const globals = new URL('globals.mjs', import.meta.url).href;
const tests = new URL('../../test/', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: globals, shortCircuit: true };
    const resolved = next(specifier, context);
    // The runner loads each test file under a query of its own. What a test file loads from test/ gets the same one, since a
    // helper may register hooks and keep state.
    const { search } = new URL(context.parentURL ?? resolved.url);
    return search !== '' && resolved.url.startsWith(tests) ? { ...resolved, url: `${resolved.url}${search}` } : resolved;
  },
});
