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

/** GitHub's own, without a public log, for private ones of an enterprise: https://docs.github.com/en/actions/concepts/security/artifact-attestations */
function githubInstance(server: string): SigstoreInstance {
  const { hostname } = new URL(server);
  const host = hostname === 'github.com' ? 'githubapp.com' : hostname;
  return { fulcio: `https://fulcio.${host}`, timestamps: `https://timestamp.${host}` };
}

export const SIGSTORE_CHOICES = ['auto', 'none', 'public-good', 'github'] as const;
export type SigstoreChoice = (typeof SIGSTORE_CHOICES)[number];

/**
 * Which instance a job's evidence is signed with. On its own only a public repository's: the public log would show a private
 * one's name to everybody, and GitHub's own instance is not there for every plan. `visibility`: `public`, as the event says it.
 * `server`: `https://github.com`; elsewhere nobody issues certificates to jobs unless it is asked for.
 */
export function instanceFor(choice: SigstoreChoice, { visibility, server }: { visibility: string | undefined; server: string }): SigstoreInstance | undefined {
  if (choice === 'github') return githubInstance(server);
  if (choice === 'public-good') return PUBLIC_GOOD;
  return choice === 'auto' && visibility === 'public' && server === 'https://github.com' ? PUBLIC_GOOD : undefined;
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
