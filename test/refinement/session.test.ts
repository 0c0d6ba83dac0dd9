import { describe, expect, it } from '@jest/globals';
import { OPTIONS, type RefinementOption } from '../../src/refinement/options.ts';
import { notReviewed, refineTogether, type Conversation } from '../../src/refinement/session.ts';
import { anInput, aNew } from './an-input.ts';

/** A person who chooses these numbers in turn and says these things, and remembers what was shown. */
function aPerson(choices: number[], says: (string | undefined)[] = [], answers: Record<string, string> = {}) {
  const shown: string[] = [];
  const offered: (readonly RefinementOption[])[] = [];
  const conversation: Conversation = {
    choose: (options) => {
      offered.push(options);
      const choice = choices.shift();
      return choice === undefined ? Promise.reject(new Error('asked once too often')) : Promise.resolve(choice);
    },
    show: (text) => void shown.push(text),
    feedback: () => Promise.resolve(says.shift()),
    answerTo: (feedback) => Promise.resolve(answers[feedback]),
  };
  return { conversation, shown, offered };
}

const input = anInput([aNew('aws_kms_key', { enable_key_rotation: false })]);
const at = '2026-03-01T10:00:00.000Z';
const talk = ({ conversation }: ReturnType<typeof aPerson>, stackDigest: () => string | Promise<string> = () => 'same') => refineTogether({ input, conversation, stackDigest, now: () => new Date(at) });

describe('a refinement with somebody', () => {
  it('offers the eight options until the eighth is chosen, and shows each answer', async () => {
    const person = aPerson([1, 3, 1, 8]);
    await expect(talk(person)).resolves.toEqual({ reviewed: true, asked: [1, 3, 1], feedback: [], edited: false });
    expect(person.offered).toEqual([OPTIONS, OPTIONS, OPTIONS, OPTIONS]);
    expect(person.shown.map((text) => text.split('\n')[0]?.slice(0, 6))).toEqual(['1 Secu', '3 Cost', '1 Secu', '8 Fina']);
    expect(person.shown[0]).toContain('enable_key_rotation = false');
  });

  it('may be finalised at once', async () => {
    await expect(talk(aPerson([8]))).resolves.toEqual({ reviewed: true, asked: [], feedback: [], edited: false });
  });

  it.each([0, 9, -1, 2.5, Number.NaN])('says what is allowed instead of %d, and asks again', async (wrong) => {
    const person = aPerson([wrong, 8]);
    await expect(talk(person)).resolves.toMatchObject({ asked: [] });
    expect(person.shown[0]).toContain('allowed: 1 security, 2 performance, 3 cost, 4 fmea, 5 deployment, 6 readiness, 7 compliance, 8 finalise');
  });

  it('records what was said, on what and when, and no blank', async () => {
    const person = aPerson([1, 2, 8], [' rotate the key \n', '   ', 'fine otherwise']);
    await expect(talk(person)).resolves.toMatchObject({ feedback: [{ text: 'rotate the key', at, option: 1 }, { text: 'fine otherwise', at, option: 8 }] });
  });

  it('records each piece of feedback with its answer, and that there is none', async () => {
    const person = aPerson([1, 2, 8], ['rotate the key', 'cheaper?'], { 'rotate the key': ' done in this edit ', 'cheaper?': ' ' });
    await expect(talk(person)).resolves.toMatchObject({ feedback: [{ text: 'rotate the key', answer: 'done in this edit' }, { text: 'cheaper?', answer: null }] });
  });

  it('says that something was edited, once, and that its answers are older', async () => {
    const digests = ['before', 'before', 'after', 'after', 'after'];
    const person = aPerson([1, 2, 3, 8]);
    await expect(talk(person, () => Promise.resolve(digests.shift() ?? 'after'))).resolves.toMatchObject({ edited: true });
    expect(person.shown.filter((text) => text.startsWith('Something was edited'))).toHaveLength(1);
    expect(person.shown.findIndex((text) => text.startsWith('Something was edited'))).toBe(1);
  });

  it('sees an edit that was made while the last prompt was open', async () => {
    const digests = ['before', 'before'];
    await expect(talk(aPerson([8]), () => digests.shift() ?? 'after')).resolves.toMatchObject({ edited: true });
  });

  it('sees no edit in one that was taken back', async () => {
    const digests = ['before', 'other', 'before'];
    await expect(talk(aPerson([1, 8]), () => digests.shift() ?? 'before')).resolves.toMatchObject({ edited: false });
  });

  it('lets a broken-off conversation through', async () => {
    await expect(talk(aPerson([1]))).rejects.toThrow('asked once too often');
  });

  it('shows answers the way the conversation does', async () => {
    const person = aPerson([1, 8]);
    await talk({ ...person, conversation: { ...person.conversation, render: (answer) => `answer ${answer.option}` } });
    expect(person.shown).toEqual(['answer 1', 'answer 8']);
  });
});

describe('a refinement with nobody', () => {
  it('says that nobody reviewed, and why', () => {
    expect(notReviewed('there is no terminal')).toEqual({ reviewed: false, reason: 'not reviewed: there is no terminal' });
  });
});
