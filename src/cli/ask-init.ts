import { confirm, select, text } from '@clack/prompts';
import { UserError } from '../errors.ts';
import { ENGINES, KINDS, wrongAnswer, type AnswerName } from '../init/answers.ts';
import { proposalFor } from '../init/defaults.ts';
import { PACKAGE_MANAGERS } from '../init/package-manager.ts';
import { ask, type Terminal } from '../prompt.ts';

const QUESTIONS: Record<AnswerName, string> = {
  name: 'What is the project called? It begins the name of everything it makes.',
  kind: 'What is the infrastructure written in?',
  engine: 'Which engine plans and applies it?',
  packageManager: 'Which package manager?',
  accountTest: 'AWS account of the test environment? (the one proposed is the sandbox\'s)',
  accountProduction: 'AWS account of production? (the one proposed is the sandbox\'s)',
  region: 'Which region?',
  team: 'Which team answers for the infrastructure?',
  requester: 'Who asks for the first change? (e-mail address)',
  operations: 'Who runs it, and is told when something breaks? (e-mail address)',
  approver: 'Who approves changes? (e-mail address of another person)',
  approverKey: 'The approver\'s public SSH key? (the .pub file, or its line)',
  approverLogin: 'The approver\'s login on GitHub?',
  planRecipient: 'What are saved plans encrypted to? (age1…)',
};

const CHOICES: Partial<Record<AnswerName, Record<string, string>>> = {
  kind: { cdktf: 'cdktf: TypeScript, with CDKTF', cdktn: 'cdktn: TypeScript, with its living fork', hcl: 'hcl: Terraform\'s own language' } satisfies Record<(typeof KINDS)[number], string>,
  engine: { terraform: 'terraform', tofu: 'tofu: OpenTofu' } satisfies Record<(typeof ENGINES)[number], string>,
  packageManager: { npm: 'npm', pnpm: 'pnpm', yarn: 'yarn' } satisfies Record<(typeof PACKAGE_MANAGERS)[number], string>,
};

/** Asks the questions one after the other, each with what is proposed. Throws UserError when one is broken off. */
export async function askInit(terminal: Terminal, names: readonly AnswerName[], proposed: Partial<Record<AnswerName, string>>): Promise<Partial<Record<AnswerName, string>>> {
  const answers: Partial<Record<AnswerName, string>> = {};
  for (const name of names) {
    if (name === 'packageManager' && (answers.kind ?? proposed.kind) === 'hcl') continue;
    answers[name] = await askOne(terminal, name, proposalFor(name, { ...proposed, ...answers }));
  }
  return answers;
}

async function askOne(terminal: Terminal, name: AnswerName, proposed: string | undefined): Promise<string> {
  const message = QUESTIONS[name];
  const choices = CHOICES[name];
  const answer =
    choices === undefined
      ? await ask(terminal, (prompt) => text({ ...prompt, message, ...(proposed === undefined ? {} : { initialValue: proposed }), validate: (value) => wrongAnswer(name, (value ?? '').trim()) }))
      : await ask(terminal, (prompt) => select<string>({ ...prompt, message, options: Object.entries(choices).map(([value, label]) => ({ value, label })), ...(proposed === undefined ? {} : { initialValue: proposed }) }));
  if (answer === undefined) throw brokenOff();
  return answer.trim();
}

/** May git be used? */
export async function askGit(terminal: Terminal): Promise<boolean> {
  const answer = await ask(terminal, (prompt) => confirm({ ...prompt, message: 'Make a git repository of this folder, with all of this on main and the request on a branch?', initialValue: true }));
  if (answer === undefined) throw brokenOff();
  return answer;
}

function brokenOff(): UserError {
  return new UserError({ problem: 'the questions were broken off, and nothing was written', next: 'cutover init asks them again; cutover init --help lists the flags that answer them' });
}
