/** What a test imports from `@jest/globals`: the runner has put it on globalThis. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (globalThis));
