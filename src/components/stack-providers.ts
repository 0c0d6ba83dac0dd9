import type { ComponentFacts } from '../claims/rules/facts.ts';
import type { Json, JsonObject } from '../json.ts';
import { UNKNOWN } from '../terraform/plan.ts';
import { blocksOf, type Stack, type StackFile } from './stack.ts';
import { writtenValues } from './written.ts';

/** Blocks that a provider works for; each begins with its type. */
const SERVED = ['resource', 'data', 'ephemeral', 'list', 'action'];

/** What is built into the engine, and has no version of its own. */
const BUILT_IN = 'terraform.io/builtin/terraform';

/** A module and what it calls providers: names are of one module alone. */
interface Scope {
  files: StackFile[];
  required: Map<string, { address: string; constraint: string | undefined }>;
}

/**
 * Configurations of every provider, by its type (`aws`), and which versions are asked for and locked, by its address. `locked`:
 * address as in the lock → version. https://developer.hashicorp.com/terraform/language/providers/requirements
 */
export function providerFacts({ files, modules, unread }: Stack, locked: Record<string, string>): Pick<ComponentFacts, 'providers' | 'providerVersions'> {
  const scopes = [files, ...byFolder(modules)].map((of): Scope => ({ files: of, required: requirementsOf(of) }));
  const providers = new Map<string, JsonObject[]>();
  const constraints = new Map<string, Set<string>>();
  const add = (type: string, configuration: JsonObject): void => void providers.set(type, [...(providers.get(type) ?? []), configuration]);
  for (const scope of scopes) {
    for (const { labels: [name = ''], body } of blocksOf(scope.files, 'provider', 1)) add(typeOf(addressIn(scope, name)), writtenValues(body));
    const used = [...scope.required.keys(), ...namesUsed(scope.files).map(({ name }) => name), ...blocksOf(scope.files, 'provider', 1).map(({ labels }) => labels[0] ?? '')];
    for (const name of used) {
      const address = addressIn(scope, name);
      if (address === BUILT_IN) continue;
      const known = constraints.get(address) ?? new Set();
      const constraint = scope.required.get(name)?.constraint;
      constraints.set(address, constraint === undefined ? known : known.add(constraint));
    }
  }
  for (const type of madeUp(scopes, providers)) add(type, {});
  const types = new Set([...providers.keys(), ...[...constraints.keys()].map(typeOf)]);
  if (unread.length > 0) types.forEach((type) => add(type, { ...UNKNOWN }));
  const versions = new Map(Object.entries(locked).map(([address, version]) => [shortAddress(address), version]));
  const addresses = [...new Set([...constraints.keys(), ...versions.keys()])].sort();
  return {
    providers: Object.fromEntries([...providers].sort(([a], [b]) => (a < b ? -1 : 1))),
    providerVersions: Object.fromEntries(addresses.map((address) => [address, { constraint: [...(constraints.get(address) ?? [])].join(', ') || undefined, locked: versions.get(address) }])),
  };
}

/** `aws` and `registry.opentofu.org/hashicorp/aws` are `hashicorp/aws`; the address of another registry stays whole, or it could pass for it. */
export function shortAddress(source: string): string {
  const parts = source.toLowerCase().split('/');
  if (parts.length === 1) return parts[0] === 'terraform' ? BUILT_IN : `hashicorp/${parts[0] ?? ''}`;
  return parts.length === 3 && /^registry\.(?:terraform\.io|opentofu\.org)$/.test(parts[0] ?? '') ? parts.slice(1).join('/') : parts.join('/');
}

/** `aws`, of `hashicorp/aws`: how a rule names a provider, whatever the stack calls it. */
export function typeOf(address: string): string {
  return address.split('/').at(-1) ?? address;
}

/** The engine makes up an empty configuration for a provider that is used and has none; in a module, the caller's is used. */
function madeUp([root, ...modules]: Scope[], providers: ReadonlyMap<string, JsonObject[]>): Set<string> {
  const configured = new Set(root === undefined ? [] : blocksOf(root.files, 'provider', 1).filter(({ body }) => body['alias'] === undefined).map(({ labels }) => labels[0]));
  const inRoot = root === undefined ? [] : namesUsed(root.files).filter(({ name, alias }) => !alias && !configured.has(name)).map(({ name }) => addressIn(root, name));
  const inModules = modules.flatMap((scope) => namesUsed(scope.files).map(({ name }) => addressIn(scope, name))).filter((address) => !providers.has(typeOf(address)));
  return new Set([...inRoot, ...inModules].filter((address) => address !== BUILT_IN).map(typeOf));
}

/** The provider of each block, by its local name; `alias`: another configuration than the default one. */
function namesUsed(files: StackFile[]): { name: string; alias: boolean }[] {
  return SERVED.flatMap((kind) => blocksOf(files, kind, 2)).map(({ labels: [type = ''], body }) => {
    const [name = '', alias] = textOf(body['provider'])?.replace(/^\$\{|\}$/g, '').split('.') ?? [type.split('_')[0]];
    return { name, alias: alias !== undefined };
  });
}

function addressIn({ required }: Scope, name: string): string {
  return required.get(name)?.address ?? shortAddress(name);
}

function requirementsOf(files: StackFile[]): Scope['required'] {
  const entries = blocksOf(files, 'terraform', 0).flatMap(({ file, body }) => blocksOf([{ ...file, body }], 'required_providers', 0)).flatMap(({ body }) => Object.entries(body));
  return new Map(entries.filter(([name]) => name !== '//').map(([name, value]) => {
    const settings = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : { version: value };
    return [name, { address: shortAddress(textOf(settings['source']) ?? name), constraint: textOf(settings['version']) }];
  }));
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function byFolder(files: StackFile[]): StackFile[][] {
  const folderOf = ({ name }: StackFile): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));
  return [...Map.groupBy(files, folderOf).values()];
}
