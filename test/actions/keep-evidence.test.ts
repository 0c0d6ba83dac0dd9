import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepingEvidence } from '../../src/actions/keep-evidence.ts';
import { fileText } from '../../src/evidence/in-toto.ts';
import { statementOf } from '../../src/evidence/statement.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { baseFacts } from '../../src/git.ts';
import type { Run } from '../../src/step.ts';
import { twoModulesConfig } from '../helpers/a-project.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A bucket that lists and reads, as S3 answers: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const objects = new Map<string, string>();
let server: Server;
let project: Repository;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://bucket');
    const prefix = searchParams.get('prefix') ?? '';
    const listed = [...objects].filter(([key]) => key.startsWith(prefix)).map(([key, text]) => `<Contents><Key>${key}</Key><Size>${text.length}</Size></Contents>`);
    if (searchParams.has('list-type')) response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${listed.join('')}</ListBucketResult>`);
    else response.end(objects.get(pathname.replace('/shop-state/', '')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  project = aRepository({ '.gitignore': 'cutover-evidence/\n', signers: `runner@example.com ${aKey(temporaryFolder(), 'runner').publicKey}\n`, 'cutover.yaml': twoModulesConfig('/states', 'evidence: { trust: [signers] }\n') });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  project.remove();
});

/** Of a run it asks where it is, and for the credentials of test. */
function aRun(): Run {
  const env = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  return { root: project.path, git: baseFacts(project.path), store: new EvidenceStore(project.path, 'CR-0001'), change: { request: { id: 'CR-0001' } }, ui: aSilentUi().ui, access: () => Promise.resolve({ env }) } as unknown as Run;
}

/** What came of it, whether the step was done, and what was said. */
async function keeping(): Promise<{ worked: boolean; warned: string[]; refused: string | undefined }> {
  const found = { worked: false, warned: [] as string[], refused: undefined as string | undefined };
  await keepingEvidence({ run: aRun(), environment: 'test', url: 's3://shop-state', warn: (message) => void found.warned.push(message) }, () => Promise.resolve(void (found.worked = true))).catch((error: unknown) => void (found.refused = (error as Error).message));
  return found;
}

describe('a job that brings what is kept of its change', () => {
  it('does its step when there is nothing', async () => {
    expect(await keeping()).toEqual({ worked: true, warned: [], refused: undefined });
  });

  it('does nothing on a record that somebody put there who is not trusted, and says of one that it cannot tell', async () => {
    objects.set('CR-0001/rehearse/storage.1.json', fileText(statementOf(aRecord({ step: 'rehearse', environment: 'test' }))));
    expect(await keeping()).toEqual({ worked: false, warned: [], refused: expect.stringMatching(/rehearse\/storage\.1\.json: this evidence came from where it is kept, and nobody who is trusted has signed it/) });
    project.write({ 'cutover.yaml': twoModulesConfig('/states') });
    project.git('commit', '--quiet', '--all', '--message', 'nobody signs');
    expect(await keeping()).toMatchObject({ worked: true, warned: [expect.stringContaining('nobody can tell who made them')] });
  });
});
