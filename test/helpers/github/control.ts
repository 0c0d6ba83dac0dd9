import type { Answer } from './route.ts';
import type { World } from './server.ts';
import type { State } from './state/state.ts';
import type { Trouble } from './trouble.ts';

/**
 * The fake from outside its process. `GET /_control` gives `{ state, requests, mismatches, trouble }`; `PUT /_control/state` replaces the state
 * (read it, use the builders on it, send it back); `POST /_control/trouble` adds one. undefined: another path.
 */
export function control(world: World, method: string, path: string, body: string): Answer | undefined {
  if (!path.startsWith('/_control')) return undefined;
  switch (`${method} ${path}`) {
    case 'GET /_control': {
      const { state, requests, mismatches, trouble } = world;
      return { status: 200, body: { state, requests, mismatches, trouble } };
    }
    case 'PUT /_control/state':
      replace(world.state, JSON.parse(body) as State);
      return { status: 204 };
    case 'POST /_control/trouble':
      world.trouble.push(JSON.parse(body) as Trouble);
      return { status: 204 };
    default:
      return { status: 404, body: { message: 'no such control' } };
  }
}

/** In place: whoever holds the state sees the new one. */
function replace(state: State, by: State): void {
  for (const name of Object.keys(state)) Reflect.deleteProperty(state, name);
  Object.assign(state, by);
}
