import { Halt } from '../errors.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import type { ChangeRequest } from './request.ts';

/** A request and its file, for what is said about it. */
export interface Scope {
  file: string;
  request: Pick<ChangeRequest, 'id' | 'components' | 'environments'>;
}

export function coversComponent({ request }: Scope, component: string): boolean {
  return request.components === 'all' || request.components.includes(component);
}

/**
 * What of a plan's changes is certain. While values of an upstream are unknown, an update or a replacement may come to nothing;
 * something that comes or goes does not.
 */
export function certainChanges<T extends { action: string }>(changes: T[], upstreamKnown: boolean): T[] {
  return upstreamKnown ? changes : changes.filter(({ action }) => action !== 'update' && action !== 'replace');
}

/** Throws Halt when the request does not cover an environment. `doing`: what would happen there, `production is planned`. */
export function assertCovers({ file, request }: Scope, environment: EnvironmentName, doing: string): void {
  if (request.environments.includes(environment)) return;
  throw new Halt({
    file,
    field: 'environments',
    problem: `${doing}, and the request does not cover ${environment}`,
    found: request.environments.join(', '),
    next: `ask for ${environment} in the request and have that approved: what is not covered stays as it is`,
  });
}

/**
 * Files of components that the request does not cover. `changed`: paths from the project that are not as on the base.
 * `folders`: component → the folder of its code. Throws Halt when there are any.
 */
export function assertTouchesOnlyCovered(scope: Scope, folders: Record<string, string>, changed: string[]): void {
  const outside = changed.flatMap((file) => ownersOf(file, folders).filter((component) => !coversComponent(scope, component)).map((component) => ({ component, file })));
  if (outside.length === 0) return;
  throw new Halt({
    file: scope.file,
    field: 'components',
    problem: `the change touches ${[...new Set(outside.map(({ component }) => component))].join(', ')}, and the request does not cover it`,
    found: outside.slice(0, 10).map(({ file }) => file).join(', ') + (outside.length > 10 ? `, and ${outside.length - 10} more` : ''),
    allowed: [scope.request.components].flat().join(', '),
    next: 'take the change of these files back, or ask for the component in the request and have that approved',
  });
}

/** Of folders that lie in each other the innermost one counts. */
function ownersOf(file: string, folders: Record<string, string>): string[] {
  const around = Object.entries(folders).filter(([, folder]) => file.startsWith(`${folder}/`));
  const innermost = Math.max(...around.map(([, folder]) => folder.length));
  return around.filter(([, folder]) => folder.length === innermost).map(([component]) => component);
}
