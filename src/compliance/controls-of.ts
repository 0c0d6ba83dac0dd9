import { BUILT_IN } from './mapping.ts';

const CIS = BUILT_IN.frameworks['cis-aws-foundations'];

/** `S3.5` → `S3.5, CIS AWS Foundations 3.0.0 2.1.1`: ids of AWS Security Hub, with the controls of CIS that ask for the same. */
export function withControls(securityHub: string): string {
  const named: string[] = securityHub.match(/[A-Za-z0-9]+\.\d+/g) ?? [];
  const same = (CIS?.controls ?? []).filter((control) => control.securityHub.some((id) => named.includes(id))).map(({ id }) => id);
  return same.length === 0 ? securityHub : `${securityHub}, ${CIS?.name ?? ''} ${CIS?.edition ?? ''} ${same.join(' and ')}`;
}
