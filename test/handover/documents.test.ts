import { describe, expect, it } from '@jest/globals';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { asBuilt } from '../../src/handover/as-built.ts';
import type { HandedOver, HandoverInput } from '../../src/handover/input.ts';
import { knowledgeTransfer } from '../../src/handover/knowledge-transfer.ts';
import { monitoringConfiguration } from '../../src/handover/monitoring.ts';
import { runbook } from '../../src/handover/runbook.ts';
import { valueAt } from '../../src/handover/values.ts';
import { aHandover, changed, component, record, values } from './a-handover.ts';

type Row = [title: string, change: (input: HandoverInput) => void, before: string, after: string];

/** The document says `before` (where given); with one fact changed it says `after` instead. */
function sees(write: (input: HandoverInput) => string): (...row: Row) => void {
  return (_title, change, before, after) => {
    const [was, is] = [write(aHandover()), write(changed(change))];
    if (before !== '') {
      expect(was).toContain(before);
      expect(is).not.toContain(before);
    }
    expect(is).toContain(after);
    expect(was).not.toContain(after);
  };
}

describe('the as-built document changes with', () => {
  it.each<Row>([
    ['an attribute', (input) => void (values(input, 'storage', 'aws_s3_bucket_versioning.versioning')['versioning_configuration'] = [{ status: 'Suspended' }]), '`versioning_configuration[0].status`: `Enabled`', '`versioning_configuration[0].status`: `Suspended`'],
    ['an id', (input) => void (values(input, 'network', 'aws_vpc.vpc')['id'] = 'vpc-changed'), '| `aws_vpc.vpc` | `vpc-0123456789abc` |', '| `aws_vpc.vpc` | `vpc-changed` |'],
    ['an ARN', (input) => void (values(input, 'encryption', 'aws_kms_key.key')['arn'] = 'arn:changed'), '| `aws_kms_key.key` | `1234-5678` | `arn:aws:kms', '| `aws_kms_key.key` | `1234-5678` | `arn:changed` |'],
    ['a hidden attribute', (input) => void (values(input, 'database', 'aws_dynamodb_table.items')['name'] = { $sensitive: true }), '`name`: `orders-production-items`', '`name`: `(hidden: sensitive)`'],
    ['a resource less', (input) => void component(input, 'database').resources.pop(), '`aws_dynamodb_table.items`', 'No managed resource.'],
    ['an output', (input) => void (component(input, 'storage').outputs = { bucket_name: { value: 'orders', sensitive: false } }), '### Outputs\n\nNone.\n\n## database', '| `bucket_name` | `orders` |'],
    ['the state', (input) => void (component(input, 'storage').state = { lineage: null, serial: 9 }), 'serial 4, lineage `lineage-of-storage`', 'serial 9, lineage none'],
    ['a dependency', (input) => void (component(input, 'storage').component.dependsOn = []), '| `storage` | `storage-production` | 6 | `encryption` |', '| `storage` | `storage-production` | 6 | nothing |'],
    ['the engine', (input) => input.components.forEach((one) => (one.engineVersion = 'tofu 1.12.0')), 'terraform 1.11.4', 'tofu 1.12.0'],
    ['a provider', (input) => void (component(input, 'storage').providers = { 'hashicorp/aws': '6.1.0' }), '| `storage` | `storage-production` | 6 | `encryption` | terraform 1.11.4 | not recorded |', '`hashicorp/aws` `6.1.0`'],
    ['who approved the promotion', (input) => input.records.filter(({ step }) => step === 'promote').forEach(({ facts }) => (facts['approvedBy'] = ['bob@example.com'])), '| Promotion approved by | `ada@example.com` |', '| Promotion approved by | `bob@example.com` |'],
    ['no record of the request’s approval', (input) => void (input.records = input.records.filter(({ step }) => step !== 'approval')), '| Request approved by | `ada@example.com` |', '| Request approved by | **no record says who** |'],
    ['a seal that is not the same for all', (input) => void (record(input, 'promote', 'storage').facts['seal'] = 'other'), '| Seal | `', '**not one seal for all components**'],
    ['records of another world only', (input) => input.records.forEach((one) => (one.target = 'cloud')), '| Request approved by | `ada@example.com` |', '| Request approved by | **no record says who** |'],
    ['the world', (input) => void (input.target = 'cloud'), '**a sandbox**', '| World | real accounts |'],
  ])('%s', sees(asBuilt));

  it('never with the value of a sensitive output', () => {
    const input = changed((one) => void (component(one, 'storage').outputs = { password: { value: 'correct horse', sensitive: true } }));
    expect(asBuilt(input)).toContain('| `password` | `(hidden: sensitive)` |');
    for (const write of [asBuilt, runbook, monitoringConfiguration, knowledgeTransfer]) expect(write(input)).not.toContain('horse');
  });
});

