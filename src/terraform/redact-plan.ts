import type { Json } from '../json.ts';
import { KnownSecrets } from './known-secrets.ts';
import { actionOf, asObject, fullAddress, marksOf, secretsOf, withUnknown, type Change, type RawPlan, type RawResource } from './parse-plan.ts';
import { PENDING_ADDRESS } from './pending.ts';
import type { Plan, PlannedResource } from './plan.ts';
import { redact, redactAttributes, shownPath, withChanges } from './redact.ts';

/** The redacted plan: the only form in which a plan leaves this folder. Our own stand-in for a pending upstream is left out. */
export function redactPlan(raw: RawPlan): Plan {
  const secrets = new KnownSecrets(secretsOf(raw));
  return {
    engineVersion: raw.terraform_version,
    resources: raw.resource_changes.filter(({ address }) => address !== PENDING_ADDRESS).map((resource) => redactResource(resource, secrets)),
    drift: raw.resource_drift.map((resource) => redactResource(resource, secrets)),
    outputs: Object.fromEntries(Object.entries(raw.output_changes).map(([name, change]) => [name, { action: actionOf(change.actions), value: outputAfter(name, change, secrets) }])),
  };
}

function redactResource(resource: RawResource, secrets: KnownSecrets): PlannedResource {
  const { change } = resource;
  const marks = marksOf(change);
  const before = redactAttributes(change.before ?? null, marks, secrets);
  const after = withChanges(change.before ?? null, change.after ?? null, before, attributesAfter(change, marks, secrets));
  const imported = change.importing === undefined ? undefined : (change.importing.id ?? 'unknown');
  return {
    address: secrets.address(fullAddress(resource)),
    ...(resource.previous_address === undefined || resource.previous_address === resource.address ? {} : { movedFrom: secrets.address(resource.previous_address) }),
    ...(imported === undefined ? {} : { imports: secrets.hasText(imported) ? '(sensitive)' : imported }),
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
    provider: resource.provider_name,
    action: actionOf(change.actions),
    before: asObject(before),
    after: asObject(after),
    replacePaths: (change.replace_paths ?? []).map((path) => shownPath(path, marks, secrets)),
  };
}

/** `after_unknown` is redacted as well: its keys are those of the value. */
function attributesAfter(change: Change, marks: Json, secrets: KnownSecrets): Json {
  const unknown = redactAttributes(change.after_unknown ?? false, false, secrets);
  return withUnknown(redactAttributes(change.after ?? null, marks, secrets), unknown);
}

function outputAfter(name: string, change: Change, secrets: KnownSecrets): Json {
  const unknown = redact(change.after_unknown ?? false, false, name, secrets);
  return withUnknown(redact(change.after ?? null, change.after_sensitive ?? false, name, secrets), unknown);
}
