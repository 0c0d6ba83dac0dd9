import { z } from 'zod';
import type { CertificateClaims } from './certificate.ts';

/** A key that the verifier believes, from a line as in `approvers`. */
export interface TrustedKey {
  /** `ssh-ed25519 AAAA…`, as signatures name it. */
  text: string;
  /** Whose it is; none when it was given without a name. */
  names: string[];
  /** Equal for keys of one person. */
  person: string;
  /** Whether its line lets it sign in this namespace, such as `cutover-evidence`. */
  mayUse: (namespace: string) => boolean;
  /** Undefined when its line lets it sign at that time; else why not. */
  notValidAt: (time: Date) => string | undefined;
}

/** One text, or several of which one has to fit. No patterns: what is not written out is not trusted. */
const textsSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value));

/** What a certificate has to say. Texts as certificates have them: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
export const claimsWantedSchema = z.strictObject({
  /** `https://github.com/acme/infra`: the repository that the job ran for. */
  repository: textsSchema.optional(),
  /** `https://github.com/acme/cutover/.github/workflows/change-deliver.yml@refs/tags/v1`: the workflow that held the job's steps. */
  workflow: textsSchema.optional(),
  /** `refs/heads/main`: what was checked out. */
  ref: textsSchema.optional(),
  /** The commit that was checked out, 40 digits. */
  commit: textsSchema.optional(),
  /** The job's environment on GitHub, `production`. */
  environment: textsSchema.optional(),
  /** `github-hosted`, or `self-hosted`. */
  runner: textsSchema.optional(),
});
export type ClaimsWanted = z.infer<typeof claimsWantedSchema>;

const identitySchema = claimsWantedSchema
  .extend({ issuer: z.url().default('https://token.actions.githubusercontent.com') })
  .refine(({ repository, workflow }) => repository !== undefined && workflow !== undefined, { error: 'repository and workflow are needed: without them anybody\'s job would be trusted' });
export type TrustedIdentity = z.infer<typeof identitySchema>;

/** A file for `cutover verify --trust`. */
export const trustFileSchema = z.strictObject({
  version: z.literal(1),
  /** Lines as in `approvers`: `ann@example.com namespaces="cutover-*" ssh-ed25519 AAAA…`. */
  keys: z.array(z.string().min(1)).default([]),
  /** Jobs whose certificates are believed. */
  identities: z.array(identitySchema).default([]),
  /** Path from this file to the `trusted_root.json` of the Sigstore instance, or several, one a line (`gh attestation trusted-root`, `cosign trusted-root create`). Needed for identities. */
  sigstore: z.string().min(1).optional(),
}).refine(({ identities, sigstore }) => identities.length === 0 || sigstore !== undefined, { path: ['sigstore'], error: 'the trusted_root.json of the Sigstore instance that the identities are checked against' });

/** Whom the verifier believes; nothing of it comes from the bundle. */
export interface Trust {
  keys: TrustedKey[];
  identities: TrustedIdentity[];
  /** `trusted_root.json`, parsed: https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto */
  roots: object[];
}

/** The first claim that is not as wanted, in words; undefined when all are. */
export function notAsWanted(wanted: ClaimsWanted, claims: CertificateClaims): string | undefined {
  for (const [name, allowed] of Object.entries(wanted) as [keyof ClaimsWanted, string[] | undefined][]) {
    if (allowed !== undefined && !allowed.includes(claims[name] ?? '')) return `its ${name} is ${claims[name] ?? 'not in the certificate'}, not ${allowed.join(' or ')}`;
  }
  return undefined;
}
