/**
 * Node runs the tests as it runs the program (docs/decisions/0021): a worker is a plain process that loads src/ and the
 * libraries once, and each test file with its helpers anew.
 */
export default {
  runner: '<rootDir>/scripts/jest/runner.mjs',
  setupFiles: ['<rootDir>/scripts/jest/module-hooks.mjs'],
  setupFilesAfterEnv: ['<rootDir>/scripts/jest/time-limits.mjs'],
  testSequencer: '<rootDir>/scripts/jest/longest-first.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {},
  // One more than the cores of a small runner: tests wait for engines, locks and timers.
  maxWorkers: 3,
};