describe('the runbook changes with', () => {
  const alarm = 'aws_cloudwatch_metric_alarm.throttled';
  it.each<Row>([
    ['a threshold', (input) => void (values(input, 'monitoring', alarm)['threshold'] = 7), 'Sum of ReadThrottleEvents &gt; 1, 2 × 300 s, on `aws_dynamodb_table.items`', 'Sum of ReadThrottleEvents &gt; 7, 2 × 300 s, on `aws_dynamodb_table.items`'],
    ['what an alarm watches', (input) => void (values(input, 'monitoring', alarm)['dimensions'] = { TableName: 'other' }), 'on `aws_dynamodb_table.items`', 'Without an alarm: `aws_dynamodb_table.items`'],
    ['what to do', (input) => input.components.forEach(({ resources }) => resources.forEach((resource) => (resource.values['alarm_description'] = 'Look for a hot key.'))), 'What to do: Look at what was written last.', 'What to do: Look for a hot key.'],
    ['nothing to do', (input) => input.components.forEach(({ resources }) => resources.forEach((resource) => delete resource.values['alarm_description'])), 'What to do: Look at what was written last.', 'What to do: **not written**'],
    ['where alarms go', (input) => void component(input, 'monitoring').resources.splice(2, 1), 'Tells: email `ops@example.com`', '(no subscription known)'],
    ['an alarm that is switched off', (input) => void (values(input, 'monitoring', alarm)['actions_enabled'] = false), '', '**nobody, its actions are switched off**'],
    ['a check', (input) => void (record(input, 'promote', 'storage').facts['checks'] = [{ name: 'round trip', outcome: 'not-exercised', seconds: 0, detail: 'no TLS', safeInProduction: true }]), '', '| round trip | **not-exercised**: no TLS | 0.0 |'],
    ['no check at all', (input) => input.records.filter(({ step }) => step === 'promote').forEach(({ facts }) => (facts['checks'] = [])), '| it works | pass |', '**No check ran in production.**'],
    ['a rollback procedure', (input) => void (input.rollback = input.rollback.filter(({ component: name }) => name !== 'storage')), '#### Take storage back', '**No procedure was written.**'],
    ['the contact', (input) => void delete input.operations, 'platform-operations: `ops@example.com`', '**Nobody is named.**'],
    ['a dependency', (input) => input.components.forEach((one) => (one.component.dependsOn = [])), 'Needed by `network`, `storage`', '- Stack `database-production`: 1 × `aws_dynamodb_table`.\n- Needs nothing. Needed by nothing.'],
  ])('%s', sees(runbook));
});

