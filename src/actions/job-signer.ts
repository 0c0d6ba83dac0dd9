import { instanceFor, keylessSigner, type SigstoreChoice } from '../evidence/keyless.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import type { ActionsContext } from '../github/context.ts';
import { idToken, type IdTokenRequest } from '../github/oidc.ts';

export interface SigningJob {
  context: Pick<ActionsContext, 'apiUrl' | 'serverUrl' | 'event'>;
  /** How to ask GitHub who this job is; undefined where it may not. */
  identity: IdTokenRequest | undefined;
  /** `evidence.sigstore` of cutover.yaml. */
  choice: SigstoreChoice;
  mask: (secret: string) => void;
  signal: AbortSignal;
}

/** Who signs the evidence of a job: the job itself, by its identity on GitHub. Undefined where it has none, or no instance to sign with. */
export function jobSigner({ context, identity, choice, mask, signal }: SigningJob): EvidenceSigner | undefined {
  const instance = instanceFor(choice, { visibility: visibilityOf(context), server: context.serverUrl });
  if (identity === undefined || instance === undefined) return undefined;
  return keylessSigner(instance, { getToken: () => idToken({ request: identity, audience: 'sigstore', mask, signal }) });
}

/** As the event says it. What another API says of itself is not for the public log. */
function visibilityOf({ apiUrl, event }: SigningJob['context']): string | undefined {
  const { repository } = event.payload;
  if (apiUrl !== 'https://api.github.com' || typeof repository !== 'object' || repository === null || Array.isArray(repository)) return undefined;
  return typeof repository['visibility'] === 'string' ? repository['visibility'] : undefined;
}
