import type { Component } from '../components/component.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { Halt } from '../errors.ts';
import { configOn } from '../policy-on-base.ts';
import { HOW_TO_PART, sharedBetween } from '../shared-credentials.ts';
import type { Run } from '../step.ts';
import { needsOf } from './can-plan.ts';

/**
 * Nothing is changed in either environment of real accounts while the same credentials reach the other, unless the base says that this is meant.
 * A job on GitHub has those of its own environment, and the sandbox those of its two accounts. Throws Halt.
 */
export async function assertOwnCredentials(run: Run, components: Component[]): Promise<void> {
  if (run.target === 'sandbox' || run.host !== undefined || configOn(run.git)?.sharedCredentials === true) return;
  const shared = sharedBetween(run.config.environments);
  if (shared === undefined) return;
  const needs = await Promise.all(components.map((component) => needsOf(run, component)));
  if (needs.includes('aws')) throw new Halt({ file: CONFIG_FILE, field: 'environments', problem: `${shared}: nothing would keep a rehearsal from production`, next: HOW_TO_PART });
}
