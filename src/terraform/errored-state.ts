import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What the engine writes into its folder when the backend does not take the state. */
export const LEFT = 'errored.tfstate';
const KEPT = /^errored-\d+\.tfstate$/;

/** The folders of a workspace (engine.ts). */
interface Folders {
  directory: string;
  dataDirectory: string;
}

/** Moves a state that was left behind to where synth deletes nothing. Returns its new path, or undefined when none was left. */
export function keepErroredState({ directory, dataDirectory }: Folders): string | undefined {
  const left = join(directory, LEFT);
  if (!existsSync(left)) return undefined;
  const last = keptStates({ dataDirectory }).at(-1);
  const kept = join(dataDirectory, `errored-${last === undefined ? 1 : numberIn(last) + 1}.tfstate`);
  copyFileSync(left, kept);
  rmSync(left);
  return kept;
}

/** Whether there is a state that the backend has not taken yet, kept or still where the engine left it. */
export function hasUnsavedState(folders: Folders): boolean {
  return existsSync(join(folders.directory, LEFT)) || keptStates(folders).length > 0;
}

/** States that are kept until their backend has taken them, the oldest first. */
export function keptStates({ dataDirectory }: Pick<Folders, 'dataDirectory'>): string[] {
  if (!existsSync(dataDirectory)) return [];
  return readdirSync(dataDirectory).filter((name) => KEPT.test(name)).sort((a, b) => numberIn(a) - numberIn(b)).map((name) => join(dataDirectory, name));
}

function numberIn(name: string): number {
  return Number(/errored-(\d+)\.tfstate$/.exec(name)?.[1]);
}
