import { expect, it } from '@jest/globals';
import { restoration } from '../../src/cli/restoration.ts';

it('what judges a change is never put back with the code, whatever of it differs', () => {
  const judges = ['cutover.yaml', 'approvers', 'waivers.yaml', 'attestations.yaml', 'checklist-bindings.yaml', 'compliance.yaml', 'infrastructure-checklist.md', 'docs/infrastructure-guidelines.md', '.github/workflows/cutover-deliver.yml'];
  const { paths, byHand } = restoration({ to: 'CR-0001', commit: 'c'.repeat(40), names: ['storage'], folders: {}, differing: ['stacks/storage.ts', ...judges], since: [] });
  expect(paths).toEqual(['stacks/storage.ts']);
  expect(byHand).toEqual(judges);
});
