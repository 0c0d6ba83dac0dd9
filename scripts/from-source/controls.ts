/** Node runs no TypeScript below node_modules; a link to this folder leads out of there. */
export * from '../../src/controls.ts';
