import { numberOf } from '../../number-of.ts';
import { fail, notApplicable, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';

function promotionPath(view: RecordView): ProbeResult {
  const synth = view.passed('synth');
  const prepare = view.passed('prepare');
  if (isMissing(synth)) return unknown(synth.missing);
  if (isMissing(prepare)) return unknown(prepare.missing);
  const of = (environment: string): string[] => synth.facts.components.filter((component) => component.environment === environment).map(({ name }) => name).sort();
  const [test, production] = [of('test'), of('production')];
  if (test.length === 0 || test.join() !== production.join()) {
    const says = `test: ${test.join(', ') || 'none'}; production: ${production.join(', ') || 'none'}`;
    return fail('test and production do not have the same components', [{ record: synth.record, says }]);
  }
  const order = prepare.facts.milestones.flatMap(({ components }) => components);
  const complete = [...order].sort().join() === test.join();
  const place = new Map(prepare.facts.milestones.flatMap(({ components }, index) => components.map((name) => [name, index] as const)));
  const tooEarly = synth.facts.components.some(({ name, dependsOn }) => dependsOn.some((needed) => (place.get(needed) ?? Infinity) > (place.get(name) ?? -1)));
  const evidence = [
    { record: synth.record, says: `the same ${numberOf(test.length, 'component')} for test and production` },
    { record: prepare.record, says: `milestones: ${prepare.facts.milestones.map(({ name, components }) => `${name} (${components.join(', ')})`).join(' → ')}` },
  ];
  return !complete || tooEarly ? fail('the milestones do not hold each component once, after what it needs', evidence) : pass('every component goes from test to production, each after what it needs', evidence);
}

function progressive(view: RecordView): ProbeResult {
  const prepare = view.passed('prepare');
  if (isMissing(prepare)) return unknown(prepare.missing);
  const { milestones } = prepare.facts;
  const evidence = [{ record: prepare.record, says: `${prepare.mode} mode, milestones: ${milestones.map(({ components }) => components.join(' + ')).join(' → ')}` }];
  if (milestones.length === 1 && milestones[0]?.components.length === 1) return notApplicable('there is one component only', evidence);
  if (prepare.mode === 'incremental' && milestones.length > 1 && milestones.every(({ components }) => components.length === 1)) return pass('one component at a time, each finished before the next begins', evidence);
  return unknown(`${prepare.mode} mode takes several components at once`, evidence);
}

export const PATH_PROBES: Probe[] = [
  { id: 'promotion-path', decide: promotionPath },
  { id: 'one-component-at-a-time', decide: progressive },
];
