import type { ResourceFacts } from './facts.ts';
import { valuesAt, type Value } from './values.ts';

/** What other resources name a resource by. */
const IDENTITIES = ['id', 'arn', 'name', 'bucket', 'url'];

/** One reference to an attribute of a resource of the stack and nothing else: `${aws_s3_bucket.data[0].id}`. */
const REFERENCE = /^\$\{\s*([a-z][a-z0-9_]*\.[\w-]+)(?:\[([^\][]*)\])?\.[a-z_0-9]+\s*\}$/;
const LOOP_KEYS = ['count.index', 'each.key', 'each.value'];

/** Whether the attribute `by` of one resource names another one of the same component. */
export function refersTo(companion: ResourceFacts, by: string, target: ResourceFacts): 'yes' | 'no' | 'perhaps' {
  // What the stack says is certain. The plan knows the id of a new resource only after apply.
  const written = valuesAt({ written: companion.written, planned: undefined }, [by]).map((value) => byText(value, companion, target));
  if (written.includes('yes')) return 'yes';
  if (written.every((answer) => answer === 'no')) return 'no';
  return strongest(valuesAt(companion, [by]).map((value) => byValue(value, target)));
}

/** Whether something is hidden that may tell it. */
export function hidesReference(companion: ResourceFacts, by: string, target: ResourceFacts): boolean {
  return [...valuesAt(companion, [by]), ...IDENTITIES.flatMap((name) => valuesAt(target, [name]))].some(({ is }) => is === 'hidden');
}

function byText(value: Value, companion: ResourceFacts, target: ResourceFacts): 'yes' | 'no' | 'perhaps' {
  if (value.is === 'absent') return 'no';
  const [, address, key] = (value.is === 'reference' ? REFERENCE.exec(value.text) : null) ?? [];
  // Of `data.`, `var.`, `local.`, `module.` and `each.` only the plan knows what they are.
  if (address === undefined || /^(data|var|local|module|each|self|path|terraform)\./.test(address)) return 'perhaps';
  const [, base, instance] = /^(.*?)(\[[^\]]*\])?$/.exec(target.address) ?? [];
  if (address !== base) return 'no';
  if (key === undefined) return 'yes';
  // Before there is a plan a loop is one block, and its instances are not told apart.
  if (instance === undefined) return 'yes';
  if (LOOP_KEYS.includes(key.trim())) return companion.address.endsWith(instance) ? 'yes' : 'no';
  return /^(\d+|"[^"$%]*")$/.test(key.trim()) ? (instance === `[${key.trim()}]` ? 'yes' : 'no') : 'perhaps';
}

function byValue(value: Value, target: ResourceFacts): 'yes' | 'no' | 'perhaps' {
  const text = textOf(value);
  if (text === undefined) return value.is === 'absent' ? 'no' : 'perhaps';
  const identities = IDENTITIES.flatMap((name) => valuesAt(target, [name])).flatMap((identity) => textOf(identity) ?? []);
  if (identities.includes(text)) return 'yes';
  // An address or ARN that holds the name may be the target's, though the plan does not know those yet.
  return identities.length === 0 || identities.some((identity) => text.includes(identity)) ? 'perhaps' : 'no';
}

function textOf(value: Value): string | undefined {
  return value.is === 'known' && typeof value.value === 'string' && value.value !== '' ? value.value : undefined;
}

function strongest(answers: ('yes' | 'no' | 'perhaps')[]): 'yes' | 'no' | 'perhaps' {
  return answers.includes('yes') ? 'yes' : answers.includes('perhaps') ? 'perhaps' : 'no';
}
