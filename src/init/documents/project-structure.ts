import type { Setup } from '../setup.ts';
import { withFrontMatter } from './front-matter-text.ts';

/** Where stacks, documents and changes live. */
export function projectStructureDocument(setup: Setup): string {
  const { answers, app, origin } = setup;
  const data = {
    document: 'project-structure',
    version: 1,
    owner: answers.team,
    places: { stacks: stacksPlace(setup), documents: 'docs/*.md', changes: 'changes/*.md' },
    required: [
      { path: 'cutover.yaml', why: 'It says which components, environments and checks there are.' },
      ...(app === undefined ? [] : [{ path: inside(app.folder, 'cdktf.json'), why: 'It names the command that synthesizes.' }]),
      ...(app !== undefined && origin === 'starter' ? [{ path: 'component-stack.ts', why: 'Every stack is one of these: provider, state, tags and controls come from here.' }] : []),
      { path: 'infrastructure-checklist.md', why: 'What has to be true before production is asked item by item.' },
    ],
    forbidden: [
      { path: '**/*.tfstate*', why: 'A state holds secrets, and belongs into its backend.' },
      { path: '**/*.tfplan', why: 'A plan holds secrets in clear.' },
      { path: '**/.terraform/**', why: 'Providers are fetched and checked, not committed.' },
      { path: '**/*.pem', why: 'Keys do not belong into a repository.' },
    ],
  };
  return withFrontMatter(data, body(setup));
}

function stacksPlace({ app, origin }: Setup): string {
  if (app === undefined) return '**/*.tf';
  return origin === 'starter' ? 'stacks/*.ts' : inside(app.folder, '**');
}

function inside(folder: string, path: string): string {
  return folder === '.' ? path : `${folder}/${path}`;
}

function body({ answers, app, origin }: Setup): string {
  const rows = [
    ...(app === undefined ? [origin === 'starter' ? '| `stacks/<component>/` | one root module a component |' : '| see `components` in `cutover.yaml` | one root module a component |'] : []),
    ...(app !== undefined && origin === 'starter' ? ['| `platform.ts` | the components, and what one takes from another |', '| `stacks/` | one file a component |', '| `test/` | one test a component: what its stack holds in each environment |'] : []),
    ...(app !== undefined && origin === 'found' ? [`| \`${app.folder}/\` | the CDKTF app |`] : []),
    '| `docs/` | architecture, guidelines, technology stack, and this guide |',
    '| `changes/` | change requests, one file each, kept for good |',
    '| `cutover.yaml` | components, environments, checks |',
    '| `infrastructure-checklist.md` | what has to be true before and after |',
    '| `approvers`, `waivers.yaml`, `attestations.yaml`, `checklist-bindings.yaml` | who may approve, accepted findings, what people answer for, what decides an item; they count from the base branch |',
    '| `locks/` | provider locks for real accounts, one file a component and environment |',
  ];
  return `
# Project structure of ${answers.name}

Where things are, so that nobody has to look for them and a review knows where to look.

| where | what |
|---|---|
${rows.join('\n')}

## Changes

\`changes/<id>.md\`, one request each. A change comes with its request on one branch.
`;
}
