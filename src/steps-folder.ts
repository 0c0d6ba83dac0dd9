import type { StoreKind } from './evidence/store.ts';

/** Not beside the records of a check: what synth parses may hold secrets that stand in the code. */
const FOLDERS: Record<StoreKind, string> = { delivery: '.cutover', check: '.cutover/checked' };

/** Where the steps leave what later ones work with, from the project. A check has a place of its own: what a delivery's records are about stays as it is. */
export function stepsFolder({ kind }: { kind: StoreKind }): string {
  return FOLDERS[kind];
}
