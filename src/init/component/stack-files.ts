import { pascalCase, type ComponentNames } from './names.ts';
import { referenceText, substitute, type ReferenceFile } from '../reference.ts';
import type { StackKind } from './kinds.ts';
import { topicStack } from './topic-stack.ts';

/** What a new stack says about itself. */
export interface StackDeclaration extends ComponentNames {
  purpose: string;
  owner: string;
  /** As ComponentStack takes it. */
  dataClass: string;
}

type Pairs = readonly (readonly [string, string])[];

interface Template {
  path: ReferenceFile;
  /** Class, component, owner, class of data, first words of the comment, the name of what it makes, in the reference platform. */
  className: string;
  component: string;
  owner: string;
  dataClass: string;
  comment: string;
  names: (name: string) => Pairs;
  /** Files of the reference platform that it imports. */
  parts?: readonly ReferenceFile[];
}

const TEMPLATES: Record<Exclude<StackKind, 'topic'>, Template> = {
  key: {
    path: 'stacks/encryption.ts', className: 'EncryptionStack', component: 'encryption', owner: 'security-engineering', dataClass: 'confidential',
    comment: "The platform's one customer-managed key. Everything that the other stacks store is encrypted with it.",
    names: (name) => [['`alias/${this.prefix}`', `\`alias/\${this.prefix}-${name}\``]],
  },
  bucket: {
    path: 'stacks/storage.ts', className: 'StorageStack', component: 'storage', owner: 'platform-engineering', dataClass: 'confidential',
    comment: "The bucket for the platform's objects.",
    names: (name) => [['${this.prefix}-data-${', `\${this.prefix}-${name}-\${`]],
  },
  table: {
    path: 'stacks/database.ts', className: 'DatabaseStack', component: 'database', owner: 'platform-engineering', dataClass: 'confidential',
    comment: "The applications' table:",
    names: (name) => [['`${this.prefix}-items`', `\`\${this.prefix}-${name}\``]],
  },
  queue: {
    path: 'stacks/messaging.ts', className: 'MessagingStack', component: 'messaging', owner: 'platform-engineering', dataClass: 'confidential',
    comment: 'The work queue and its dead-letter queue.',
    names: (name) => [['`${this.prefix}-work`', `\`\${this.prefix}-${name}\``]],
  },
  network: {
    path: 'stacks/network.ts', className: 'NetworkStack', component: 'network', owner: 'network-engineering', dataClass: 'internal',
    comment: 'The private network:',
    names: (name) => [['}/network/flow-logs', `}/${name}/flow-logs`], ['}-flow-logs`', `}-${name}-flow-logs\``], ['}-workload`', `}-${name}-workload\``]],
    parts: ['stacks/flow-logs.ts'],
  },
};

/** The stack of a new component, and what it imports beside what every app in the reference style has: path → text. */
export function stackFiles(kind: StackKind, declaration: StackDeclaration): Record<string, string> {
  const target = `stacks/${declaration.name}.ts`;
  if (kind === 'topic') return { [target]: topicStack(declaration) };
  const template = TEMPLATES[kind];
  const { name, key, purpose, owner, dataClass } = declaration;
  const text = substitute(referenceText(template.path), template.path, [
    [template.className, `${pascalCase(name)}Stack`],
    [`{ component: '${template.component}', owner: '${template.owner}', dataClassification: '${template.dataClass}' }`, `{ component: '${name}', owner: '${owner}', dataClassification: '${dataClass}' }`],
    [` * ${template.comment}`, ` * ${purpose}${template.comment.endsWith(':') ? ' In detail:' : ''}`],
    [`Owner: ${template.owner}. Data: `, `Owner: ${owner}. Data: `],
    ...(key === undefined ? [] : [['Depends on: encryption.', `Depends on: ${key}.`] as const]),
    ...template.names(name),
  ]);
  return { [target]: text, ...Object.fromEntries((template.parts ?? []).map((path) => [path, referenceText(path)])) };
}
