import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, initializeTSA, rekorHandler, tsaHandler, type HandlerFn } from '@sigstore/mock';
import type { SigstoreInstance } from '../../src/evidence/keyless.ts';

/** A Sigstore instance on a loopback port: certificates, a transparency log, and timestamps. */
export interface TestSigstore {
  instance: Required<SigstoreInstance>;
  /** Its `trusted_root.json`. */
  root: object;
  /** Paths that were asked for. */
  requests: string[];
  close: () => Promise<void>;
}

/** What GitHub says of a job in its OIDC token. */
export const JOB = {
  iss: 'https://token.actions.githubusercontent.com',
  sub: 'repo:acme/infra:environment:production',
  repository: 'acme/infra',
  repository_visibility: 'public',
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  job_workflow_ref: 'acme/cutover/.github/workflows/change-deliver.yml@refs/tags/v1',
  job_workflow_sha: 'b'.repeat(40),
  workflow_ref: 'acme/infra/.github/workflows/deliver.yml@refs/heads/main',
  runner_environment: 'github-hosted',
  environment: 'production',
  run_id: '17',
  run_attempt: '1',
};

/** Unsigned: the mock believes it. */
export function tokenOf(claims: object): string {
  return `${base64({ alg: 'none' })}.${base64(claims)}.${base64({})}`;
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** `logged: false`: its certificates are in no transparency log. */
export async function aSigstore({ logged = true } = {}): Promise<TestSigstore> {
  // A whole second: of a time with others the mock writes what the library cannot read, now and then.
  const clock = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000);
  const ctlog = await initializeCTLog(pair(), clock);
  const ca = await initializeCA(pair(), logged ? ctlog : undefined, clock);
  const requests: string[] = [];
  let environment = '';
  // The mock does not know the claim that Fulcio took up last: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
  const withEnvironment: typeof ca = { ...ca, rootCertificate: ca.rootCertificate, issueCertificate: (options) => ca.issueCertificate({ ...options, extensions: [...(options.extensions ?? []), { oid: '1.3.6.1.4.1.57264.1.23', value: environment }] }) };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tlog = await initializeTLog(url, pair(), clock);
  const tsa = await initializeTSA(pair(), clock);
  const log = rekorHandler(tlog);
  const handlers = [fulcioHandler(withEnvironment), { ...log, fn: (body: string) => log.fn(JSON.stringify(asLogged(body))) }, tsaHandler(tsa)];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    requests.push(request.url ?? '');
    if (request.url?.includes('signingCert') === true) environment = environmentIn(body);
    const fn: HandlerFn | undefined = handlers.find(({ path }) => path === request.url)?.fn;
    const result = fn === undefined ? { statusCode: 404, response: '' } : await fn(body);
    response.writeHead(result.statusCode, { 'content-type': ('contentType' in result ? result.contentType : undefined) ?? 'text/plain' });
    response.end(typeof result.response === 'string' ? result.response : Buffer.from(result.response.buffer));
  }

  const validFor = { start: new Date(Date.now() - 60_000).toISOString() };
  const logOf = (publicKey: Buffer): object => ({ baseUrl: url, hashAlgorithm: 'SHA2_256', publicKey: { rawBytes: publicKey.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor }, logId: { keyId: createHash('sha256').update(publicKey).digest('base64') } });
  const authority = (...certificates: ArrayBufferView[]): object => ({ subject: { organization: 'sigstore.mock', commonName: 'sigstore' }, uri: url, certChain: { certificates: certificates.map((certificate) => ({ rawBytes: Buffer.from(certificate.buffer).toString('base64') })) }, validFor });
  return {
    instance: { fulcio: url, rekor: url, timestamps: url },
    root: { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [logOf(tlog.publicKey)], certificateAuthorities: [authority(ca.rootCertificate)], ctlogs: [logOf(ctlog.publicKey)], timestampAuthorities: [authority(tsa.intCertificate, tsa.rootCertificate)] },
    requests,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function pair(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

function environmentIn(body: string): string {
  const { credentials } = JSON.parse(body) as { credentials: { oidcIdentityToken: string } };
  const claims = JSON.parse(Buffer.from(credentials.oidcIdentityToken.split('.')[1] ?? '', 'base64url').toString()) as { environment?: string };
  return claims.environment ?? '';
}

/** The log keeps digests of an envelope, where the mock keeps what was proposed: https://github.com/sigstore/rekor/tree/main/pkg/types/dsse */
function asLogged(body: string): object {
  const { apiVersion, kind, spec } = JSON.parse(body) as { apiVersion: string; kind: string; spec: { proposedContent: { envelope: string; verifiers: string[] } } };
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope) as { payload: string; signatures: { sig: string }[] };
  const digest = (bytes: Buffer): object => ({ algorithm: 'sha256', value: createHash('sha256').update(bytes).digest('hex') });
  return {
    apiVersion,
    kind,
    spec: { envelopeHash: digest(Buffer.from(envelope)), payloadHash: digest(Buffer.from(payload, 'base64')), signatures: signatures.map(({ sig }, index) => ({ signature: sig, verifier: verifiers[index] })) },
  };
}
