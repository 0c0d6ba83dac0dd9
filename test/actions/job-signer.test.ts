import { describe, expect, it } from '@jest/globals';
import { jobSigner, type SigningJob } from '../../src/actions/job-signer.ts';
import type { JsonObject } from '../../src/json.ts';

function signerIn(overrides: Partial<SigningJob> = {}, payload: JsonObject = { repository: { visibility: 'public' } }, apiUrl = 'https://api.github.com'): string | undefined {
  const context = { apiUrl, serverUrl: 'https://github.com', event: { name: 'workflow_dispatch', payload } };
  return jobSigner({ context, identity: { url: 'https://token.example', token: 't' }, choice: 'auto', mask: () => undefined, signal: new AbortController().signal, ...overrides })?.says;
}

describe('who signs the evidence of a job', () => {
  it('is the job itself, with a certificate of the public instance for a public repository', () => {
    expect(signerIn()).toBe('a certificate of fulcio.sigstore.dev for this job');
    expect(signerIn({ choice: 'github' }, { repository: { visibility: 'private' } })).toBe('a certificate of fulcio.githubapp.com for this job');
  });

  it.each<[string, () => string | undefined]>([
    ['that may not ask who it is', () => signerIn({ identity: undefined })],
    ['that is not to', () => signerIn({ choice: 'none' })],
    ['of a private repository, which nobody asked to be shown in a public log', () => signerIn({}, { repository: { visibility: 'private' } })],
    ['of a repository of which nothing is known', () => signerIn({}, {})],
    ['of another server, whatever that says', () => signerIn({}, { repository: { visibility: 'public' } }, 'http://127.0.0.1:8080')],
  ])('is nobody for a job %s', (_name, signer) => {
    expect(signer()).toBeUndefined();
  });
});
