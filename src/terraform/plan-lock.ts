import { Halt, UserError } from '../errors.ts';

/** Encrypts saved plans before they leave the machine. https://age-encryption.org/v1 */
export interface PlanLock {
  close: (plan: Uint8Array) => Promise<Uint8Array>;
  /** Throws Halt for what was not encrypted to this job's recipient, or was changed since. */
  open: (locked: Uint8Array) => Promise<Uint8Array>;
}

/** The variable that holds the secret half, `AGE-SECRET-KEY-1…`: a secret of the environment production. */
export const IDENTITY_VARIABLE = 'CUTOVER_PLAN_IDENTITY';

/** What a person does once. */
export const HOW_TO_LOCK = `age-keygen (https://age-encryption.org) makes a pair: the line that begins with age1 goes into cutover.yaml on the base branch (environments.production.planRecipient), the other into the secret ${IDENTITY_VARIABLE} of the environment production`;

/**
 * The lock for plans of a real account; undefined in the sandbox, whose plans hold nobody's secrets. `recipient`: that of
 * production in the base's cutover.yaml. Whoever may read the repository may read its artifacts, so without a recipient no plan
 * leaves, and without an identity none is opened.
 */
export function planLock({ target, recipient, identity }: { target: 'sandbox' | 'cloud'; recipient: string | undefined; identity: string | undefined }): PlanLock | undefined {
  if (target === 'sandbox') return undefined;
  return {
    close: async (plan) => {
      if (recipient === undefined) {
        throw new Halt({ file: 'cutover.yaml', field: 'environments.production.planRecipient', problem: 'plans may hold secrets, and there is nothing to encrypt them to before they leave this job', next: HOW_TO_LOCK });
      }
      const { Encrypter } = await import('age-encryption');
      const encrypter = new Encrypter();
      try {
        encrypter.addRecipient(recipient);
      } catch {
        throw new UserError({ file: 'cutover.yaml', field: 'environments.production.planRecipient', problem: 'this is no recipient of age', found: recipient.slice(0, 80), allowed: 'age1…, as age-keygen prints it' });
      }
      return await encrypter.encrypt(plan);
    },
    open: async (locked) => {
      if (identity === undefined || identity === '') throw new Halt({ field: IDENTITY_VARIABLE, problem: 'the plans are encrypted, and this job has nothing to open them with', next: `give the job the secret ${IDENTITY_VARIABLE} of the environment production` });
      const { Decrypter } = await import('age-encryption');
      const decrypter = new Decrypter();
      try {
        decrypter.addIdentity(identity.trim());
      } catch {
        throw new UserError({ field: IDENTITY_VARIABLE, problem: 'this is no identity of age', allowed: 'AGE-SECRET-KEY-1…, as age-keygen prints it' });
      }
      try {
        return await decrypter.decrypt(locked);
      } catch {
        throw new Halt({ problem: 'the plans cannot be opened: they were encrypted to another recipient, or changed since', next: `check that ${IDENTITY_VARIABLE} belongs to planRecipient in cutover.yaml on the base branch, then plan again` });
      }
    },
  };
}
