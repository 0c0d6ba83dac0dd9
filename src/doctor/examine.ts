import { parseConfig, type Config } from '../config.ts';
import { readText } from '../documents/read-text.ts';
import { Halt, UserError } from '../errors.ts';
import { CONFIG_FILE, findProject } from '../find-project.ts';
import { baseFacts } from '../git.ts';
import { numberOf } from '../number-of.ts';
import { configOn } from '../policy-on-base.ts';
import { lookAtAccess } from './access.ts';
import { look, type Finding } from './finding.ts';
import { providerLocks } from './locks.ts';
import { lookAtPrograms, type Machine } from './programs.ts';
import { lookAtProjectFiles } from './project-files.ts';
import { lookAtRepository } from './repository.ts';
import { stacksSeen, type StacksSeen } from './stacks.ts';

export interface Examination {
  /** Folder to begin the search for cutover.yaml in. */
  directory: string;
  target: 'sandbox' | 'cloud';
  online: boolean;
  machine: Machine;
}

/** What belongs together on the screen. */
export interface Group {
  title: string;
  findings: Finding[];
}

/** Everything that a delivery needs, looked at all at once: what is broken hides nothing else. Writes nothing, and runs nothing of the project. */
export async function examine({ directory, target, online, machine }: Examination): Promise<Group[]> {
  const known: { root?: string; config?: Config; seen?: StacksSeen } = {};
  const project = await look(CONFIG_FILE, () => {
    known.root = findProject(directory);
    known.config = parseConfig(readText(known.root, CONFIG_FILE) ?? '');
    return `${known.config.name}, ${known.root}`;
  });
  const { root, config } = known;
  const programs = lookAtPrograms(machine, config?.engine ?? 'terraform');
  if (root === undefined) {
    return [{ title: 'Programs', findings: await programs }, { title: 'Project', findings: [{ ...project, state: 'missing', next: `${project.next ?? ''}; cutover init makes one here` }] }];
  }
  const stacks = await look('stacks', async () => {
    const seen = await stacksSeen(root);
    if (seen === undefined) return { state: 'unknown', says: 'nothing is synthesized yet', next: 'cutover synth' };
    known.seen = seen;
    if (seen.gone.length > 0) return { state: 'wrong', says: `not what synth wrote: ${seen.gone.join(', ')}`, next: 'cutover synth' };
    return `${numberOf(new Set(seen.stacks.map(({ component }) => component.name)).size, 'component')}, synthesized for ${seen.change}`;
  }, false);
  const { seen } = known;
  const rest = config === undefined ? [] : [...(await lookAtProjectFiles(root, config)), stacks, await look('provider locks', () => providerLocks(root, seen, config.engine), target === 'cloud')];
  return [
    { title: 'Programs', findings: await programs },
    { title: 'Repository', findings: await lookAtRepository(root, target) },
    { title: 'Project', findings: [project, ...rest] },
    ...(config === undefined ? [] : [{ title: 'Access', findings: await lookAtAccess({ root, config, target, online, env: machine.env, seen, shared: sharedOnBase(root) }) }]),
  ];
}

/** A base that cannot be read is said where it is looked at. */
function sharedOnBase(root: string): boolean {
  try {
    return configOn(baseFacts(root))?.sharedCredentials === true;
  } catch (error) {
    if (error instanceof UserError || error instanceof Halt) return false;
    throw error;
  }
}
