import { allOf, numberOf } from '../../number-of.ts';
import { fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type Applied, type RecordView } from '../record-view.ts';

function sandbox(view: RecordView): string {
  return view.target === 'sandbox' ? ' (sandbox)' : '';
}

/** Applied in test, and something looked at it and found it working. */
function testedInTest(view: RecordView): ProbeResult {
  const known = view.components();
  if (isMissing(known)) return unknown(known.missing);
  for (const name of known.names) {
    const rehearsed = view.latest('rehearse', name, 'test');
    const failed = isMissing(rehearsed) ? [] : rehearsed.facts.checks.filter(({ outcome }) => outcome === 'fail');
    if (!isMissing(rehearsed) && failed.length > 0) return fail(`a check of ${name} failed in test`, [{ record: rehearsed.record, says: listed(failed.map(({ name: check }) => `“${check}” failed`)) }]);
  }
  const applied = view.applied('test');
  if (isMissing(applied)) return unknown(applied.missing);
  const evidence = applied.map(({ record, facts }) => ({ record, says: `applied in test${sandbox(view)}: ${numberOf(facts.resources.length, 'resource')}; ${countChecks(facts.checks)}` }));
  const unchecked = applied.filter(({ facts }) => !facts.checks.some(({ outcome }) => outcome === 'pass'));
  if (unchecked.length > 0) return unknown(`applied in test, but no check passed there: ${names(unchecked)}`, evidence);
  return pass(`applied in test, with checks that passed: ${allOf(applied.length, 'component')}`, evidence);
}

function countChecks(checks: Applied['facts']['checks']): string {
  const count = (outcome: string): number => checks.filter((check) => check.outcome === outcome).length;
  return `${numberOf(count('pass'), 'check')} passed, ${count('fail')} failed, ${count('not-exercised')} not exercised`;
}

const names = (applied: Applied[]): string => listed(applied.map(({ component }) => component));

/** Each component has a check that runs by itself and, with `inProduction`, is declared safe to run there. */
function hasChecks(inProduction: boolean): (view: RecordView) => ProbeResult {
  return (view) => {
    const applied = view.applied('test');
    if (isMissing(applied)) return unknown(applied.missing);
    const usable = ({ facts }: Applied): Applied['facts']['checks'] => facts.checks.filter(({ outcome, safeInProduction }) => outcome === 'pass' && (!inProduction || safeInProduction));
    const without = applied.filter((one) => usable(one).length === 0);
    if (without.length > 0) return unknown(`no ${inProduction ? 'check that may run in production' : 'check'} passed for ${names(without)}`);
    return pass(
      `every component has ${inProduction ? 'a check for production, which passed in test' : 'a check that ran by itself and passed'}`,
      applied.map((one) => ({ record: one.record, says: listed(usable(one).map(({ name, seconds }) => `“${name}” (${seconds.toFixed(1)} s)`)) })),
    );
  };
}

export function rollbackWritten(view: RecordView): ProbeResult {
  const known = view.components();
  const prepare = view.passed('prepare');
  if (isMissing(known)) return unknown(known.missing);
  if (isMissing(prepare)) return unknown(prepare.missing);
  const without = known.names.filter((name) => !prepare.facts.rollback.some(({ component }) => component === name));
  const written = listed(prepare.facts.rollback.map(({ component }) => component), 20) || 'none';
  if (without.length > 0) return fail(`no rollback procedure for ${listed(without)}`, [{ record: prepare.record, says: `procedures: ${written}` }]);
  return pass(`a rollback procedure was written for ${allOf(known.names.length, 'component')}`, [
    { record: prepare.record, says: listed(prepare.facts.rollback.map(({ file, digest }) => `${file} (sha256 ${digest.slice(0, 12)})`), 20) },
    { record: known.record, says: `components: ${listed(known.names, 20)}` },
  ]);
}

function rollbackTested(view: RecordView): ProbeResult {
  const written = rollbackWritten(view);
  if (written.outcome !== 'pass') return written;
  const known = view.components();
  if (isMissing(known)) return unknown(known.missing);
  const rehearsals = known.names.map((name) => view.passed('rehearse', name, 'test'));
  const missing = rehearsals.find(isMissing);
  if (missing !== undefined) return unknown(missing.missing);
  const found = rehearsals.flatMap((rehearsal) => (isMissing(rehearsal) ? [] : [rehearsal]));
  const failed = found.filter(({ facts }) => facts.rollback?.outcome === 'fail');
  if (failed.length > 0) return fail('a rehearsed rollback failed', failed.map(({ record, facts }) => ({ record, says: facts.rollback?.detail || 'it failed' })));
  const untested = found.filter(({ facts }) => facts.rollback === null || facts.rollback.outcome === 'not-rehearsed');
  if (untested.length > 0) return unknown(`written, but not rehearsed: ${listed(untested.map(({ record, facts }) => (facts.rollback === null ? record : `${record} (${facts.rollback.detail})`)))}`, written.evidence);
  const tested = found.filter(({ facts }) => facts.rollback?.outcome === 'pass');
  if (tested.length === 0) return unknown('nothing changes, so no way back was rehearsed', written.evidence);
  return pass(`the way back was written, and rehearsed for all that changes: ${allOf(tested.length, 'component')}`, [...written.evidence, ...tested.map(({ record, facts }) => ({ record, says: `taken back in test${sandbox(view)}: ${facts.rollback?.detail ?? ''}` }))]);
}

export const REHEARSAL_PROBES: Probe[] = [
  { id: 'tested-in-test', decide: testedInTest },
  { id: 'smoke-tested', decide: hasChecks(false) },
  { id: 'production-checks-defined', decide: hasChecks(true) },
  { id: 'rollback-written', decide: rollbackWritten },
  { id: 'rollback-tested', decide: rollbackTested },
];
