import type { Config, EnvironmentConfig } from './config.ts';

type Reached = Pick<EnvironmentConfig, 'account' | 'awsProfile'>;

/** What a person does about it; `sharedCredentials` is for those who know why. */
export const HOW_TO_PART = 'name a profile for each: environments.<name>.awsProfile in cutover.yaml. If the stacks themselves go to another account for each environment (assume_role), or it is to be one account: sharedCredentials: true in cutover.yaml on the base branch';

/** Why nothing keeps what is done in test from reaching production, told from what cutover.yaml says; undefined where something does. Nobody is asked. Pure. */
export function sharedBetween({ test, production }: Record<keyof Config['environments'], Reached>): string | undefined {
  if (test.account !== undefined && test.account === production.account) return `test and production are one account, ${test.account}`;
  if (test.awsProfile !== production.awsProfile) return undefined;
  return test.awsProfile === undefined ? 'neither test nor production names a profile, so both are reached with the credentials of the shell' : `test and production are both reached with the profile ${test.awsProfile}`;
}
