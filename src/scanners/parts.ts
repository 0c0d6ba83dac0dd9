import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { componentKey, type ScannerReport } from './finding.ts';
import type { Workspace } from './workspace.ts';

/** checkov starts in the time in which it reads about sixty stacks, and then keeps one processor busy. */
const STACKS = 50;
const MOST = 4;

/** Into how many parts that many stacks are cut, so that checkov reads some while it reads others. */
export function howManyParts(stacks: number, processors: number = availableParallelism()): number {
  return Math.max(1, Math.min(MOST, processors, Math.floor(stacks / STACKS)));
}

/** The parts of a workspace, each a workspace of its own; the whole where there is one. */
export function partsOf(workspace: Workspace): Workspace[] {
  if (workspace.parts.length < 2) return [workspace];
  return workspace.parts.map((part) => {
    const files = [...workspace.files.values()].filter(({ path }) => path.startsWith(`${part}/`)).map((file) => ({ ...file, path: file.path.slice(part.length + 1) }));
    const within = new Set(files.map(componentKey));
    return { ...workspace, parts: [''], directory: join(workspace.directory, part), files: new Map(files.map((file) => [file.path, file])), absent: workspace.absent.filter((call) => within.has(componentKey(call))) };
  });
}

/** One report for each tool, of all its parts. They ran at the same time. */
export function joined(reports: ScannerReport[]): ScannerReport[] {
  return [...Map.groupBy(reports, ({ tool }) => tool).values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    return [{ ...first, findings: parts.flatMap(({ findings }) => findings), covered: parts.flatMap(({ covered }) => covered), seconds: Math.max(...parts.map(({ seconds }) => seconds)) }];
  });
}
