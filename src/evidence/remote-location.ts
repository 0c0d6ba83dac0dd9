import { UserError } from '../errors.ts';

/** Where evidence is kept for good. `prefix` has no slash at its ends; empty for the whole bucket. */
export interface EvidenceLocation {
  bucket: string;
  prefix: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Of the characters that need no encoding, those that a path of ours may have. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Reads `s3://bucket/prefix`. Throws UserError for anything else. */
export function parseEvidenceUrl(url: string, field = 'evidence'): EvidenceLocation {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/.exec(url) ?? [];
  const prefix = path.replace(/\/$/, '');
  const segments = prefix === '' ? [] : prefix.split('/');
  if (BUCKET.test(bucket) && segments.every((segment) => SEGMENT.test(segment)) && path.length <= 500) return { bucket, prefix };
  throw new UserError({ field, problem: 'this is no place to keep evidence in', found: JSON.stringify(url.slice(0, 120)), allowed: 's3://bucket/prefix, with letters, digits, dots, hyphens and underscores', next: 'name the bucket of the state and a prefix of its own, such as s3://shop-state-production/evidence' });
}

/** The object of one file of a change's bundle. */
export function keyOf({ prefix }: EvidenceLocation, change: string, path: string): string {
  return [prefix, change, path].filter((part) => part !== '').join('/');
}
