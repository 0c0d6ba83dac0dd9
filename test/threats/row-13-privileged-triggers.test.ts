import { describe, expect, it } from '@jest/globals';
import { readWorkflows } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';
import { changed, faultsOf } from '../workflows/a-workflow.ts';

const ANSWERS = `on:
  workflow_call:
permissions: {}
jobs:
  answer:
    runs-on: ubuntu-latest
    permissions:
      pull-requests: write
    steps:
      - uses: $/actions/refine-comment
`;

describe('row 13: pull_request_target, workflow_run, issue_comment misuse', () => {
  it.each(['pull_request_target', 'workflow_run'])('%s fails the lint', (trigger) => {
    expect(faultsOf(changed('pull_request:', `${trigger}:`))).toContain(`on ${trigger}: it would run with the rights of the base branch on what a stranger sent`);
    expect(faultsOf(changed('on:\n  pull_request:', `on: [push, ${trigger}]`))).toHaveLength(1);
    expect(faultsOf(changed('on:\n  pull_request:', `on: ${trigger}`))).toHaveLength(1);
  });

  it('a job that answers a comment fails the lint when it checks something out, runs a shell, is in an environment, or may write files', () => {
    const onComment = changed('pull_request:', 'issue_comment:\n    types: [created]');
    expect(faultsOf(onComment)).toEqual(['scan: it answers a comment, and checks something out']);
    const also = (text: string): string[] => faultsOf(`${ANSWERS}${text}`).filter((fault) => fault.includes('it answers a comment'));
    expect(also('')).toEqual([]);
    expect(also('      - run: gh pr checkout 1\n')).toEqual(['answer: it answers a comment, and runs a shell']);
    expect(also('    environment: production\n')).toEqual(['answer: it answers a comment, and is in an environment']);
    expect(faultsOf(ANSWERS.replace('pull-requests: write', 'contents: write')).join()).toContain('it answers a comment, and may write into the repository');
  });

  it('none of this repository\'s workflows, and none that users copy, begins with one of the first two', () => {
    const triggers = readWorkflows(packageRoot()).flatMap(({ on }) => Object.keys(on));
    expect(triggers).toContain('issue_comment');
    expect(triggers.filter((name) => ['pull_request_target', 'workflow_run'].includes(name))).toEqual([]);
  });
});
