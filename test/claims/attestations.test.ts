import { describe, expect, it } from '@jest/globals';
import { attestationOf, parseAttestations, unusedAttestations, type Attestation } from '../../src/claims/attestations.ts';
import { UserError } from '../../src/errors.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const FILE = 'attestations.yaml';

function anAttestation(overrides: Partial<Attestation> = {}): Attestation {
  return { claim: 'REQ-9', person: 'Oli', date: '2026-11-01', statement: 'We restored the table in an hour.', link: 'https://wiki.example.com/restore', expires: '2027-01-31', ...overrides };
}

const fileWith = (overrides: object): string => JSON.stringify({ attestations: [{ ...anAttestation(), ...overrides }] });

describe('an attestations file', () => {
  it('is read', () => {
    expect(parseAttestations(fileWith({}), FILE)).toEqual([anAttestation()]);
  });

  it.each([undefined, '', '# nothing yet\n', 'attestations:\n', 'attestations: []\n'])('may attest nothing: %j', (text) => {
    expect(parseAttestations(text, FILE)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['without a person', { person: ' ' }, /attestations\.0\.person/],
    ['without words', { statement: '' }, /attestations\.0\.statement/],
    ['with a day that no calendar has', { date: '2026-02-30' }, /attestations\.0\.date/],
    ['with an hour', { expires: '2026-12-31T00:00:00Z' }, /attestations\.0\.expires/],
    ['that ends before it begins', { expires: '2026-10-31' }, /attestations\.0\.expires/],
    ['with a link that is no web address', { link: 'javascript:alert(1)' }, /attestations\.0\.link/],
    ['that never ends', { expires: undefined }, /attestations\.0\.expires/],
    ['with a field that nobody knows', { until: '2027-01-01' }, /attestations\.0\.until/],
  ])('with one %s is refused', (_words, overrides, message) => {
    expect(() => parseAttestations(fileWith(overrides), FILE)).toThrow(UserError);
    expect(() => parseAttestations(fileWith(overrides), FILE)).toThrow(message);
  });

  it.each(['- claim: REQ-9', '7', 'attestation: []'])('that is something else is refused: %j', (text) => {
    expect(() => parseAttestations(text, FILE)).toThrow(UserError);
  });
});

describe('an attestation', () => {
  const statement = { id: 'REQ-9', owner: 'o', statement: 's', section: [], source: { file: 'a.md', line: 1 } };
  const found = (entries: Attestation[], now = NOW, of = statement) => attestationOf(of, { from: 'main', entries }, now);

  it.each([
    ['before its day', '2026-10-31T23:59:59.999Z', { why: expect.stringContaining('still to come') }],
    ['from the beginning of its day', '2026-11-01T00:00:00Z', { holds: anAttestation() }],
    ['through its last day', '2027-01-31T23:59:59.999Z', { holds: anAttestation() }],
    ['after it', '2027-02-01T00:00:00Z', { why: 'the attestation of Oli expired at the end of 2027-01-31 (UTC): it has to be renewed' }],
  ])('%s', (_words, now, answer) => {
    expect(found([anAttestation()], new Date(now))).toEqual(answer);
  });

  it('of another claim is none', () => {
    expect(found([anAttestation({ claim: 'REQ-8' })])).toBeUndefined();
  });

  it('that was renewed counts as the newer one says', () => {
    const newer = anAttestation({ date: '2026-11-10', person: 'Mira' });
    expect(found([newer, anAttestation()])).toEqual({ holds: newer });
    expect(found([anAttestation({ date: '2025-01-01', expires: '2025-12-31' }), newer])).toEqual({ holds: newer });
  });

  it('of a demand that the change has worded anew is about the other one', () => {
    expect(attestationOf({ ...statement, differsFromBase: true }, { from: 'main', entries: [anAttestation()] }, NOW)).toEqual({ why: expect.stringContaining('as it stands on main') });
  });

  it('of a claim that does not exist is reported', () => {
    const attestations = { from: 'main', entries: [anAttestation(), anAttestation({ claim: 'REQ-99' })] };
    expect(unusedAttestations(attestations, [{ id: 'REQ-9' }])).toEqual(['attestations.yaml on main: Oli attests REQ-99, and there is no such claim']);
  });
});
