import { DecryptCommand, DescribeKeyCommand, EncryptCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { check, clientFor, expectEqual, output } from './world.ts';

/** The key is enabled, rotates, is the one the alias names, and what it encrypts it decrypts. */
await check(async () => {
  const keyArn = output('key_arn');
  const kms = new KMSClient(clientFor(keyArn));
  const byAlias = await kms.send(new DescribeKeyCommand({ KeyId: output('key_alias') }));
  expectEqual('key behind the alias', byAlias.KeyMetadata?.Arn, keyArn);
  expectEqual('state', byAlias.KeyMetadata?.KeyState, 'Enabled');
  const rotation = await kms.send(new GetKeyRotationStatusCommand({ KeyId: keyArn }));
  expectEqual('rotation', rotation.KeyRotationEnabled, true);
  const secret = new TextEncoder().encode('round trip');
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: keyArn, Plaintext: secret }));
  const { Plaintext } = await kms.send(new DecryptCommand({ KeyId: keyArn, CiphertextBlob }));
  expectEqual('decrypted text', Buffer.from(Plaintext ?? []).toString(), 'round trip');
  return `${keyArn} is enabled, rotates, and decrypts what it encrypts`;
});
