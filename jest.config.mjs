/** Node's own type stripping is the transform, so tests run what `node src/main.ts` runs. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/strip-types.mjs' },
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  testTimeout: 120_000,
  maxWorkers: 2,
};
