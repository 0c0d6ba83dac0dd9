import type { IdentityProvider, Witness } from '@sigstore/sign';
import type { EvidenceSigner } from './signer.ts';

/** A Sigstore instance: who issues certificates, and who says when a signature was made. At least one of the last two. */
export interface SigstoreInstance {
  fulcio: string;
  /** A transparency log. The public one shows the names of repository and workflow to everybody. */
  rekor?: string;
  timestamps?: string;
}

/** For public repositories: https://docs.sigstore.dev/about/overview/ */
export const PUBLIC_GOOD: SigstoreInstance = { fulcio: 'https://fulcio.sigstore.dev', rekor: 'https://rekor.sigstore.dev' };

/** GitHub's own, without a public log, for private ones: https://docs.github.com/en/actions/concepts/security/artifact-attestations */
export const GITHUB: SigstoreInstance = { fulcio: 'https://fulcio.githubapp.com', timestamps: 'https://timestamp.githubapp.com' };

/** As actions/attest chooses: what is public may be seen by everybody, and nothing else. `visibility`: the repository's, as the job's token says it. */
export function instanceFor(visibility: string | undefined): SigstoreInstance {
  return visibility === 'public' ? PUBLIC_GOOD : GITHUB;
}

/** Milliseconds that one request may take, and how often it is tried again. */
const PATIENCE = { timeout: 10_000, retry: 3 };

/**
 * A signer without a key: for each signature the instance issues a certificate to the job's own OIDC token. What it says
 * (workflow, commit, environment) is what is believed later; nothing that this process says about itself.
 */
export function keylessSigner(instance: SigstoreInstance, identityProvider: IdentityProvider): EvidenceSigner {
  return {
    id: 'keyless',
    says: `a certificate of ${new URL(instance.fulcio).host} for this job`,
    bundle: async (data, type) => {
      const [{ DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness }, { bundleToJSON }] = await Promise.all([import('@sigstore/sign'), import('@sigstore/bundle')]);
      const witnesses: Witness[] = [
        ...(instance.rekor === undefined ? [] : [new RekorWitness({ rekorBaseURL: instance.rekor, ...PATIENCE })]),
        ...(instance.timestamps === undefined ? [] : [new TSAWitness({ tsaBaseURL: instance.timestamps, ...PATIENCE })]),
      ];
      const signer = new FulcioSigner({ fulcioBaseURL: instance.fulcio, identityProvider, ...PATIENCE });
      return bundleToJSON(await new DSSEBundleBuilder({ signer, witnesses }).create({ data, type }));
    },
  };
}

/**
 * The signer of a job on GitHub: its own OIDC token says whether the repository is public, and so which instance issues the
 * certificate. `getToken`: a token for the audience `sigstore`.
 */
export function jobSigner(getToken: () => Promise<string>, choose: (visibility: string | undefined) => SigstoreInstance = instanceFor): EvidenceSigner {
  return {
    id: 'keyless',
    says: 'a certificate for this job',
    bundle: async (payload, type) => {
      const token = await getToken();
      return await keylessSigner(choose(visibilityIn(token)), { getToken: () => Promise.resolve(token) }).bundle(payload, type);
    },
  };
}

/** Read, not believed: Fulcio checks the token. */
function visibilityIn(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { repository_visibility?: unknown };
    return typeof claims.repository_visibility === 'string' ? claims.repository_visibility : undefined;
  } catch {
    return undefined;
  }
}
