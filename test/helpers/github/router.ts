import type { Route, Routes } from './route.ts';
import { actions } from './routes/actions.ts';
import { checks } from './routes/checks.ts';
import { contents } from './routes/contents.ts';
import { deployments } from './routes/deployments.ts';
import { git } from './routes/git.ts';
import { issues } from './routes/issues.ts';
import { pulls } from './routes/pulls.ts';
import { repositories } from './routes/repositories.ts';

/** Everything the fake has. */
export const routes: Routes = { ...repositories, ...git, ...contents, ...pulls, ...issues, ...checks, ...actions, ...deployments };

/** Parameters whose values have slashes in them; clients send those as they are, or as %2F. */
const wide = new Set(['ref', 'path', 'branch', 'basehead']);

interface Pattern {
  /** `GET /repos/{owner}/{repo}`. */
  route: string;
  method: string;
  path: RegExp;
  literals: number;
}

const patterns: Pattern[] = Object.keys(routes)
  .map((route) => {
    const [method = '', template = ''] = route.split(' ', 2);
    const source = template.replaceAll('.', '\\.').replaceAll(/\{([^}]+)\}/g, (_all, name: string) => `(?<${name}>${wide.has(name) ? '.+' : '[^/]+'})`);
    return { route, method, path: new RegExp(`^${source}/?$`), literals: template.split('/').filter((part) => !part.startsWith('{')).length };
  })
  .sort((a, b) => b.literals - a.literals);

export interface Match {
  route: string;
  what: Route;
  params: Record<string, string>;
}

/** The route a request is for; of several, the one with the most fixed words. */
export function match(method: string, path: string): Match | undefined {
  for (const pattern of patterns) {
    if (pattern.method !== method) continue;
    const groups = pattern.path.exec(path)?.groups;
    const what = routes[pattern.route];
    if (what === undefined || (groups === undefined && !pattern.path.test(path))) continue;
    return { route: pattern.route, what, params: Object.fromEntries(Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
  }
  return undefined;
}
