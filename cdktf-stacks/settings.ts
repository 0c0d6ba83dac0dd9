/** What an environment is: everything that may differ between test and production comes from here. */
export interface Settings {
  environment: 'test' | 'production';
  /** Twelve digits: the only account in which the stacks may be applied and their state may lie. */
  account: string;
  region: string;
  /** S3 bucket that holds the states of all components of this environment. It exists before the first stack. */
  stateBucket: string;
  /** Address that gets the alarms as mail; the person behind it confirms the subscription once. */
  operationsEmail: string;
  /** Production data survives a mistaken destroy: table, bucket and key refuse it. */
  deletionProtection: boolean;
}

export const PLATFORM = 'reference-platform';

const PATTERNS = {
  ENVIRONMENT: /^(test|production)$/,
  ACCOUNT_ID: /^\d{12}$/,
  AWS_REGION: /^[a-z]{2}(-[a-z]+)+-\d$/,
  STATE_BUCKET: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  OPERATIONS_EMAIL: /^[^@\s]+@[^@\s]+$/,
} as const;

/**
 * Reads the settings from environment variables (`environments.<name>.env` in cutover.yaml).
 * @throws Error naming each variable that is missing or malformed and the form it must have.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const wrong = Object.entries(PATTERNS).filter(([name, pattern]) => !pattern.test(env[name] ?? ''));
  if (wrong.length > 0) {
    const lines = wrong.map(([name, pattern]) => `  ${name}: found ${JSON.stringify(env[name] ?? null)}, must match ${pattern.source}`);
    throw new Error(`the platform's settings are not complete; see environments.<name>.env in cutover.yaml\n${lines.join('\n')}`);
  }
  const value = (name: keyof typeof PATTERNS): string => env[name] ?? '';
  const production = value('ENVIRONMENT') === 'production';
  return {
    environment: production ? 'production' : 'test',
    account: value('ACCOUNT_ID'),
    region: value('AWS_REGION'),
    stateBucket: value('STATE_BUCKET'),
    operationsEmail: value('OPERATIONS_EMAIL'),
    deletionProtection: production,
  };
}
