import { locateTool } from '../../setup/locate.mjs';

/** The real scanners: absolute paths, of those that the set-up installed unless the environment names others. */
export function scannerPrograms(): { checkov: string; tfsec: string } {
  return {
    checkov: process.env['CUTOVER_CHECKOV'] ?? locateTool('checkov', process.env),
    tfsec: process.env['CUTOVER_TFSEC'] ?? locateTool('tfsec', process.env),
  };
}
