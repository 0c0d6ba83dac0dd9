import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readRawPlan } from '../src/terraform/parse-plan.ts';
import { redactPlan } from '../src/terraform/redact-plan.ts';

export interface RedactionTime {
  resources: number;
  mebibytes: number;
  /** From the bytes of the plan to the redacted plan; in milliseconds of CPU. */
  redact: number[];
  /** JSON.parse of the same text, in the same rounds; in milliseconds of CPU. */
  parse: number[];
  /** Memory that is held at the end of a redaction of the whole plan, and of one of half its resources, in bytes for each byte of the plan. */
  heldPerByte: { whole: number; half: number };
}

/** The time to read and redact a plan with `count` resources, each with a marked secret of its own, and its copies elsewhere. */
export function timeRedaction(count: number, rounds: number): RedactionTime {
  const [bytes, half] = [planOf(count), planOf(count / 2)];
  const [redact, parse]: number[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    redact?.push(timed(() => redacted(bytes)));
    parse?.push(timed(() => JSON.parse(bytes.toString('utf8')) as unknown));
  }
  return { resources: count, mebibytes: Math.round(bytes.length / 1024 / 102.4) / 10, redact: redact ?? [], parse: parse ?? [], heldPerByte: { whole: held(bytes), half: held(half) } };
}

function redacted(bytes: Buffer): unknown {
  return redactPlan(readRawPlan(bytes, 'a plan'));
}

function timed(work: () => unknown): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** Raw plan and redacted plan together. */
function held(bytes: Buffer): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const raw = readRawPlan(bytes, 'a plan');
  const plan = redactPlan(raw);
  collect();
  const after = process.memoryUsage().heapUsed;
  return raw.resource_changes.length === 0 || plan.resources.length === 0 ? NaN : Math.round(((after - before) / bytes.length) * 10) / 10;
}

/** Texts without an order, the same in every run. */
function secretOf(number: number): string {
  let state = number * 2_654_435_761 + 1;
  return Array.from({ length: 32 }, () => 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'[(state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % 56]).join('');
}

function planOf(count: number): Buffer {
  const resources = Array.from({ length: count }, (_item, index) => {
    const [name, secret] = [`queue-${index}`, secretOf(index)];
    const arn = `arn:aws:sqs:eu-central-1:123456789012:${name}`;
    const before = { name, arn, policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn }] }), tags: { Name: name, Owner: 'team-a' }, retention: 345_600, auth: secret, environment: [{ name: 'DB_PASSWORD', value: secret }] };
    const after = { ...before, auth: secretOf(index + count), description: `made from ${secret}` };
    return { address: `module.queues.aws_sqs_queue.each["${name}"]`, mode: 'managed', type: 'aws_sqs_queue', name: 'each', provider_name: 'registry.terraform.io/hashicorp/aws', change: { actions: ['update'], before, after, after_unknown: { tags: {} }, before_sensitive: { auth: true }, after_sensitive: { auth: true } } };
  });
  return Buffer.from(JSON.stringify({ format_version: '1.2', terraform_version: '1.11.4', planned_values: {}, resource_changes: resources }));
}
