import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { keyOf, parseEvidenceUrl } from '../../src/evidence/remote-location.ts';

describe('the address of the evidence', () => {
  it.each([
    ['s3://shop-state/evidence', { bucket: 'shop-state', prefix: 'evidence' }],
    ['s3://shop-state/evidence/', { bucket: 'shop-state', prefix: 'evidence' }],
    ['s3://shop.state/a/b_c.d', { bucket: 'shop.state', prefix: 'a/b_c.d' }],
    ['s3://shop-state', { bucket: 'shop-state', prefix: '' }],
    ['s3://shop-state/', { bucket: 'shop-state', prefix: '' }],
  ])('reads %s', (url, location) => {
    expect(parseEvidenceUrl(url)).toEqual(location);
  });

  it.each(['', 'shop-state/evidence', 'https://shop-state/evidence', 's3://', 's3://Shop/evidence', 's3://shop-state//evidence', 's3://shop-state/a/../b', 's3://shop-state/.hidden', 's3://shop-state/a b', 's3://shop-state/a?b', 's3://shop-state/a//'])('refuses %s', (url) => {
    expect(() => parseEvidenceUrl(url)).toThrow(UserError);
  });

  it('has no empty part in a key', () => {
    expect(keyOf({ bucket: 'b', prefix: '' }, 'CR-0001', 'scan/a.1.json')).toBe('CR-0001/scan/a.1.json');
    expect(keyOf({ bucket: 'b', prefix: 'p/q' }, 'CR-0001', '')).toBe('p/q/CR-0001');
  });
});
