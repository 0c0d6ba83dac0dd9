import { hide } from '../hide.ts';
import { redactLines } from './secret-text.ts';

const MOST_CHARACTERS = 4000;
/** Where Go's runtime, or the engine's own banner, begins to tell of a crash: registers, arguments, and values of any kind. */
const TRACE = /^(?:panic: |fatal error: |runtime error: |goroutine \d+ \[|!{3,} ?\S+ CRASH|Stack trace from the )/;
/** Where its own words go on after that. */
const WORDS = /^(?:Error|Warning): /;
/** What the engine logs when it is told to; with these it would repeat every request and every value. */
const LOG_LINE = /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S* \[(?:TRACE|DEBUG|INFO|WARN|ERROR)\]/;

/**
 * What the engine said, for people and records: without the frame it draws, bounded, and without `secrets`, what looks like one, the
 * traces of crashes and its log. Providers and provisioners speak through it.
 */
export function engineWords(said: string, secrets: string[]): string {
  const words = withoutTraces(said.replace(/^[╷│╵]\s?/gm, '')).replace(/\n{2,}/g, '\n').trim();
  return redactLines(hide(words, secrets)).slice(0, MOST_CHARACTERS);
}

function withoutTraces(text: string): string {
  let inside = false;
  return text.split('\n').flatMap((line) => {
    const begins = !inside && TRACE.test(line.trimStart());
    if (begins) inside = true;
    else if (inside && WORDS.test(line)) inside = false;
    if (begins) return ['(it crashed; the trace is left out, since it may hold any value: run the engine yourself to see it)'];
    return inside || LOG_LINE.test(line) ? [] : [line];
  }).join('\n');
}
