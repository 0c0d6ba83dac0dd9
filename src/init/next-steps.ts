import { z } from 'zod';
import { gitCommands, type GitState } from './git-setup.ts';
import { addCommand, callCommand } from './package-manager.ts';
import type { Setup } from './setup.ts';
import { PACKAGES } from './starter-app.ts';

export interface NextFacts {
  setup: Setup;
  kept: string[];
  /** Text of package.json as it is now. */
  packageJson: string | undefined;
  state: GitState;
  committed: boolean;
}

const manifestSchema = z.looseObject({ type: z.string().optional(), dependencies: z.record(z.string(), z.string()).default({}), devDependencies: z.record(z.string(), z.string()).default({}) });

/** What a person does after `init`, in order: sentences with the commands in them. */
export function nextSteps({ setup, kept, packageJson, state, committed }: NextFacts): string[] {
  const { answers, origin } = setup;
  const call = callCommand(answers.kind === 'hcl' && packageJson === undefined ? undefined : answers.packageManager);
  return [
    ...packages(setup, kept, packageJson),
    ...(committed ? [] : [`put the policy on the base branch and the request on a branch of its own:\n${gitCommands(state).map((command) => `  ${command}`).join('\n')}`]),
    ...(origin === 'starter' ? [`start the local AWS: ${call} sandbox up`] : []),
    `${answers.approver ?? 'somebody in approvers'} approves the request: ${call} approve CR-0001 --key <private key>`,
    `${call} deliver --change CR-0001${origin === 'starter' ? ' --sandbox' : ''}`,
  ];
}

/** An app needs its packages; a package.json that was there before is its owner's to change. */
function packages({ answers, origin }: Setup, kept: string[], packageJson: string | undefined): string[] {
  const { kind, packageManager } = answers;
  if (kind === 'hcl' || origin === 'found') return [];
  if (!kept.includes('package.json')) return [`install: ${packageManager} install, and Cutover itself, which the stacks take their controls from: ${addCommand(packageManager, ['<path>/cutover-<version>.tgz'])}`];
  const manifest = manifestSchema.safeParse(readManifest(packageJson ?? '')).data;
  const missing = Object.entries(PACKAGES[kind]).filter(([name]) => manifest?.dependencies[name] === undefined && manifest?.devDependencies[name] === undefined);
  return [
    ...(missing.length === 0 ? [] : [`install what the app needs: ${addCommand(packageManager, missing.map(([name, range]) => `${name}@${range}`))}`]),
    ...(manifest?.type === 'module' ? [] : ['the app is written as ES modules: npm pkg set type=module']),
  ];
}

function readManifest(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
