import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../config.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { readFromBase } from '../git-base.ts';
import { topLevel, type GitFacts } from '../git.ts';
import { HOW_TO_LOCK, planLock } from '../terraform/plan-lock.ts';
import type { Seen } from './finding.ts';

/** A delivery that can run: the caller names a commit of Cutover, and not the zeros that it is written with. */
const PINNED_DELIVERY = /uses:\s*\S+\/change-deliver\.yml@(?!0{40})/;

/** To whom saved plans are encrypted, from the base's cutover.yaml. A delivery on GitHub to real accounts cannot do without. */
export async function planRecipient({ root, prefix, base }: Pick<GitFacts, 'root' | 'prefix' | 'base'>, target: 'sandbox' | 'cloud'): Promise<Seen> {
  const file = `${CONFIG_FILE} on ${base.ref}`;
  const text = readFromBase({ root, prefix, base }, CONFIG_FILE);
  const recipient = text === undefined ? undefined : parseConfig(text, file).environments.production.planRecipient;
  if (recipient !== undefined) {
    await planLock({ target: 'cloud', recipient, identity: undefined })?.close(new Uint8Array());
    return `${recipient.slice(0, 12)}…, ${file}`;
  }
  const needed = target === 'cloud' && deliversOnGitHub(root);
  const says = `none for production in ${file}: ${needed ? 'a delivery on GitHub stops, because plans hold secrets and would leave its jobs in the clear' : 'saved plans lie here as they are, readable by you alone, and a delivery to real accounts on GitHub would stop'}`;
  return { state: 'missing', says, next: HOW_TO_LOCK, needed };
}

function deliversOnGitHub(root: string): boolean {
  const folder = join(topLevel(root), '.github', 'workflows');
  if (!existsSync(folder)) return false;
  return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).some((name) => PINNED_DELIVERY.test(readFileSync(join(folder, name), 'utf8')));
}
