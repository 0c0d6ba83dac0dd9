import { code, escapeMarkdown, table } from '../documents/markdown.ts';
import { assessRollback, type Assessment, type Effect, type RollbackClass, type RollbackInput } from './rollback-assessment.ts';

export type Rollback = Assessment & { steps: string[] };

/** What each class means to whoever has to decide. */
export const ROLLBACK_MEANING: Record<RollbackClass, string> = {
  reversible: 'going back loses no data and makes nothing anew',
  replacement: 'going back destroys and creates things that hold no data; their ids change',
  'data-loss': 'going back destroys what holds data, or may',
};

/** How to take one component back: a procedure that a person can follow, worked out from what is known. Pure. */
export function rollbackProcedure(input: RollbackInput): Rollback {
  const assessment = assessRollback(input);
  const steps = [hold(assessment), dependentsFirst(assessment), ...save(assessment), ...goBack(assessment), ...expect(assessment), ...verify(assessment)];
  return { ...assessment, steps };
}

function hold({ component }: Assessment): string {
  return `Stop the delivery that is running, if one is, and wait until it has ended: an interrupted apply leaves ${component} half-changed. Let nobody start another one.`;
}

function dependentsFirst({ component, dependents, dependentsKnown }: Assessment): string {
  if (!dependentsKnown) return `Find out which components read outputs of ${component}, and take those back first.`;
  return dependents.length === 0 ? `No other component depends on ${component}: begin with it.` : `Take back what depends on ${component} first, in this order, each by its own procedure: ${dependents.join(', ')}.`;
}

function save({ dataLost }: Assessment): string[] {
  return dataLost.map(({ address, what, protectedBy, recovery }) => {
    const guard = protectedBy.length === 0 ? 'Nothing is known to protect it.' : `Protected by: ${protectedBy.join('; ')}. Where it makes AWS or Terraform refuse the delete, and the data may go, switch it off by a change of its own first.`;
    return `Save what must be kept of ${quoted(address)}. At stake: ${what}. ${guard} Getting it back afterwards: ${recovery}.`;
  });
}

function goBack({ component, lastGood }: Assessment): string[] {
  if (lastGood === null) {
    return [
      `There is no record of an earlier good delivery of ${component}. Look at the plan that this change's evidence holds for it: what that plan creates is new; anything else was there before and must stay.`,
      `If something was there before: restore the code as it was before this change, and deliver that as a change of its own.`,
      `If all of it is new: going back means to destroy it. In the folder of its stack, with the environment's credentials and, where the backend block is a partial one, each setting of environments.production.backend in cutover.yaml as a \`-backend-config=<name>=<value>\`: \`terraform init -reconfigure -lockfile=readonly\`. Then \`terraform state list\` must show what this change created: when it shows nothing, this is not production's state, so stop. Then \`terraform plan -destroy -out=rollback.tfplan\`. Read the plan: it has the last word on what goes. Then \`terraform apply rollback.tfplan\`. (The same with \`tofu\`.)`,
    ];
  }
  const where = lastGood.commit === null ? `the code that change ${lastGood.change} delivered` : `commit ${quoted(lastGood.commit)}, which change ${lastGood.change} delivered`;
  return [
    `Write a change request for the rollback and have it approved: a rollback walks through the same steps. \`cutover rollback <id of the change that is taken back>\` drafts it.`,
    `In that change, restore ${component} from ${where}. Run \`cutover synth --change <id of the rollback>\`: the component's digest must be ${quoted(lastGood.digest)}.`,
    `Run \`cutover deliver --change <id of the rollback>\`. Read the plan before you approve it: it has the last word on what is replaced or destroyed.`,
  ];
}

function expect({ effects }: Assessment): string[] {
  const naming = (effect: Effect, says: string): string[] => {
    const addresses = effects.filter((entry) => entry.effect === effect).map(({ address }) => address);
    return addresses.length === 0 ? [] : [`${says}: ${addresses.map(quoted).join(', ')}.`];
  };
  const parts = [
    ...naming('destroyed', 'Destroyed'),
    ...naming('replaced', 'Destroyed and created anew, with new ids'),
    ...naming('created again', 'Created again, empty'),
    ...naming('updated', 'Changed in place'),
    ...naming('unsure', 'Perhaps different, and only the plan tells how'),
  ];
  return parts.length === 0 ? ['Expect the plan to show no change.'] : [`Expect no more than this, and stop if the plan shows more. ${parts.join(' ')}`];
}

function verify({ component, lastGood }: Assessment): string[] {
  return lastGood === null
    ? [`Verify: \`terraform state list\` shows for ${component} what was there before this change, or nothing, and the checks of what depends on it pass or say what is missing.`]
    : [
        `Verify: a second \`cutover deliver\` of the rollback plans no change, the checks of ${component} and of what depends on it pass, and saved data is back.`,
        `Keep the proof: \`cutover verify <folder of the rollback's evidence>\`.`,
      ];
}

/** Marks a command, an address or a digest inside a step. */
function quoted(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** What stands between backticks in a step is code, the rest is text. */
function withCode(step: string): string {
  const parts = step.split('`').map((part, index) => {
    if (index % 2 === 1) return code(part);
    const [before, after] = [/^\s*/, /\s*$/].map((edge) => edge.exec(part)?.[0] ?? '');
    return part.trim() === '' ? part : `${before}${escapeMarkdown(part)}${after}`;
  });
  return parts.join('');
}

/** The procedure as a Markdown document. */
export function renderRollback(rollback: Rollback): string {
  const { component, lastGood, dataLost, dependents, dependentsKnown } = rollback;
  return [
    `# Rollback of ${escapeMarkdown(component)}`,
    '',
    `- Class: **${rollback.class}**: ${ROLLBACK_MEANING[rollback.class]}`,
    `- Back to: ${lastGood === null ? 'not known: there is no record of an earlier good delivery' : `${escapeMarkdown(lastGood.change)}, stack digest ${code(lastGood.digest)}`}`,
    `- Taken back before it: ${!dependentsKnown ? 'not known here' : dependents.length === 0 ? 'nothing' : dependents.map(escapeMarkdown).join(', ')}`,
    '',
    '## Procedure',
    '',
    ...rollback.steps.map((step, index) => `${index + 1}. ${withCode(step)}`),
    '',
    '## Data at stake',
    '',
    ...(dataLost.length === 0
      ? ['None of the resources that are known to hold data is destroyed or replaced.']
      : [table(['resource', 'what would be lost', 'protected by', 'getting it back'], dataLost.map((loss) => [code(loss.address), escapeMarkdown(loss.what), loss.protectedBy.length === 0 ? 'nothing known' : escapeMarkdown(loss.protectedBy.join('; ')), escapeMarkdown(loss.recovery)]))]),
    '',
  ].join('\n');
}
