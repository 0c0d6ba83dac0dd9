import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Artifact, WorkflowRun } from '../../helpers/github/state/actions.ts';
import type { Repository } from '../../helpers/github/state/repository.ts';

/** 32 bits of FNV-1, from which act makes the id of an artifact. */
function idOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0;
  return hash;
}

/** Makes what act keeps in `folder` the artifacts of the fake GitHub, as they are at each moment. */
export function showArtifacts(repository: Repository, folder: string): void {
  const found = (run: WorkflowRun): Artifact[] => {
    const kept = join(folder, String(run.id));
    return (existsSync(kept) ? readdirSync(kept) : []).map((name) => {
      const zip = readFileSync(join(kept, name, `${name}.zip`));
      return {
        id: idOf(name), name, size: zip.length, digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`, expired: false,
        run: run.id, headSha: run.headSha, headBranch: run.headBranch, createdAt: run.createdAt,
      };
    });
  };
  Object.defineProperty(repository, 'artifacts', { configurable: true, enumerable: true, get: () => repository.runs.flatMap(found) });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
