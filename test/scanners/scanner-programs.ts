/** The real scanners of the tests: absolute paths, put into the environment by the set-up. */
export function scannerPrograms(): { checkov: string; tfsec: string } {
  return { checkov: named('CUTOVER_CHECKOV'), tfsec: named('CUTOVER_TFSEC') };
}

function named(variable: string): string {
  const path = process.env[variable];
  if (path === undefined || path === '') throw new Error(`${variable} must name the program`);
  return path;
}
