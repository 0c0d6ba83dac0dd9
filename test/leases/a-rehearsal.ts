import type { SandboxAccess } from '../../sandbox/access.ts';
import { aRehearsingRun, applyHeld } from '../helpers/a-held-component.ts';

/** A run of its own, to be killed: project, change, component, and the account as JSON. */
const [, , project = '', change = '', component = '', access] = process.argv;
await applyHeld(aRehearsingRun(project, change, access === undefined ? undefined : (JSON.parse(access) as SandboxAccess)), component);
