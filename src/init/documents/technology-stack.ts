import { parse } from 'yaml';
import { readFrontMatter } from '../../documents/front-matter.ts';
import { technologyStackSchema, type TechnologyStack } from '../../documents/technology-stack.ts';
import { referenceText, TECHNOLOGY_STACK } from '../reference.ts';
import type { Setup } from '../setup.ts';
import { withFrontMatter } from './front-matter-text.ts';

/** What the starter uses, or what was found: nothing else may be used until somebody adds it. */
export function technologyStackDocument(setup: Setup): string {
  const { answers, app, providers, types, origin } = setup;
  const reference = referenceTechnology();
  const ranges = Object.fromEntries((origin === 'starter' && app !== undefined ? ['hashicorp/aws'] : providers).filter((provider) => provider !== 'terraform.io/builtin').map((provider) => [provider, reference.providers[provider] ?? '*']));
  const data = {
    document: 'technology-stack',
    version: 1,
    owner: answers.team,
    engines: { [answers.engine]: reference.engines[answers.engine] ?? '>=1.10 <2' },
    providers: ranges,
    services: services(setup, types, reference),
  };
  return withFrontMatter(data, body(setup, Object.values(ranges).includes('*')));
}

/** The reference platform's technologies, for their reasons, versions and types. */
export function referenceTechnology(): TechnologyStack {
  return technologyStackSchema.parse(parse(readFrontMatter(referenceText(TECHNOLOGY_STACK), TECHNOLOGY_STACK).yaml));
}

/** Types that were found, under the service of the reference platform that they belong to; the rest together. */
function services({ answers, app, origin }: Setup, types: readonly string[], reference: TechnologyStack): TechnologyStack['services'] {
  const builtIn = { why: 'Built into the engine: values and states without a provider.', types: ['terraform_data'] };
  if (origin === 'starter') return app === undefined ? { Terraform: builtIn } : {};
  if (types.length === 0) return { AWS: { why: `What ${answers.name} uses could not be told without running it: list the services and their types here.`, types: ['aws_*', 'terraform_data'] } };
  const known = Object.entries(reference.services).flatMap(([name, service]) => {
    const found = service.types.filter((type) => types.includes(type));
    return found.length === 0 ? [] : [[name, { why: service.why, types: found }] as const];
  });
  const named = known.flatMap(([, service]) => service.types);
  const rest = types.filter((type) => !named.includes(type) && type !== 'terraform_data');
  return {
    ...Object.fromEntries(known),
    ...(types.includes('terraform_data') ? { Terraform: builtIn } : {}),
    ...(rest.length === 0 ? {} : { 'Other services': { why: `Found in the code of ${answers.name}: say here why each is used.`, types: rest } }),
  };
}

function body({ answers, app, origin }: Setup, open: boolean): string {
  return `
# Technology stack of ${answers.name}

What is not listed above may not be used: a new service, provider or major version comes with a change to this file, so that somebody
has decided it before there is data in it.

## Engine

${answers.engine === 'tofu' ? 'OpenTofu' : 'Terraform'}. 1.10 is the first version that locks a state in S3 without a table beside it.

## Providers

${app === undefined && origin === 'starter' ? 'None yet: what is built into the engine needs no entry.' : 'The range says how far a version may move without a word to anyone; the lock files pin it.'}${open ? ' A range `*` was written by `cutover init`, which does not know which versions were meant: narrow it.' : ''}

## Services

Each is listed with the resource types that belong to it. ${origin === 'found' ? 'The list is what `cutover init` found in the code.' : '`cutover component new` adds what a new component needs.'}
`;
}