describe('the monitoring configuration changes with', () => {
  const read = (input: HandoverInput): Record<string, unknown> => JSON.parse(monitoringConfiguration(input)) as Record<string, unknown>;
  const alarm = 'aws_cloudwatch_metric_alarm.throttled';

  it('names each alarm with metric, threshold, dimensions, what it watches and where it goes', () => {
    expect(read(aHandover())['alarms']).toContainEqual(
      expect.objectContaining({
        component: 'monitoring', address: alarm, threshold: 1, dimensions: { TableName: 'orders-production-items' }, metric: expect.objectContaining({ name: 'ReadThrottleEvents' }) as unknown,
        watches: [{ component: 'database', address: 'aws_dynamodb_table.items' }],
        alarmActions: [{ arn: 'arn:aws:sns:eu-central-1:222222222222:orders-production-alarms', topic: { component: 'monitoring', address: 'aws_sns_topic.alarms' }, subscriptions: [{ protocol: 'email', endpoint: 'ops@example.com' }] }],
      }),
    );
  });

  it.each<[string, (input: HandoverInput) => void, string, unknown, unknown]>([
    ['an alarm less: what it watched has none', (input) => void (values(input, 'monitoring', alarm)['dimensions'] = {}), 'withoutAlarm',
      [['messaging', 'aws_sqs_queue.work'], ['monitoring', 'aws_sns_topic.alarms']], [['database', 'aws_dynamodb_table.items'], ['messaging', 'aws_sqs_queue.work'], ['monitoring', 'aws_sns_topic.alarms']]],
    ['an alarm less: its component has none', (input) => void (values(input, 'monitoring', alarm)['dimensions'] = {}), 'componentsWithoutAlarm', ['encryption', 'monitoring'], ['encryption', 'database', 'monitoring']],
    ['a subscription less: alarms reach nobody', (input) => void component(input, 'monitoring').resources.splice(2, 1), 'alarmsThatReachNobody', [], ['orders-production-dead_letters', 'orders-production-throttled', 'orders-production-bucket_grows', 'orders-production-flow_logs']],
    ['a dashboard less', (input) => void component(input, 'monitoring').resources.splice(3, 1), 'dashboards', [{ component: 'monitoring', address: 'aws_cloudwatch_dashboard.all', name: 'orders-production-all' }], []],
    ['the world', (input) => void (input.target = 'cloud'), 'notExercised', ['not exercised here (emulator): metrics are not collected and alarms are not evaluated'], []],
  ])('%s', (_title, change, key, before, after) => {
    const plain = (value: unknown): unknown => (key === 'withoutAlarm' ? (value as { component: string; address: string }[]).map((one) => [one.component, one.address]) : value);
    expect(plain(read(aHandover())[key])).toEqual(before);
    expect(plain(read(changed(change))[key])).toEqual(after);
  });
});

describe('the knowledge-transfer page changes with', () => {
  it.each<Row>([
    ['the acknowledgement', (input) => void (input.acknowledgement = { by: 'olga@example.com', at: '2026-03-02' }), '**OPEN.**', '`olga@example.com` took over at `2026-03-02`.'],
    ['why', (input) => void (input.change.why = 'Because.'), 'Two teams need it.', 'Because.'],
    ['the order', (input) => void (record(input, 'prepare').facts['milestones'] = [{ name: 'all', components: ['storage', 'database'] }]), '`encryption` → `network`', 'Order, incremental mode: `storage` + `database`.'],
    ['who let it begin', (input) => void (record(input, 'approval').facts['approvedBy'] = []), 'The change may begin: `ada@example.com`.', '**No record says who let the change begin.**'],
    ['a review that nobody made', (input) => void (record(input, 'refine', 'storage').facts['reviewed'] = false), '', 'Nobody looked at the refinement of `storage`.'],
    ['a waiver', (input) => void (input.waivers = []), '| `CKV_AWS_18` | `storage` | nobody reads the logs | security | 2028-12-31 |', '## Waivers\n\nNone.'],
    ['a waiver that is over', (input) => input.waivers.forEach((waiver) => (waiver.expires = '2026-02-28')), '| security | 2028-12-31 |', '**2026-02-28, over**'],
    ['a decided item', (input) => void (input.checklist = input.checklist.filter(({ decision }) => decision !== 'undecided')), 'On-call is staffed (`people/1`)', '## Checklist items that nobody has decided\n\nNone.'],
    ['no checklist', (input) => void (input.checklist = []), 'On-call is staffed (`people/1`)', '**There is no decided checklist.**'],
    ['a failed item', (input) => input.checklist.forEach((claim) => claim.decision === 'pass' && (claim.decision = 'fail')), '## Risks still open\n\n- `messaging`', '**Failed**: All is encrypted'],
    ['what was not exercised', (input) => void (record(input, 'rehearse', 'storage').reasons = ['plain HTTP: not exercised here (emulator): policies']), 'Nothing was left out.', '- `rehearse/storage/test`: plain HTTP: not exercised here (emulator): policies'],
    ['an alarm that reaches nobody', (input) => void (values(input, 'monitoring', 'aws_cloudwatch_metric_alarm.throttled')['alarm_actions'] = []), '`aws_sns_topic.alarms`: no alarm watches it\n- All of this', '`aws_cloudwatch_metric_alarm.throttled`: the alarm reaches nobody that is known'],
  ])('%s', sees(knowledgeTransfer));

  it.each<[string, (input: HandoverInput) => void]>([
    ['that an edit took care of', (input) => void (record(input, 'refine', 'storage').facts['answers'] = [])],
    ['that rests on a value which production does not have', (input) => void (values(input, 'storage', 'aws_s3_bucket.data')['logging'] = [{ target_bucket: 'logs' }])],
  ])('a risk %s', (_title, change) => {
    expect(knowledgeTransfer(aHandover())).toContain('nobody records who reads');
    expect(knowledgeTransfer(changed(change))).not.toContain('nobody records who reads');
  });

  it.each<[string, HandedOver['resources'][number]['values'], string, unknown]>([
    ['an attribute', { a: 1 }, 'a', 1],
    ['one in a block', { rule: [{ status: 'Enabled' }] }, 'rule[0].status', 'Enabled'],
    ['one that is not set there', { rule: [] }, 'rule[0].status', null],
    ['an empty text as not set', { a: '' }, 'a', null],
    ['a path that is none', { a: 1 }, 'alarms on it', undefined],
  ])('values are compared at their path: %s', (_title, of, path, value) => {
    expect(valueAt(of, path)).toEqual(value);
  });
});

