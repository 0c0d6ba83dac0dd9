import type { EnvironmentName } from '../evidence/record.ts';
import { credentialsIn } from '../credentials.ts';
import { closeMask, hide, maskOf, needlesOf, tooShortToHide } from '../hide.ts';
import { regularExpression } from '../regular-expression.ts';
import { redactText } from '../terraform/secret-text.ts';
import type { Check, CheckResult } from './check.ts';
import { runBounded, type BoundedResult } from './bounded-command.ts';
import { clash, outputEnvironment, secretsOf, textOf, type StackOutputs } from './output-environment.ts';

export interface CheckContext {
  /** The project's root, where commands run. */
  cwd: string;
  /** The allow-listed environment of a child: PATH, and what reaches the target. Nothing else is passed on. */
  env: Record<string, string>;
  /** Component name; several joined by a comma for a check over more than one. */
  component: string;
  environment: EnvironmentName;
  target: 'sandbox' | 'cloud';
  outputs: StackOutputs;
  signal?: AbortSignal | undefined;
}

const KEPT_BYTES = 4096;

/**
 * Runs the checks one after the other. In production only those that are declared `safeInProduction`: the others are left
 * out, so the results name just what ran.
 */
export async function runChecks(checks: Check[], context: CheckContext): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (context.environment === 'production' && !check.safeInProduction) continue;
    results.push(await runCheck(check, context));
  }
  return results;
}

/** Runs one check. It never throws for what a check does: a check that could not run has failed. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const base = { name: check.name, safeInProduction: check.safeInProduction };
  if (check.notInEmulator !== undefined && context.target === 'sandbox') {
    return { ...base, outcome: 'not-exercised', seconds: 0, detail: `not exercised here (emulator): ${check.notInEmulator}` };
  }
  if (!('command' in check)) return { ...base, seconds: 0, ...compareOutput(check, context.outputs) };
  const [program, ...args] = check.command;
  const twins = clash(context.outputs);
  if (program === undefined || twins !== undefined) {
    const detail = twins === undefined ? 'the command is empty' : `the outputs ${twins.join(' and ')} would share one variable; rename one of them`;
    return { ...base, outcome: 'fail', seconds: 0, detail };
  }
  const secrets = Object.values(context.outputs).flatMap(secretsOf);
  const hidden = [...secrets, ...credentialsIn(context.env)];
  const needles = needlesOf(hidden);
  const longest = Math.max(0, ...needles.map(({ length }) => length));
  const ran = await runBounded({
    command: [program, ...args],
    cwd: context.cwd,
    env: { ...context.env, ...outputEnvironment(context.outputs), CUTOVER_ENVIRONMENT: context.environment, CUTOVER_COMPONENT: context.component },
    timeoutSeconds: check.timeoutSeconds,
    // A secret that the cut runs through is found only if the text before it is still there.
    keep: KEPT_BYTES + longest,
    signal: context.signal,
  });
  const hiddenWhole = secrets.some(tooShortToHide) && ran.output !== '';
  const output = hiddenWhole ? '(output hidden: a sensitive output is too short to be told from other text)' : lastBytes(maskOf(ran.output, needles));
  return { ...base, outcome: ran.ended === 'exit' && ran.code === 0 ? 'pass' : 'fail', seconds: ran.seconds, detail: [hide(howItEnded(ran, check.timeoutSeconds), hidden), output].filter((part) => part !== '').join('\n') };
}

function compareOutput(check: Extract<Check, { output: string }>, outputs: StackOutputs): Pick<CheckResult, 'outcome' | 'detail'> {
  const output = Object.hasOwn(outputs, check.output) ? outputs[check.output] : undefined;
  if (output === undefined) {
    const names = Object.keys(outputs).sort();
    return { outcome: 'fail', detail: `there is no output ${check.output}; the stack has ${names.length === 0 ? 'none' : names.join(', ')}` };
  }
  if (output.sensitive) return { outcome: 'fail', detail: `the output ${check.output} is sensitive: it is not compared, since the result would tell about it; check it with a command` };
  const text = textOf(output.value);
  const matches = regularExpression(check.matches)?.test(text) === true;
  const shown = secretsOf(output).length > 0 ? '(hidden: it holds a secret)' : redactText(text).slice(0, 500);
  return { outcome: matches ? 'pass' : 'fail', detail: `${check.output} is ${shown}, which ${matches ? 'matches' : 'does not match'} ${check.matches}` };
}

function howItEnded(ran: BoundedResult, timeoutSeconds: number): string {
  switch (ran.ended) {
    case 'exit':
      return ran.code === 0 ? '' : `exit code ${ran.code ?? 'unknown'}`;
    case 'signal':
      return `ended by ${ran.detail}`;
    case 'deadline':
      return `ended at its deadline of ${timeoutSeconds} s`;
    case 'aborted':
      return 'ended because the run was stopped';
    case 'refused':
      return `it did not run: ${ran.detail}`;
  }
}

/** The last 4 KB, by bytes, without half a character at the beginning. */
function lastBytes(masked: string): string {
  const bytes = Buffer.from(masked.slice(-KEPT_BYTES));
  const text = closeMask(bytes.subarray(-KEPT_BYTES).toString('utf8').replace(/^\uFFFD+/, '')).trim();
  return text.split('\n').map(redactText).join('\n');
}
