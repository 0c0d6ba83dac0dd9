import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aProject, listFiles, twoModules, twoModulesConfig, type Project } from './helpers/a-project.ts';
import { CTRL_C, DOWN, ENTER, inATerminal, type Terminal } from './helpers/a-terminal.ts';
import { ESCAPE, screenOf } from './helpers/screen.ts';
import { statesFolder } from './helpers/states-folder.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const SPINNER = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;
const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]*m`, 'g');
const STACK_TRACE = /^\s+at .*:\d+:\d+/m;

let project: Project;
let states: string;
let terminal: Terminal | undefined;

function start(args: string[], options: Parameters<typeof inATerminal>[2] = {}): Terminal {
  terminal = inATerminal(project, args, options);
  return terminal;
}

/** The files of the evidence, each of them whole. */
function evidence(): string[] {
  const folder = join(project.path, 'cutover-evidence');
  const files = listFiles(folder).filter((file) => /\.[a-z]+$/.test(file));
  for (const file of files.filter((name) => name.endsWith('.json'))) JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return files;
}

beforeAll(async () => {
  states = statesFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
  await project.approve();
  for (const step of ['approval', 'synth', 'prepare', 'scan']) expect((await project.cutover(step, '--mode', 'incremental')).code).toBe(0);
}, 120_000);

afterEach(() => terminal?.close());
afterAll(() => project.remove());

describe('deliver in a terminal', () => {
  it('asks for the mode with what each means; Ctrl-C there ends it before anything was begun', async () => {
    const before = [evidence(), project.engineCalls()];
    const person = start(['deliver']);
    const question = await person.shows(/○ yolo.*\n.*\n/);
    expect(question.replace(/\n[│\s]*/g, ' ')).toMatch(/How should the components.*● incremental: one component at a time.*○ yolo: one logical group at a time.*/);
    person.type(CTRL_C);
    expect(await person.ended).toEqual({ code: 2, left: 'cooked' });
    expect(person.plain()).toMatch(/cannot start: --mode: no mode was chosen\n.*incremental, yolo/);
    expect(person.plain()).not.toMatch(STACK_TRACE);
    expect(person.raw().lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(person.raw().lastIndexOf(`${ESCAPE}[?25l`)); // the cursor is back
    expect([evidence(), project.engineCalls()]).toEqual(before);
  });

  it('stops at the first component and draws nothing while it asks; Ctrl-C there is a HALT that leaves nothing half-written', async () => {
    const person = start(['deliver', '--mode', 'incremental']);
    expect(await person.shows(/Which one\? \(1 to 8\)/, 120)).toMatch(/base: refine, rehearse[\s\S]*base: create 1\n +\+ terraform_data\.a\n[\s\S]* 1 +Security[\s\S]* 8 +Finalise/);
    await sleep(100);
    const shown = person.raw();
    await sleep(500);
    expect(person.raw()).toBe(shown);
    person.type(CTRL_C);
    expect(await person.ended).toEqual({ code: 3, left: 'cooked' });
    expect(person.plain()).toMatch(/HALT: the refinement was broken off before it was finalised\n +next: +run the same command again/);
    expect(person.plain()).not.toMatch(STACK_TRACE);
    expect(evidence().filter((file) => /refine|rehearse/.test(file))).toEqual([]);
    expect(existsSync(join(states, 'test', 'base.tfstate'))).toBe(false);
  });

  it('ends in the same way when it is terminated while it asks', async () => {
    const person = start(['refine', '--mode', 'incremental']);
    await person.shows(/Which one\?/);
    person.terminate();
    expect(await person.ended).toEqual({ code: 3, left: 'cooked' });
    expect(person.plain()).toMatch(/HALT: the refinement was broken off/);
    expect(person.plain()).not.toMatch(STACK_TRACE);
  });

  it('ends in the same way when its window is closed while it asks', async () => {
    const person = start(['refine', '--mode', 'incremental']);
    await person.shows(/Which one\?/);
    person.close();
    expect(await person.ended).toEqual({ code: 3, left: '' });
    expect(evidence().filter((file) => /refine|rehearse/.test(file))).toEqual([]);
  });
});

describe('the step refine by itself in a terminal', () => {
  it('is a HALT that says what to run when something was edited meanwhile', async () => {
    const person = start(['refine', 'base', '--mode', 'incremental']);
    await person.shows(/Which one\?/);
    project.write(twoModules('v2'));
    await choose(person, '8', /Anything to record/);
    person.type(ENTER);
    expect((await person.ended).code).toBe(3);
    expect(person.plain()).toMatch(/HALT: something was edited meanwhile.*\n +next: +cutover synth, prepare and scan, then this again/);
    project.write(twoModules());
  });
});

describe('incremental mode in a terminal, run again after it was broken off', () => {
  it('answers options by number until 8, keeps feedback, takes an edit made meanwhile back to synth and scan, and leaves no live line on the screen', async () => {
    const person = start(['deliver']);
    await person.shows(/How should the components/);
    person.type(ENTER);
    await person.shows(/that record stands[\s\S]*base: refine, rehearse[\s\S]*Which one\?/, 120);
    await choose(person, '9', /there is no option 9|allowed: 1 to 8/);
    await person.shows(/Which one\?/);
    await choose(person, '1', /1 Security[\s\S]*Anything to record/);
    person.type(`keep it ‘short’; $(touch x)${ENTER}`);
    await person.shows(/Which one\?/);
    project.write(twoModules('v2'));
    await choose(person, '5', /Something was edited since[\s\S]*5 Deployment process[\s\S]*Anything to record/);
    person.type(ENTER);
    await person.shows(/Which one\?/);
    await choose(person, '8', /Anything to record/);
    person.type(ENTER);
    await person.shows(/What is the answer to “keep it ‘short’/);
    person.type(`done in this edit${ENTER}`);

    await person.shows(/synth, prepare, scan[\s\S]*synth both environments \([\s\S]*scanners over all components \([\s\S]*base: refine, rehearse[\s\S]*\+ terraform_data\.a[\s\S]*Which one\?/, 120);
    expect(project.record('refine', 'base')).toMatchObject({ verdict: 'pass', facts: { reviewed: true, edited: true, finalised: false, asked: [1, 5], feedback: [{ text: 'keep it ‘short’; $(touch x)', option: 1, answer: 'done in this edit' }] } });
    expect(existsSync(join(states, 'test', 'base.tfstate'))).toBe(false);
    await choose(person, '8', /Anything to record/);
    person.type(`good now${ENTER}`);
    await person.shows(/What is the answer to “good now”/);
    person.type(ENTER);

    await person.shows(/app: refine, rehearse[\s\S]*\+ terraform_data\.b[\s\S]*Which one\?/, 120);
    expect(project.record('refine', 'base')).toMatchObject({ facts: { edited: false, finalised: true, asked: [], feedback: [{ text: 'good now', option: 8, answer: null }] } });
    expect(readFileSync(join(states, 'test', 'base.tfstate'), 'utf8')).toContain('v2');
    expect(existsSync(join(states, 'test', 'app.tfstate'))).toBe(false);
    project.commit(); // what is sealed has to be committed
    await choose(person, '8', /Anything to record/);
    person.type(ENTER);

    expect(await person.ended).toEqual({ code: 3, left: 'cooked' });
    expect(person.plain()).toMatch(/HALT: nobody has approved the promotion/);
    expect(project.record('refine', 'app')).toMatchObject({ facts: { reviewed: true, finalised: true, asked: [], feedback: [] } });
    expect(readFileSync(join(states, 'test', 'app.tfstate'), 'utf8')).toContain('v2');
    expect(existsSync(join(project.path, 'x'))).toBe(false);
    assertScreen(person);
  }, 300_000);
});

/** Types the number at the prompt and waits for what comes then. */
async function choose(person: Terminal, number: string, pattern: RegExp): Promise<void> {
  person.type(number + ENTER);
  await person.shows(pattern);
}

/** The live line was there, and nothing is left of it between the answers. */
function assertScreen(person: Terminal): void {
  expect(person.plain()).toMatch(SPINNER);
  const screen = screenOf(person.raw(), 100);
  expect(screen.filter((line) => SPINNER.test(line))).toEqual([]);
  expect(screen).toContainEqual(expect.stringMatching(/^✓ rehearse base \(\d+\.\d s\)$/));
  expect(screen).toContainEqual(expect.stringMatching(/^│ {2}keep it ‘short’; \$\(touch x\)$/));
  expect(screen.filter((line) => line.startsWith('◆'))).toEqual([]);
}

describe('what is printed where', () => {
  it('takes the mode that was chosen with the arrow keys', async () => {
    const person = start(['approval']);
    await person.shows(/○ yolo/);
    person.type(DOWN);
    await person.shows(/● yolo/);
    person.type(ENTER);
    expect((await person.ended).code).toBe(0);
    expect(project.record('approval').mode).toBe('yolo');
  });

  it('has colour in a terminal', async () => {
    const person = start(['approval', '--mode', 'yolo']);
    await person.ended;
    expect(person.raw()).toMatch(COLOUR);
    expect(person.plain()).toMatch(/✓ CR-0001 is approved by ann@example\.com/);
  });

  it('has no colour with NO_COLOR, in prompts neither', async () => {
    const person = start(['approval'], { env: { NO_COLOR: '1' } });
    await person.shows(/○ yolo/);
    person.type(ENTER);
    expect((await person.ended).code).toBe(0);
    expect(person.plain()).toMatch(/✓ CR-0001 is approved by ann@example\.com/);
    expect(person.raw().match(COLOUR) ?? []).toEqual([]);
  });

  it('asks nobody in a terminal where CI is set', async () => {
    const person = start(['approval'], { env: { CI: 'true' } });
    expect((await person.ended).code).toBe(0);
    expect(person.plain()).not.toContain('How should');
    expect(project.record('approval').mode).toBe('incremental');
  });

  it('is plain lines where it is piped', async () => {
    const { code, stdout } = await project.cutover('synth', '--mode', 'yolo');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ 2 components: base, app$/m);
    // oxlint-disable-next-line no-control-regex -- that there is none is the test
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(stdout).not.toMatch(SPINNER);
  });

  it('is written for nobody where the reader has gone, and the work goes on to its end', async () => {
    const child = project.start('synth', '--mode', 'incremental');
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0);
    expect(project.record('synth').mode).toBe('incremental');
  });

  it('is the record alone on standard output with --json, in a terminal too; the progress is beside it', async () => {
    const file = join(temporaryFolder(), 'record.json');
    const person = start(['approval', '--json'], { stdout: file });
    expect((await person.ended).code).toBe(0);
    expect(person.plain()).toMatch(/✓ CR-0001 is approved by ann@example\.com/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(project.record('approval'))));
  });

  it('is the record that says why, with --json, where a step does not pass', async () => {
    project.request({ status: 'draft' });
    const { code, stdout, stderr } = await project.cutover('deliver', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ step: 'approval', verdict: 'halt', reasons: [expect.stringMatching(/still a draft/)] });
    expect(stderr).toMatch(/HALT: .*still a draft/);
  });
});