const HOSTILE = 'x](http://evil.example) <script>alert(1)</script> ![p](http://evil.example/p.png) @everyone\n# Heading\n::error::y | z';

function kinds(node: Nodes): string[] {
  return 'children' in node ? [node.type, ...node.children.flatMap((child) => kinds(child))] : node.type === 'html' && node.value === '<!-- -->' ? [] : [node.type];
}

describe('text of others is not interpreted', () => {
  it.each<[string, (input: HandoverInput) => string]>([
    ['as-built', asBuilt],
    ['runbook', runbook],
    ['knowledge transfer', knowledgeTransfer],
  ])('in the %s document', (_title, write) => {
    const hostile = changed((input) => {
      input.change = { id: 'CR-0001', title: HOSTILE, requester: HOSTILE, why: HOSTILE };
      input.operations = { team: HOSTILE, contact: HOSTILE };
      input.waivers.forEach((waiver) => Object.assign(waiver, { reason: HOSTILE, owner: HOSTILE }));
      input.acknowledgement = { by: HOSTILE, at: HOSTILE };
      input.checklist.forEach((claim) => (claim.statement = HOSTILE));
      values(input, 'monitoring', 'aws_cloudwatch_metric_alarm.throttled')['alarm_description'] = HOSTILE;
      values(input, 'storage', 'aws_s3_bucket_versioning.versioning')['expected_bucket_owner'] = HOSTILE;
      record(input, 'promote', 'storage').facts['checks'] = [{ name: HOSTILE, outcome: 'fail', seconds: 1, detail: HOSTILE, safeInProduction: true }];
      record(input, 'rehearse', 'storage').reasons = [`not exercised ${HOSTILE}`];
    });
    const parse = (text: string): string[] => kinds(unified().use(remarkParse).use(remarkGfm).parse(text));
    const found = new Set(parse(write(hostile)));
    expect([...found].filter((kind) => ['link', 'image', 'html', 'linkReference', 'definition'].includes(kind))).toEqual([]);
    // Nothing of it became a heading of its own.
    expect(parse(write(hostile)).filter((kind) => kind === 'heading')).toHaveLength(parse(write(aHandover())).filter((kind) => kind === 'heading').length);
  });
});
