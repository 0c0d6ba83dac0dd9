import { allOf } from '../../number-of.ts';
import { both, fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { documented } from './documents.ts';
import { documentsWritten } from './production.ts';
import { rollbackWritten } from './rehearsal.ts';
import { appliedEverywhere, locatedIn, valuesAt } from './resources.ts';
import { keepsNoData } from './catalogue.ts';

/** What synth made is what was applied to production, by its digest, under the seal that was approved. */
function artifactsTraced(view: RecordView): ProbeResult {
  const [synth, plan, promoted] = [view.passed('synth'), view.passed('plan'), view.applied('production')];
  if (isMissing(synth)) return unknown(synth.missing);
  if (isMissing(plan)) return unknown(plan.missing);
  if (isMissing(promoted)) return unknown(promoted.missing);
  if (plan.facts.seal === null) return unknown('nothing was sealed');
  const evidence = [{ record: synth.record, says: 'each stack with its SHA-256' }, { record: plan.record, says: `seal ${plan.facts.seal.slice(0, 12)}` }];
  for (const { component } of promoted) {
    const promote = view.passed('promote', component, 'production');
    if (isMissing(promote)) return unknown(promote.missing);
    const made = synth.facts.components.find(({ name, environment }) => name === component && environment === 'production')?.digest ?? null;
    const { stack, seal } = promote.facts;
    if (made === null || stack === null) return unknown(`the digest of ${component} was not recorded`);
    const says = `${component}: stack ${stack.slice(0, 12)} under seal ${seal.slice(0, 12)}`;
    if (made !== stack || seal !== plan.facts.seal) return fail(`${component} was promoted from something else than synth made and plan sealed`, [{ record: promote.record, says }]);
    evidence.push({ record: promote.record, says });
  }
  return pass('every stack was applied to production as it was made and sealed, by its SHA-256', evidence);
}

/** The request that was approved, the plan of the change, and what it left behind. */
function changeDocumented(view: RecordView): ProbeResult {
  const [approval, prepare] = [view.passed('approval'), view.passed('prepare')];
  if (isMissing(approval)) return unknown(approval.missing);
  if (isMissing(prepare)) return unknown(prepare.missing);
  if (prepare.facts.implementationPlan === null) return unknown('no implementation plan was written');
  return both(
    pass('the request and its implementation plan are kept', [
      { record: approval.record, says: `the request as it was approved, SHA-256 ${approval.facts.digest.slice(0, 12)}` },
      { record: prepare.record, says: prepare.facts.implementationPlan },
    ]),
    documentsWritten('as-built')(view),
    documentsWritten('knowledge-transfer')(view),
  );
}

/** The runbook covers every component, and every alarm in it says what to look at. */
function alarmsExplained(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const alarms = locatedIn(applied).filter(({ type }) => type === 'aws_cloudwatch_metric_alarm');
  const silent = alarms.filter(({ values }) => !valuesAt(values, 'alarm_description').some((text) => typeof text === 'string' && text.trim().split(/\s+/).length >= 4));
  if (alarms.length === 0 || silent.length > 0) return unknown(alarms.length === 0 ? 'there is no alarm for a runbook to speak of' : `nothing says what to do for ${listed(silent.map(({ address }) => address))}`);
  return both(
    documentsWritten('runbook')(view),
    pass('every alarm says what to look at', [...Map.groupBy(alarms, ({ record }) => record)].map(([record, own]) => ({ record, says: listed(own.map(({ address, values }) => `${address}: ${valuesAt(values, 'alarm_description').filter((text) => typeof text === 'string').join(' ')}`), 3) }))),
  );
}

/** A topic hands messages on and keeps none. */
const PASSES_ON = 'aws_sns_topic';

/** For every store of data its rollback procedure says how its data comes back, or that it does not. */
function dataRecoveryWritten(view: RecordView): ProbeResult {
  const [prepare, applied] = [view.passed('prepare'), view.applied('test')];
  if (isMissing(prepare)) return unknown(prepare.missing);
  if (isMissing(applied)) return unknown(applied.missing);
  const stores = locatedIn(applied).filter(({ type }) => !keepsNoData(type) && type !== PASSES_ON);
  const told = new Map(prepare.facts.rollback.map(({ component, dataLost }) => [component, dataLost]));
  const open = stores.filter(({ component, address }) => !told.get(component)?.some((one) => one.address === address && one.recovery.trim() !== ''));
  if (stores.length === 0 || open.length > 0) return unknown(stores.length === 0 ? 'no component keeps data' : `no procedure says how to get back what is in ${listed(open.map(({ address, component }) => `${address} (${component})`))}`);
  return both(rollbackWritten(view), pass(`for ${allOf(stores.length, 'store')} of data it is written how the data comes back`, [{ record: prepare.record, says: listed([...told.values()].flat().map(({ address, recovery }) => `${address}: ${recovery}`)) }, ...applied.map(({ record, component }) => ({ record, says: `stores: ${listed(stores.filter((store) => store.component === component).map(({ address }) => address)) || 'none'}` }))]));
}

/** Each procedure names exactly the components that stop working without its own: they are taken back first. */
function recoveryOrdered(view: RecordView): ProbeResult {
  const [prepare, synth] = [view.passed('prepare'), view.passed('synth')];
  if (isMissing(prepare)) return unknown(prepare.missing);
  if (isMissing(synth)) return unknown(synth.missing);
  const needs = new Map(synth.facts.components.map(({ name, dependsOn }) => [name, dependsOn]));
  const hangsOn = (name: string, on: string, seen: string[] = []): boolean => !seen.includes(name) && (needs.get(name) ?? []).some((needed) => needed === on || hangsOn(needed, on, [...seen, name]));
  const wrong = prepare.facts.rollback.filter(({ component, dependents }) => [...(dependents ?? ['?'])].sort().join() !== [...needs.keys()].filter((name) => hangsOn(name, component)).sort().join());
  if (wrong.length > 0) return unknown(`the procedure does not name what hangs on ${listed(wrong.map(({ component }) => component))}`);
  return both(rollbackWritten(view), pass('each procedure names what has to be taken back before it, as the code’s dependencies have it', [
    { record: prepare.record, says: listed(prepare.facts.rollback.map(({ component, dependents }) => `${component} after ${dependents?.join(', ') || 'nothing'}`)) },
    { record: synth.record, says: listed([...needs].map(([name, dependsOn]) => `${name} needs ${dependsOn.join(', ') || 'nothing'}`)) },
  ]));
}

/** The option of refine that asks what the cost depends on, see src/refinement/options.ts. */
const COST = 3;

function costExamined(view: RecordView): ProbeResult {
  const known = view.components();
  if (isMissing(known)) return unknown(known.missing);
  const evidence = [];
  let chances = 0;
  for (const name of known.names) {
    const refine = view.passed('refine', name, 'test');
    if (isMissing(refine)) return unknown(refine.missing);
    // The first point is the sum, which names no resource.
    const points = refine.facts.answers.filter(({ option }) => option === COST).flatMap((answer) => answer.points).filter(({ address }) => address.includes('.'));
    if (points.length === 0) return unknown(`nothing was found that the cost of ${name} depends on`);
    chances += points.filter(({ level }) => level !== 'good').length;
    evidence.push({ record: refine.record, says: listed(points.map(({ address, attribute, says }) => `${address} ${attribute}: ${says}`), 3) });
  }
  return chances === 0 ? unknown('only what is cheap already was found') : pass(`for each component it was found what its cost depends on: ${chances} settings that could be others`, evidence);
}

export const DELIVERY_PROBES: Probe[] = [
  { id: 'artifacts-traced', decide: artifactsTraced },
  { id: 'change-documented', decide: changeDocumented },
  { id: 'alarms-in-runbook', decide: alarmsExplained },
  { id: 'data-recovery-written', decide: dataRecoveryWritten },
  { id: 'recovery-ordered', decide: (view) => both(recoveryOrdered(view), documented(view, [{ section: 'Disaster Recovery', points: ['Recovery Procedures'] }])) },
  { id: 'cost-examined', decide: costExamined },
];
