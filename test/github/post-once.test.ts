import { describe, expect, it } from '@jest/globals';
import { Halt, StepFailure, UserError } from '../../src/errors.ts';
import { makeOnce } from '../../src/github/post-once.ts';
import { NotFound } from '../../src/github/refusals.ts';

/** A place where things are made; `answers` says what becomes of each request to make one. */
function aPlace(answers: ('made' | 'lost' | Error)[], there: string[] = []): { there: string[]; asked: string[]; once: () => Promise<{ value: string; made: boolean }> } {
  const asked: string[] = [];
  const find = (): Promise<string | undefined> => {
    asked.push('find');
    return Promise.resolve(there[0]);
  };
  const make = (): Promise<string> => {
    asked.push('make');
    const answer = answers.shift();
    if (answer instanceof Error) return Promise.reject(answer);
    there.push(`thing ${there.length + 1}`);
    return answer === 'lost' ? Promise.reject(new Halt({ problem: 'GitHub did not answer' })) : Promise.resolve('thing 1');
  };
  return { there, asked, once: () => makeOnce({ find, make }, 1) };
}

const silent = (): Error => new Halt({ problem: 'GitHub did not answer' });

describe('what is made once', () => {
  it.each<[string, ('made' | 'lost' | Error)[], string[], string[], boolean]>([
    ['is not made when it is there', [], ['thing 1'], ['find'], false],
    ['is made when it is not', ['made'], [], ['find', 'make'], true],
    ['is looked for when the answer was lost, and not made again', ['lost'], [], ['find', 'make', 'find'], true],
    ['is made again when the request was lost', [silent(), silent(), 'made'], [], ['find', 'make', 'find', 'make', 'find', 'make'], true],
  ])('%s', async (_what, answers, there, asked, made) => {
    const place = aPlace(answers, there);
    expect(await place.once()).toEqual({ value: 'thing 1', made });
    expect([place.asked, place.there]).toEqual([asked, ['thing 1']]);
  });

  it('is given up after three tries', async () => {
    const place = aPlace([silent(), silent(), silent(), 'made']);
    await expect(place.once()).rejects.toThrow('GitHub did not answer');
    expect(place.asked.filter((what) => what === 'make')).toHaveLength(3);
  });

  it.each<[string, Error]>([
    ['a token that may not', new UserError({ problem: 'the token may not' })],
    ['a refusal', new StepFailure({ problem: 'refused' })],
    ['what is not there', new NotFound({ problem: 'no such thing' })],
    ['a mistake of our own', new TypeError('a bug')],
  ])('is not tried again after %s', async (_what, error) => {
    const place = aPlace([error, 'made']);
    await expect(place.once()).rejects.toBe(error);
    expect(place.asked).toEqual(['find', 'make', 'find']);
  });
});
