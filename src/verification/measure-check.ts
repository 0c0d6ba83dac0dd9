import { failed, type Attempt, type CheckContext } from './attempt.ts';
import type { CheckResult, MeasuredCheck } from './check.ts';
import { addressed, tryHttp } from './http-check.ts';
import { loadCommand, type LoadCall } from './load-of-command.ts';
import { loadHttp } from './load-of-http.ts';
import { measuredOf, type Samples } from './measured.ts';
import { ShownText } from './shown-text.ts';
import { deadlineOf } from './try-deadline.ts';

/**
 * Measures a check under load: warm-up first, then all its runs within the check's deadline. It passes when every run was as it
 * should be; whether it was fast enough is for the requirement to say. An error, also one of the warm-up, ends it.
 */
export async function measureCheck(check: MeasuredCheck, context: CheckContext): Promise<Attempt & Pick<CheckResult, 'measured'>> {
  const started = performance.now();
  const left = (): number => check.timeoutSeconds - (performance.now() - started) / 1000;
  const { signal, clear } = deadlineOf(check.timeoutSeconds, context.signal);
  try {
    const load = await loaderOf(check, context, left);
    if ('outcome' in load) return load;
    const { runs, warmUp, atOnce } = check.load;
    const shown = new ShownText(context);
    const whole = (samples: Samples, wanted: number, what: string): Attempt | undefined => {
      if (samples.firstError !== undefined) return failed(shown.sentence(`${what}: ${samples.firstError}`));
      if (samples.times.length === wanted) return undefined;
      const why = context.signal?.aborted === true ? 'ended because the run was stopped' : signal.aborted ? `ended at its deadline of ${check.timeoutSeconds} s` : 'some got no answer, because their connection was closed';
      return failed(`${what}: ${why}; ${samples.times.length} of ${wanted} came to a good end`);
    };
    if (warmUp > 0) {
      const cold = whole(await load({ runs: warmUp, atOnce, signal, left }), warmUp, 'while warming up');
      if (cold !== undefined) return cold;
    }
    const samples = await load({ runs, atOnce, signal, left });
    const wrong = whole(samples, runs, 'under load');
    const measured = measuredOf({ ...samples, errors: Math.max(samples.errors, runs - samples.times.length) }, check.load);
    return { ...(wrong ?? { outcome: 'pass' as const, detail: `${runs} runs, ${atOnce} at once, after ${warmUp} to warm up` }), measured };
  } finally {
    clear();
  }
}

type Loader = (call: LoadCall) => Promise<Samples>;

/** What the load is made of; a failed attempt where it does not even work once. */
async function loaderOf(check: MeasuredCheck, context: CheckContext, left: () => number): Promise<Loader | Attempt> {
  if ('command' in check) return (call) => loadCommand(check, context, call);
  // All that is expected is compared once; under load status and body are.
  const first = await tryHttp(check.http, context, left());
  if (first.outcome === 'fail') return first;
  const at = addressed(check.http, context.outputs);
  return 'problem' in at ? failed(new ShownText(context).address(at.problem)) : (call) => loadHttp(check.http, at, call);
}
