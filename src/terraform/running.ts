import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Halt } from '../errors.ts';
import { environmentNameSchema, recordSchema } from '../evidence/record.ts';
import { processIdentity } from '../process-identity.ts';

const processSchema = z.strictObject({ pid: z.number().int().positive(), identity: z.string() });

const noteSchema = z.strictObject({
  /** The engine; null before it was started. */
  process: processSchema.nullable(),
  /** Which step of which job noted it, with a word that only that step and its post step know; null on somebody's machine. */
  by: z.string().nullable().default(null),
  /** It was asked to stop. A second time would make it drop its state. */
  interrupted: z.boolean(),
  /** Where the engine runs, and where it keeps what synth does not delete: absolute. */
  folders: z.strictObject({ directory: z.string(), dataDirectory: z.string() }),
  /** What is recorded when nobody comes back to say how it ended: that it is not known. */
  record: recordSchema.extend({ component: z.string(), environment: environmentNameSchema, verdict: z.literal('indeterminate') }),
});
export type RunningNote = z.infer<typeof noteSchema>;

/** What keeps the note true while the engine works. */
export interface Noted {
  onStart: (pid: number) => void;
  onInterrupt: () => void;
}

type About = Pick<RunningNote['record'], 'environment' | 'component'>;

function fileOf(root: string, { environment, component }: About): string {
  return join(runningFolder(root), `${environment}-${component}.json`);
}

function runningFolder(root: string): string {
  return join(root, '.cutover', 'running');
}

/** Notes what is about to be done to one component, for whoever comes when we were killed. */
export function noteRunning(root: string, { by, folders, record }: Pick<RunningNote, 'by' | 'folders' | 'record'>): Noted {
  const file = fileOf(root, record);
  let note: RunningNote = { process: null, by, interrupted: false, folders, record };
  const write = (change: Partial<RunningNote>): void => {
    note = { ...note, ...change };
    mkdirSync(runningFolder(root), { recursive: true });
    writeFileSync(`${file}.writing`, JSON.stringify(note));
    renameSync(`${file}.writing`, file);
  };
  write({});
  return {
    onStart: (pid) => write({ process: { pid, identity: processIdentity(pid) ?? '' } }),
    onInterrupt: () => write({ interrupted: true }),
  };
}

/** What was noted and never taken back: engines that outlived their run, or ended without anybody. Throws Halt for a note that is none. */
export function runningNotes(root: string): RunningNote[] {
  if (!existsSync(runningFolder(root))) return [];
  return readdirSync(runningFolder(root)).filter((name) => name.endsWith('.json')).sort().map((name) => {
    const parsed = noteSchema.safeParse(parseJson(join(runningFolder(root), name)));
    if (parsed.success) return parsed.data;
    throw new Halt({ file: `.cutover/running/${name}`, problem: 'this is no note about a running engine', next: 'see whether an engine runs; if none does, remove the file' });
  });
}

/** To be called once what came of it is recorded. */
export function forgetRunning(root: string, about: About): void {
  rmSync(fileOf(root, about), { force: true });
}

export function isRunning({ process }: RunningNote): boolean {
  return process !== null && processIdentity(process.pid) === process.identity;
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
