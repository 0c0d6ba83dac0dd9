import { gzipSync } from 'node:zlib';
import { Halt, StepFailure, UserError } from '../errors.ts';
import { MOST_RESULTS, sarifOf, type SarifInput } from '../scanners/sarif.ts';
import type { GitHub } from './client.ts';

/** What GitHub takes, gzipped. */
const MOST_BYTES = 10_000_000;

export interface SarifCall {
  repository: { owner: string; name: string };
  /** The commit that was scanned. */
  head: string;
  /** `refs/pull/7/head`, `refs/heads/main`. */
  ref: string;
  input: SarifInput;
}

/**
 * Hands the findings to code scanning. Returns what a reader has to know: that some were cut, or that this repository has no code
 * scanning, which is no reason to fail a check.
 */
export async function uploadSarif(github: GitHub, { repository, head, ref, input }: SarifCall): Promise<string[]> {
  if (input.tools.length === 0) return [];
  const { bytes, cut } = packed(input, MOST_BYTES);
  try {
    await github.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', { owner: repository.owner, repo: repository.name, commit_sha: head, ref, sarif: bytes.toString('base64') });
    return cut;
  } catch (error) {
    if (!(error instanceof UserError || error instanceof Halt || error instanceof StepFailure)) throw error;
    return [`code scanning did not take the findings: ${error.message}`, ...cut];
  }
}

/** Gzipped; with fewer and fewer results until it is small enough. */
export function packed(input: SarifInput, mostBytes: number): { bytes: Buffer; cut: string[] } {
  for (let most = MOST_RESULTS; ; most = Math.floor(most / 2)) {
    const { log, cut } = sarifOf(input, most);
    const bytes = gzipSync(JSON.stringify(log));
    if (bytes.length <= mostBytes || most === 0) return { bytes, cut };
  }
}
