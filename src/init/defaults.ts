import { SANDBOX_ACCOUNTS } from '../../sandbox/state.ts';
import { answersSchema, NEVER_ASKED, type AnswerName } from './answers.ts';
import type { Detected } from './detect.ts';

/** What is proposed for each question; undefined where only a person knows. */
export function defaultAnswers(detected: Detected, user: string | undefined, env: NodeJS.ProcessEnv): Partial<Record<AnswerName, string>> {
  const { config, apps, modules } = detected;
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? '';
  const requester = answersSchema.shape.requester.safeParse(user).data;
  const kind = config?.components !== undefined || (config === undefined && apps.length === 0 && modules.length > 0) ? 'hcl' : (apps[0]?.flavour ?? 'cdktf');
  return {
    name: config?.name ?? detected.name,
    kind,
    engine: config?.engine ?? 'terraform',
    packageManager: detected.packageManager ?? 'npm',
    // With these the sandbox can take the place of the cloud.
    accountTest: config?.environments.test.account ?? SANDBOX_ACCOUNTS.test,
    accountProduction: config?.environments.production.account ?? SANDBOX_ACCOUNTS.production,
    region: answersSchema.shape.region.safeParse(region).data ?? 'eu-central-1',
    team: config?.operations?.team ?? 'platform-engineering',
    ...(requester === undefined ? {} : { requester }),
    ...(config?.operations === undefined ? {} : { operations: config.operations.contact }),
  };
}

/** What is proposed for a question when the ones before it are answered. */
export function proposalFor(name: AnswerName, answers: Partial<Record<AnswerName, string>>): string | undefined {
  const domain = answers.requester?.split('@')[1];
  return answers[name] ?? (name === 'operations' && domain !== undefined ? `operations@${domain}` : undefined);
}

/** The answers that matter here: what is known for certain is not asked. */
export function openQuestions(detected: Detected, approversThere: boolean): AnswerName[] {
  const known: AnswerName[] = [
    ...NEVER_ASKED,
    ...(detected.config === undefined ? [] : (['name', 'kind', 'engine', 'accountTest', 'accountProduction', 'operations'] as const)),
    ...(detected.packageManager === undefined && detected.modules.length === 0 ? [] : (['packageManager'] as const)),
    ...(approversThere ? (['approver', 'approverKey'] as const) : []),
  ];
  return (Object.keys(answersSchema.shape) as AnswerName[]).filter((name) => !known.includes(name));
}
