import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isCertificateProblem } from '../../setup/certificates.mjs';
import { sha256 } from '../../src/digest.ts';
import { pythonPath } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aServer } from './world.ts';

/** A CA that only this test knows, and a certificate of it for `localhost`. */
const makeCertificates = `
import datetime
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
def named(text): return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
def signed(name, key, issuer, by, extension):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(issuer)).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(extension, critical=False).sign(by, hashes.SHA256()))
ca, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
pem = serialization.Encoding.PEM
open('ca.pem', 'wb').write(signed('a private CA', ca, 'a private CA', ca, x509.BasicConstraints(ca=True, path_length=None)).public_bytes(pem))
open('cert.pem', 'wb').write(signed('localhost', server, 'a private CA', ca, x509.SubjectAlternativeName([x509.DNSName('localhost')])).public_bytes(pem))
open('key.pem', 'wb').write(server.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
`;

const folder = temporaryFolder();
const content = 'a release';
let server: https.Server;
let port: number;

beforeAll(async () => {
  execFileSync(pythonPath(), ['-c', makeCertificates], { cwd: folder });
  server = https.createServer({ key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }, (_request, response) => response.end(content));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.close();
});

/** In a process of its own, because Node reads NODE_EXTRA_CA_CERTS when it starts. */
async function downloadWith(env: Record<string, string>): Promise<string> {
  const script = `
    import { download } from ${JSON.stringify(new URL('../../setup/download.mjs', import.meta.url).href)};
    try {
      await download({ url: process.argv[1], sha256: process.argv[2], to: process.argv[3], env: process.env, silence: 5000 });
      console.log('kept');
    } catch (error) { console.log(error.name, error.message, error.next); }`;
  const args = ['--input-type=module', '-e', script, `https://localhost:${String(port)}/file`, sha256(content), join(folder, 'file')];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
}

describe('a server whose certificate a private CA signed', () => {
  it('is refused, and the variables that name the CA are told', async () => {
    const said = await downloadWith({});
    expect(said).toMatch(/^WayFailed .*the certificate is signed by nobody this machine knows/);
    for (const name of ['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'npm config set cafile', 'SSL_CERT_FILE']) expect(said).toContain(name);
  });

  it('is accepted once NODE_EXTRA_CA_CERTS names the CA', async () => {
    expect(await downloadWith({ NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })).toBe('kept');
  });

  it('is reached through the tunnel of a proxy, and checked there just the same', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = await aServer(
      () => undefined,
      ({ url }, socket) => {
        asked.push(url);
        const target = net.connect(port, 'localhost', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(target).pipe(socket);
        });
        for (const end of [socket, target]) end.on('error', () => undefined);
      },
    );
    expect(await downloadWith({ HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })).toBe('kept');
    expect(await downloadWith({ HTTPS_PROXY: proxy })).toContain('signed by nobody this machine knows');
    expect(asked).toEqual([`localhost:${String(port)}`, `localhost:${String(port)}`]);
  });
});

describe('a certificate problem is recognised in what is said by', () => {
  it.each([
    ['npm', 'npm error code SELF_SIGNED_CERT_IN_CHAIN'],
    ['Node', 'unable to get local issuer certificate'],
    ['pip', 'SSLError(SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"))'],
    ['uv', 'invalid peer certificate: UnknownIssuer'],
    ['Go', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['Go on macOS', 'x509: “a proxy” certificate is not trusted'],
  ])('%s', (_tool, text) => {
    expect(isCertificateProblem(text)).toBe(true);
  });

  it('not in other failures', () => {
    expect(isCertificateProblem('getaddrinfo ENOTFOUND proxy.example')).toBe(false);
  });
});
