import { expect, it } from '@jest/globals';
import type { Project } from '../helpers/a-project.ts';
import { walkPlatform } from './platform.ts';
import { walkFirst } from './walk.ts';

it('the reference platform goes from request to production in yolo mode, with tofu', async () => {
  await walkPlatform('tofu', 'yolo', async (front) => {
    await walkFirst(front);
    await assertControls(front.project);
    assertRoles(front.project);
  });
}, 900_000);

/** By the records of real scanners, rules and probes. */
async function assertControls(project: Project): Promise<void> {
  const { code, stdout } = await project.cutover('compliance', 'CR-0001', '--framework', 'cis-aws-foundations', '--json');
  expect(code).toBe(0);
  const { frameworks, notExercised } = JSON.parse(stdout) as { frameworks: { counts: Record<string, number>; controls: { id: string; state: string }[] }[]; notExercised: { check: string }[] };
  const states = Object.fromEntries((frameworks[0]?.controls ?? []).map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({ '1.4': 'never checked', '2.1.1': 'met', '2.1.4': 'partly checked', '2.3.1': 'not applicable', '3.6': 'met', '3.7': 'partly checked' });
  expect(frameworks[0]?.counts['not met']).toBe(0);
  expect(notExercised.map(({ check }) => check)).toContain('plain HTTP is refused');
}

/** Requirements, decisions and developers' commands, each with a word of its own. */
function assertRoles(project: Project): void {
  const roles = project.record('integrate').facts['roles'] as { role: string; decision: string; commands: { outcome: string }[]; requirements: object[]; decisions: object[] }[];
  expect(roles.map(({ role, decision, commands }) => [role, decision, commands.map(({ outcome }) => outcome)])).toEqual([
    ['frontend-developer', 'pass', ['pass']], ['backend-developer', 'pass', ['pass']], ['product-owner', 'pass', []], ['architect', 'pass', []],
  ]);
  expect(roles.map(({ requirements, decisions }) => [requirements.length > 0, decisions.length > 0])).toEqual([[false, false], [false, false], [true, false], [false, true]]);
}
