import { parse } from 'yaml';
import { readFrontMatter } from '../../documents/front-matter.ts';
import { guidelinesSchema, type Guidelines } from '../../documents/guidelines.ts';
import { GUIDELINES, referenceText } from '../reference.ts';
import type { Setup } from '../setup.ts';
import { withFrontMatter } from './front-matter-text.ts';

/**
 * The security controls are those of the reference platform, so that there is one place for them. Where there was code already,
 * they begin as warnings: nobody knows yet which of them it breaks.
 */
export function guidelinesDocument(setup: Setup): string {
  const { answers, origin, app } = setup;
  const level = origin === 'found' ? ({ level: 'should' } as const) : {};
  const controls = referenceControls().map(({ id, statement, rule }) => ({ id, statement, ...level, rule }));
  const own = [
    {
      id: 'own-region',
      statement: `Everything lies in the region ${answers.region}.`,
      ...level,
      rule: { kind: 'provider', provider: 'aws', must: [{ attribute: 'region', equals: answers.region }] },
    },
    {
      id: 'no-lasting-credentials',
      statement: 'No credential that does not expire is made by code; people and programs take on roles.',
      ...level,
      rule: { kind: 'types', forbidden: ['aws_iam_user*', 'aws_iam_access_key', 'aws_key_pair', 'tls_private_key', 'random_password'] },
    },
    ...(origin === 'starter' && app !== undefined ? [tagged(answers.name)] : []),
  ];
  return withFrontMatter({ document: 'guidelines', version: 1, owner: answers.team, controls, guidelines: own }, body(setup));
}

function tagged(name: string): object {
  return {
    id: 'tagged',
    statement: 'Everything that can carry tags says its platform, environment, component, owner and class of data.',
    rule: { kind: 'tags', required: { Platform: `^${name}$`, Environment: '^{environment}$', Component: '^{component}$', Owner: '^[a-z]+(-[a-z]+)*$', DataClassification: '^[a-z]+$' } },
  };
}

function referenceControls(): Guidelines['controls'] {
  const text = referenceText(GUIDELINES);
  return guidelinesSchema.parse(parse(readFrontMatter(text, GUIDELINES).yaml)).controls;
}

function body({ answers, origin }: Setup): string {
  return `
# Infrastructure guidelines of ${answers.name}

What everything has to be, whoever writes it. The part above is read by machines and is the only place where a demand stands; this
part says why.

## Controls

Data is encrypted at rest with keys of our own and travels over TLS. Nothing is open to the internet. What is kept can be restored, logs
are kept for a year, and an alarm tells somebody. ${origin === 'starter' ? 'A stack that breaks one of them is not even synthesized.' : 'They were taken over for code that was there before them, so they begin as warnings (`level: should`). Take that line away, one control after the other, as the code comes to hold them; from then on a violation stops the change.'}

## Region

Where data lies is a promise to those whose data it is, so it is not left to a setting of somebody's shell.

## Credentials

Credentials that last leak, and nobody notices.

## Exceptions

A scanner's finding can be accepted in \`waivers.yaml\`, with an owner and an end. A demand of this document is changed here, in a
change of its own. What no rule can tell is answered for by a person, in \`attestations.yaml\`.
`;
}
