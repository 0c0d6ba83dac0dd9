import { afterAll, expect, it } from '@jest/globals';
import { aRepository as aRealRepository } from '../a-repository.ts';
import { aPullRequest, aState } from './builders.ts';
import { blobSha } from './git.ts';
import { push } from './push.ts';

const real = aRealRepository({ 'README.md': 'first\n\n', 'stacks/ä b.ts': 'no end of line' });
afterAll(() => real.remove());

it('commits and branches of a real repository are in the fake byte for byte, and pull requests move along until the base has their commits', () => {
  const state = aState();
  const repository = state.repositories['acme/shop'];
  if (repository === undefined) throw new Error('no repository');
  Object.assign(repository, { commits: {}, branches: {} });
  const main = real.git('rev-parse', 'HEAD');
  real.git('checkout', '--quiet', '-b', 'change/one');
  const first = real.commit({ 'README.md': 'second' }, { author: 'ben@example.com', committer: 'nobody@elsewhere.org' });
  push(state, repository, real.path);
  expect(repository.branches).toEqual({ main, 'change/one': first });
  expect(repository.commits[main]?.files).toEqual({ 'README.md': 'first\n\n', 'stacks/ä b.ts': 'no end of line' });
  expect(repository.commits[first]).toMatchObject({ parents: [main], message: 'a change', authorLogin: 'ben', committerLogin: null, author: { email: 'ben@example.com' } });
  expect(blobSha(repository.commits[first]?.files['README.md'] ?? '')).toBe(real.git('rev-parse', 'HEAD:README.md'));

  const pull = aPullRequest(state, repository, { head: { ref: 'change/one', sha: first, repository: 'acme/shop' } });
  const second = real.commit({ 'README.md': 'third' });
  push(state, repository, real.path);
  expect(pull.head.sha).toBe(second);

  real.git('checkout', '--quiet', 'main');
  real.git('merge', '--quiet', '--no-ff', '--message', 'taken in', 'change/one');
  push(state, repository, real.path);
  expect(pull).toMatchObject({ state: 'closed', merged: true, mergeCommit: real.git('rev-parse', 'main'), base: { sha: main } });
});
