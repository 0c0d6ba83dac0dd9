import { objectStore } from '../evidence/object-store.ts';
import { parseEvidenceUrl } from '../evidence/remote-location.ts';
import { RemoteEvidence } from '../evidence/remote-store.ts';

/** Brings what the store says of past deliveries into the project, and returns it, to bring whole bundles from. */
export async function bringEvidence(project: string, url: string, env: NodeJS.ProcessEnv): Promise<RemoteEvidence> {
  const location = parseEvidenceUrl(url, '--evidence');
  const given = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const remote = new RemoteEvidence(await objectStore(location.bucket, given), location);
  await remote.bringOthers(project);
  return remote;
}
