import { normalise, type Probe } from '../probe.ts';
import { ALARM_PROBES } from './alarms.ts';
import { CODE_PROBES } from './code.ts';
import { ENCRYPTION_PROBES } from './encryption.ts';
import { NETWORK_PROBES } from './network.ts';
import { PEOPLE_PROBES, requirementProbe } from './people.ts';
import { PATH_PROBES } from './path.ts';
import { POLICY_PROBES } from './policies.ts';
import { PRODUCTION_PROBES } from './production.ts';
import { REHEARSAL_PROBES } from './rehearsal.ts';
import { SCANNING_PROBES } from './scanning.ts';
import { STORAGE_PROBES } from './storage.ts';

export const PROBES: readonly Probe[] = [
  ...REHEARSAL_PROBES,
  ...SCANNING_PROBES,
  ...PATH_PROBES,
  ...PEOPLE_PROBES,
  ...CODE_PROBES,
  ...ENCRYPTION_PROBES,
  ...STORAGE_PROBES,
  ...POLICY_PROBES,
  ...NETWORK_PROBES,
  ...ALARM_PROBES,
  ...PRODUCTION_PROBES,
];

export function probeById(probes: readonly Probe[], id: string): Probe | undefined {
  return probes.find((probe) => probe.id === id) ?? requirementProbe(id);
}

export function probeByText(probes: readonly Probe[], statement: string): Probe | undefined {
  const wanted = normalise(statement);
  return probes.find(({ texts }) => texts.some((text) => normalise(text) === wanted));
}
