import type { Statement } from './claim.ts';
import type { Probe } from './probe.ts';
import { probeByText } from './probes/all.ts';

/** A probe that may decide an item. A guess from words: nothing is decided by it until a person accepts it. */
export interface Suggestion {
  item: string;
  text: string;
  probe: string;
  /** The words of the item that speak for it. */
  words: string[];
}

/** Words that an item about what a probe decides may use: all of one row have to be there. */
const WORDS: readonly (readonly [probe: string, ...patterns: RegExp[]])[] = [
  ['encrypted-at-rest', /\bencrypt\w*/i, /\b(at[ -]rest|stored?|storage|disks?|volumes?|databases?|buckets?)\b/i],
  ['plain-http-denied-by-policy', /\b(tls|ssl|https(?!:)|in[ -]transit)\b/i],
  ['keys-rotate', /\bkeys?\b/i, /\brotat\w+/i],
  ['public-access-block-set', /\b(public\w*)\b/i, /\b(buckets?|s3)\b/i],
  ['no-public-addresses', /\bpublic\b/i, /\b(ips?|address\w*)\b/i],
  ['no-open-ingress', /\b(security groups?|firewalls?|ingress|inbound)\b/i],
  ['network-flows-logged', /\bflow logs?\b/i],
  ['subnets-in-two-zones', /\b(availability )?zones?\b|\bmulti-az\b/i],
  ['point-in-time-recovery', /\b(point[ -]in[ -]time|pitr)\b/i],
  ['buckets-versioned', /\bversion\w*/i, /\b(buckets?|objects?|s3)\b/i],
  ['backups-encrypted', /\bbackups?\b/i, /\bencrypt\w*/i],
  ['logs-expire', /\b(logs?|logging)\b/i, /\b(retention|retained|expire\w*|kept)\b/i],
  ['capacity-scales', /\bauto[ -]?scal\w+/i],
  ['all-from-code', /\b(iac|infrastructure[ -]as[ -]code|terraform)\b/i],
  ['tags-consistent', /\b(tags?|tagged|tagging|labels?)\b/i],
  ['names-consistent', /\bnaming\b/i],
  ['scanned', /\bscan\w*/i, /\b(security|vulnerabilit\w+|pipeline|ci)\b/i],
  ['smoke-tested', /\bsmoke[ -]tests?\b/i],
  ['tested-in-test', /\btest\w*/i, /\b(staging|non-production|test environment)\b/i],
  ['production-checked', /\bhealth[ -]?checks?\b/i],
  ['rollback-tested', /\broll(?:ing)?[ -]?back\b/i, /\btest\w*/i],
  ['rollback-written', /\broll(?:ing)?[ -]?back\b/i],
  ['alarms-routed', /\b(alerts?|alarms?)\b/i, /\b(rout\w+|notif\w+|escalat\w+|on-?call)\b/i],
  ['data-stores-watched', /\b(alerts?|alarms?|alerting)\b/i],
  ['dashboards-made', /\bdashboards?\b/i],
  ['runbook-written', /\brun-?books?\b/i],
  ['latency-met', /\b(latency|response times?)\b/i],
  ['throughput-met', /\b(throughput|requests per second|rps|qps)\b/i],
  ['no-drift', /\bdrift\b/i],
  ['approved', /\bapprov\w+/i],
  ['deletion-guarded', /\b(deletion protection|resource locks?)\b/i],
];

/** The first row that fits, for each statement that names no probe and whose text none knows. */
export function suggestionsFor(statements: Statement[], probes: readonly Probe[]): Suggestion[] {
  return statements.flatMap(({ id, statement, probeId }) => {
    if (probeId !== undefined || probeByText(probes, statement) !== undefined) return [];
    for (const [probe, ...patterns] of WORDS) {
      const words = patterns.map((pattern) => pattern.exec(statement)?.[0]);
      if (!words.includes(undefined)) return [{ item: id, text: statement, probe, words: words.filter((word) => word !== undefined) }];
    }
    return [];
  });
}
