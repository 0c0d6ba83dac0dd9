import { Document, isMap } from 'yaml';
import type { EnvironmentName } from '../../evidence/record.ts';
import type { Setup } from '../setup.ts';

/** Items that a first delivery can decide; the rest of the checklist is open until somebody decides it. */
const MANDATORY = ['tested-in-test', 'rollback-written', 'approved', 'promotion-path'];
/** What a scanner knows nothing about, a module without a provider, shows nobody that it looked. */
const MANDATORY_WITH_RESOURCES = ['scanned', 'findings-answered', ...MANDATORY];

/** The text of cutover.yaml. */
export function cutoverYaml(setup: Setup): string {
  const { answers, app, components } = setup;
  const hcl = app === undefined;
  const document = new Document({
    version: 1,
    name: answers.name,
    ...(hcl ? { components: Object.fromEntries(Object.entries(components).map(([name, { path, dependsOn }]) => [name, { path, ...(dependsOn.length === 0 ? {} : { dependsOn }) }])) } : { app: { cdktf: app.folder } }),
    engine: answers.engine,
    environments: { test: environment(setup, 'test'), production: environment(setup, 'production') },
    checks: {},
    operations: { team: answers.team, contact: answers.operations },
    checklist: { mandatory: hcl && setup.origin === 'starter' ? MANDATORY : MANDATORY_WITH_RESOURCES },
  });
  document.commentBefore = ' What Cutover takes from request to production, and how. Its reference: README.md of cutover.';
  comment(document, 'environments', ' The same components twice: with their own account, state and settings, and for deliveries from a laptop their own awsProfile.\n No secrets: this file is committed.');
  comment(document, 'checks', ' Run after every apply in test and, where they are marked safe, in production: component → list of checks.');
  comment(document, 'checklist', ' Items of infrastructure-checklist.md that must be decided before production is changed.');
  return document.toString({ lineWidth: 120, singleQuote: true });
}

function environment({ answers, app, origin, patterns, partialBackend, variables }: Setup, name: EnvironmentName): object {
  const account = name === 'test' ? answers.accountTest : answers.accountProduction;
  const recipient = name === 'test' || answers.planRecipient === undefined ? {} : { planRecipient: answers.planRecipient };
  const bucket = `${answers.name}-state-${account}`;
  if (app === undefined) {
    return {
      account,
      ...recipient,
      // A backend that is written out in the code stays as it is.
      ...(partialBackend ? { backend: { bucket, key: `${answers.name}/{component}.tfstate`, region: answers.region, use_lockfile: true, encrypt: true } } : {}),
      ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables.map((variable) => [variable, valueOf(variable, { name, account, region: answers.region })])) }),
    };
  }
  const starter = { ENVIRONMENT: name, ACCOUNT_ID: account, AWS_REGION: answers.region, STATE_BUCKET: bucket, OPERATIONS_EMAIL: answers.operations };
  return { stacks: patterns[name], account, ...recipient, env: origin === 'starter' ? starter : { ENVIRONMENT: name, NODE_ENV: name, AWS_REGION: answers.region } };
}

function valueOf(variable: string, { name, account, region }: { name: string; account: string; region: string }): string {
  if (variable.includes('region')) return region;
  return variable.includes('account') ? account : name;
}

/** Comments stand before the key, where people look for them. */
function comment(document: Document, key: string, text: string): void {
  if (!isMap(document.contents)) return;
  const pair = document.contents.items.find((item) => (item.key as { value?: unknown }).value === key);
  if (pair === undefined) return;
  const scalar = pair.key as { commentBefore?: string; spaceBefore?: boolean };
  scalar.commentBefore = text;
  scalar.spaceBefore = true;
}
