import type { Attempt, CheckContext } from './attempt.ts';
import type { Check, CheckResult, RequirementCheck } from './check.ts';
import { tryCommand } from './command-check.ts';
import { tryHttp } from './http-check.ts';
import { compareOutput } from './output-check.ts';
import { tried } from './retry.ts';
import { tryTcp } from './tcp-check.ts';

/**
 * Runs the checks one after the other. In production only those that are declared `safeInProduction`: the others are left
 * out, so the results name just what ran.
 */
export async function runChecks(checks: Check[], context: CheckContext): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (context.environment === 'production' && !check.safeInProduction) continue;
    results.push(await runCheck(check, context));
  }
  return results;
}

/** Runs one check. It never throws for what a check does: a check that could not run has failed. */
export async function runCheck(check: RequirementCheck, context: CheckContext): Promise<CheckResult> {
  const base = { name: check.name, safeInProduction: check.safeInProduction };
  if (check.notInEmulator !== undefined && context.target === 'sandbox') {
    return { ...base, outcome: 'not-exercised', seconds: 0, detail: `not exercised here (emulator): ${check.notInEmulator}` };
  }
  const started = performance.now();
  const { outcome, detail, ...more } = await performed(check, context);
  return { ...base, outcome, seconds: (performance.now() - started) / 1000, detail, ...more };
}

async function performed(check: RequirementCheck, context: CheckContext): Promise<Attempt & Pick<CheckResult, 'measured'>> {
  // Loaded for what is measured alone: no other check needs it.
  if ('load' in check) return await (await import('./measure-check.ts')).measureCheck(check, context);
  if ('output' in check) return await compareOutput(check, context);
  const { retry, timeoutSeconds } = check;
  return await tried({ retry, timeoutSeconds, signal: context.signal }, async (seconds) => {
    if ('http' in check) return await tryHttp(check.http, context, seconds);
    if ('tcp' in check) return await tryTcp(check.tcp, context, seconds);
    return await tryCommand(check, context, seconds);
  });
}
