import type { EnvironmentName } from '../evidence/record.ts';
import type { Run } from '../step.ts';

export interface KeepCall {
  run: Run;
  /** The environment whose credentials reach the bucket. */
  environment: EnvironmentName | undefined;
  /** `s3://bucket/prefix`. */
  url: string | undefined;
  warn: (message: string) => void;
}

/**
 * Brings the evidence that is kept for good before the work, and takes there what the work added, whatever came of it. A job without
 * credentials leaves that to the next one: its evidence travels in the bundle.
 */
export async function keepingEvidence<T>({ run, environment, url, warn }: KeepCall, work: () => Promise<T>): Promise<T> {
  if (url === undefined || environment === undefined) return await work();
  const [{ objectStore }, { parseEvidenceUrl }, { RemoteEvidence }] = await Promise.all([import('../evidence/object-store.ts'), import('../evidence/remote-location.ts'), import('../evidence/remote-store.ts')]);
  const location = parseEvidenceUrl(url, 'with: evidence');
  // Asked for each time: credentials may have come to their end while an apply took its time.
  const remote = async (): Promise<InstanceType<typeof RemoteEvidence>> => new RemoteEvidence(await objectStore(location.bucket, (await run.access(environment)).env), location);
  const brought = await (await remote()).pull(run.root, run.change.request.id);
  const { assertVouchedFor } = await import('../vouched-for.ts');
  const doubt = await assertVouchedFor(run, brought);
  if (doubt !== undefined) warn(doubt);
  // Last good deliveries are told from the evidence of other changes.
  await (await remote()).bringOthers(run.root, run.change.request.id);
  const push = async (): Promise<void> => {
    const added = await (await remote()).push(run.root, run.change.request.id);
    if (added.length > 0) run.ui.line(`kept for good: ${added.length} ${added.length === 1 ? 'file' : 'files'} in ${url}`, 'note');
  };
  const result = await work().catch(async (error: unknown) => {
    await push().catch((reason: unknown) => warn(`the evidence of this step is only in the run: ${reason instanceof Error ? reason.message : String(reason)}`));
    throw error;
  });
  await push();
  return result;
}
