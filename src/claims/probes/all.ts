import { textDigest, type Probe } from '../probe.ts';
import { ALARM_PROBES } from './alarms.ts';
import { BACKUP_PROBES } from './backups.ts';
import { CODE_PROBES } from './code.ts';
import { DASHBOARD_PROBES } from './dashboards.ts';
import { DELIVERY_PROBES } from './delivery.ts';
import { DEMAND_PROBES } from './demands.ts';
import { DOCUMENT_PROBES } from './documents.ts';
import { ENCRYPTION_PROBES } from './encryption.ts';
import { ENDPOINT_PROBES } from './endpoints.ts';
import { EXACT_TEXTS } from './exact-texts.ts';
import { LEAST_PRIVILEGE_PROBES } from './least-privilege.ts';
import { NAMING_PROBES } from './naming.ts';
import { NETWORK_PROBES } from './network.ts';
import { PEOPLE_PROBES, requirementProbe } from './people.ts';
import { PATH_PROBES } from './path.ts';
import { POLICY_PROBES } from './policies.ts';
import { PRODUCTION_PROBES } from './production.ts';
import { REHEARSAL_PROBES } from './rehearsal.ts';
import { SCANNING_PROBES } from './scanning.ts';
import { SERVICE_PROBES } from './services.ts';
import { STORAGE_PROBES } from './storage.ts';
import { TEMPLATE_PROBES } from './template.ts';

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
  ...DOCUMENT_PROBES,
  ...TEMPLATE_PROBES,
  ...DEMAND_PROBES,
  ...NAMING_PROBES,
  ...SERVICE_PROBES,
  ...BACKUP_PROBES,
  ...LEAST_PRIVILEGE_PROBES,
  ...ENDPOINT_PROBES,
  ...DASHBOARD_PROBES,
  ...DELIVERY_PROBES,
];

export function probeById(probes: readonly Probe[], id: string): Probe | undefined {
  return probes.find((probe) => probe.id === id) ?? requirementProbe(id);
}

/** The probe whose statement this is, word for word. */
export function probeByText(probes: readonly Probe[], statement: string): Probe | undefined {
  const id = EXACT_TEXTS.get(textDigest(statement));
  return id === undefined ? undefined : probes.find((probe) => probe.id === id);
}
