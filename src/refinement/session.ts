import type { Answer, RefinementInput } from './option.ts';
import { answer, complaintAbout, FINALISE, OPTIONS, type RefinementOption } from './options.ts';
import { NO_PAINT, renderText } from './render.ts';

/** Whoever refines: a person at a terminal, or a test. */
export interface Conversation {
  /** Any number; the session checks it. */
  choose(options: readonly RefinementOption[]): Promise<number>;
  show(text: string): Promise<void> | void;
  /** What the person has to say about what was shown; undefined or blank for nothing. */
  feedback(): Promise<string | undefined>;
  /** What became of something that was said: done, later, or why not; undefined or blank when there is no answer yet. */
  answerTo(feedback: string): Promise<string | undefined>;
  /** How answers look here; plain text of 80 columns when it does not say. */
  render?: (answer: Answer) => string;
}

export interface Feedback {
  text: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Number of the option it was given on; 8 for the whole. */
  option: number;
  /** Null: nobody answered it, and whoever reads the record sees that. */
  answer: string | null;
}

/** What the record of `refine` holds. */
export interface Reviewed {
  reviewed: true;
  /** Options in the order in which they were asked, 8 not among them. */
  asked: number[];
  feedback: Feedback[];
  /** True: the stacks changed meanwhile, so synth and scan run again, and this step after them. */
  edited: boolean;
}
export interface NotReviewed {
  reviewed: false;
  reason: string;
}

export interface SessionRequest {
  input: RefinementInput;
  conversation: Conversation;
  /** Digest over everything that a person may edit: the app's sources, or the stacks. */
  stackDigest: () => string | Promise<string>;
  now: () => Date;
}

/** Offers the eight options until the eighth is chosen. What the conversation throws (a broken-off prompt) goes through. */
export async function refineTogether({ input, conversation, stackDigest, now }: SessionRequest): Promise<Reviewed> {
  const before = await stackDigest();
  const asked: number[] = [];
  const feedback: Feedback[] = [];
  let told = false;
  for (;;) {
    const choice = await conversation.choose(OPTIONS);
    const complaint = complaintAbout(choice);
    if (complaint !== undefined) {
      await conversation.show(`${complaint.problem}; allowed: ${complaint.allowed}`);
      continue;
    }
    if (!told && (await stackDigest()) !== before) {
      told = true;
      await conversation.show('Something was edited since these plans were made: what follows is about the stacks as they were. Finalise, and they are synthesized, scanned and refined again.');
    }
    if (choice !== FINALISE) asked.push(choice);
    await conversation.show((conversation.render ?? plain)(answer(choice, input)));
    const text = (await conversation.feedback())?.trim() ?? '';
    if (text !== '') feedback.push({ text, at: now().toISOString(), option: choice, answer: null });
    if (choice === FINALISE) return { reviewed: true, asked, feedback: await answered(feedback, conversation), edited: (await stackDigest()) !== before };
  }
}

/** Asked at the end: by then it shows what became of it. */
async function answered(feedback: Feedback[], conversation: Conversation): Promise<Feedback[]> {
  const whole: Feedback[] = [];
  for (const given of feedback) {
    const answer = (await conversation.answerTo(given.text))?.trim() ?? '';
    whole.push({ ...given, answer: answer === '' ? null : answer });
  }
  return whole;
}

function plain(given: Answer): string {
  return renderText(given, { width: 80, paint: NO_PAINT });
}

/** The result where nobody could be asked. It supports no claim that anybody looked. */
export function notReviewed(reason: string): NotReviewed {
  return { reviewed: false, reason: `not reviewed: ${reason}` };
}
