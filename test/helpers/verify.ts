import { requestDigest } from '../../src/change/request.ts';
import { verifyBundle, type BundleVerification, type Verification } from '../../src/evidence/verify.ts';

/** As `cutover verify` does it. */
export async function verify(folder: string, options: Partial<Verification> = {}): Promise<BundleVerification> {
  return await verifyBundle(folder, { requestDigest: () => Promise.resolve(requestDigest), ...options });
}
