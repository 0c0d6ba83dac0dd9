// Run by tests as a program of its own: brings a sandbox up and does then what the third argument says.
import { sandboxUp } from '../../sandbox/up.ts';
import { pythonPath } from './python.ts';

const [root = '', lifetime = '', then = ''] = process.argv.slice(2);
if (lifetime !== 'until-down' && lifetime !== 'until-exit') throw new Error(`no such lifetime: ${lifetime}`);
console.log('starting');
const state = await sandboxUp({ root, python: pythonPath(), lifetime });
console.log(state.instance);
if (then === 'wait') setInterval(() => undefined, 1000);
