/**
 * Mutation tests of the folder that decides who may change production: `npm run mutation`. Which mutants survive, and why
 * they may, stands in docs/mutation-survivors.md.
 *
 * Every mutant costs a run of the tests. To look at some of them: MUTATION_TESTS=test/change/windows npm run mutation -- --mutate src/change/windows.ts
 */
const tests = process.env['MUTATION_TESTS'] ?? 'test/change';

export default {
  testRunner: 'command',
  commandRunner: { command: `node node_modules/jest/bin/jest.js --bail --silent --maxWorkers=1 ${tests}` },
  mutate: ['src/change/**/*.ts'],
  // Copied for each worker, so only what the tests need.
  ignorePatterns: ['/*', '!/src', '!/test', '!/scripts', '!/sandbox', '!/setup', '!/package.json', '!/jest.config.mjs'],
  concurrency: 2,
  timeoutMS: 15_000,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
  tempDirName: '.stryker-tmp',
};
