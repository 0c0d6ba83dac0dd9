import { allOf, numberOf } from '../../number-of.ts';
import { fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type Found, type Missing, type RecordView } from '../record-view.ts';

/** Once all is promoted; also those that are no pass: they cannot support one, but they can refute. */
function latestPromotions(view: RecordView): Found<'promote'>[] {
  const known = view.components();
  if (isMissing(known) || !view.promoted()) return [];
  return known.names.flatMap((name) => {
    const found = view.latest('promote', name, 'production');
    return isMissing(found) ? [] : [found];
  });
}

/** What was promoted is there, and nothing else: looked at after the apply. */
function noDrift(view: RecordView): ProbeResult {
  const drifted = latestPromotions(view).filter(({ facts }) => facts.drift > 0);
  if (drifted.length > 0) return fail('production differs from the code', drifted.map(({ record, facts }) => ({ record, says: `differing from the code: ${numberOf(facts.drift, 'resource')}` })));
  const promoted = view.applied('production');
  if (isMissing(promoted)) return unknown(promoted.missing);
  const evidence = [];
  for (const { component } of promoted) {
    const promote = view.passed('promote', component, 'production');
    if (isMissing(promote)) return unknown(promote.missing);
    evidence.push({ record: promote.record, says: `differing from the code: ${numberOf(promote.facts.drift, 'resource')}` });
  }
  return pass('no resource in production differs from the code', evidence);
}

function productionChecked(view: RecordView): ProbeResult {
  const failed = latestPromotions(view).filter(({ facts }) => facts.checks.some(({ outcome }) => outcome === 'fail'));
  if (failed.length > 0) return fail('a check failed in production', failed.map(({ record, facts }) => ({ record, says: listed(facts.checks.filter(({ outcome }) => outcome === 'fail').map(({ name }) => `“${name}” failed`)) })));
  const promoted = view.applied('production');
  if (isMissing(promoted)) return unknown(promoted.missing);
  const evidence = promoted.map(({ record, facts }) => ({ record, says: listed(facts.checks.map(({ name, outcome }) => `“${name}”: ${outcome}`)) || 'no check ran' }));
  const unchecked = promoted.filter(({ facts }) => !facts.checks.some(({ outcome }) => outcome === 'pass'));
  if (unchecked.length > 0) return unknown(`no check passed in production for ${listed(unchecked.map(({ component }) => component))}`, evidence);
  return pass('every component passed its checks in production', evidence);
}

/** A handover of before was about another production. */
function lastHandover(view: RecordView): Found<'handover'> | Missing {
  return view.promoted() ? view.passed('handover') : { missing: 'not every component has been promoted yet' };
}

export function documentsWritten(kind: 'as-built' | 'runbook' | 'monitoring' | 'knowledge-transfer'): (view: RecordView) => ProbeResult {
  return (view) => {
    const known = view.components();
    const handover = lastHandover(view);
    if (isMissing(known)) return unknown(known.missing);
    if (isMissing(handover)) return unknown(handover.missing);
    const documents = handover.facts.documents.filter((document) => document.kind === kind);
    const without = known.names.filter((name) => !documents.some(({ components }) => components.includes(name)));
    const evidence = [{ record: handover.record, says: listed(documents.map(({ file, digest, components }) => `${file} (sha256 ${digest.slice(0, 12)}): ${listed(components, 20)}`)) || `no ${kind} document` }];
    if (without.length > 0) return fail(`no ${kind} document speaks of ${listed(without)}`, evidence);
    return pass(`the ${kind} document covers ${allOf(known.names.length, 'component')}`, [...evidence, { record: known.record, says: `components: ${listed(known.names, 20)}` }]);
  };
}

function acknowledged(view: RecordView): ProbeResult {
  const handover = lastHandover(view);
  if (isMissing(handover)) return unknown(handover.missing);
  const { acknowledgement } = handover.facts;
  if (acknowledgement === null) return unknown('operations has not acknowledged the handover');
  return pass('operations acknowledged the handover', [{ record: handover.record, says: `acknowledged by ${acknowledgement.by} at ${acknowledgement.at}` }]);
}

export const PRODUCTION_PROBES: Probe[] = [
  { id: 'no-drift', decide: noDrift },
  { id: 'production-checked', decide: productionChecked },
  { id: 'as-built-written', decide: documentsWritten('as-built') },
  { id: 'runbook-written', decide: documentsWritten('runbook') },
  { id: 'monitoring-recorded', decide: documentsWritten('monitoring') },
  { id: 'knowledge-written', decide: documentsWritten('knowledge-transfer') },
  { id: 'handover-acknowledged', decide: acknowledged },
];
