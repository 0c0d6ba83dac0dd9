import { inFlavour } from './flavour.ts';
import { referenceText, substitute } from './reference.ts';

/** What the new file imports. */
const IMPORTS = [
  "import type { App } from 'cdktf';",
  "import type { Settings } from './settings.ts';",
].join('\n');

/** What the starter is made and tested with. Cutover itself is installed from its own package, whatever a registry has under its name. */
export const PACKAGES = {
  cdktf: { cdktf: '0.21.0', '@cdktf/provider-aws': '21.22.1', constructs: '10.7.2' },
  cdktn: { cdktn: '0.24.0', '@cdktn/provider-aws': '25.7.0', constructs: '10.7.2' },
} as const;

/** Files of the reference platform that every app in its style has. */
const SHARED = ['main.ts', 'component-stack.ts', 'policy.ts', 'tags-aspect.ts', 'settings.ts'] as const;

/** A CDKTF app in the reference style, without a component yet: path → text. */
export function starterApp(name: string, kind: 'cdktf' | 'cdktn'): Record<string, string> {
  const shared = SHARED.map((path) => {
    const text = referenceText(path);
    return [path, inFlavour(path === 'settings.ts' ? substitute(text, path, [["PLATFORM = 'reference-platform'", `PLATFORM = '${name}'`]]) : path === 'main.ts' ? text.replace('the six stacks', 'the stacks') : text, kind)] as const;
  });
  return {
    ...Object.fromEntries(shared),
    'platform.ts': inFlavour(PLATFORM, kind),
    'cdktf.json': `${JSON.stringify({ ...(JSON.parse(referenceText('cdktf.json')) as object), projectId: name }, null, 2)}\n`,
    'package.json': `${JSON.stringify(manifest(name, kind), null, 2)}\n`,
  };
}

const PLATFORM = `${IMPORTS}

/** Declares the components in one environment. What one takes from another becomes a remote-state reference. */
export function buildPlatform(app: App, settings: Settings): void {
}
`;

function manifest(name: string, kind: 'cdktf' | 'cdktn'): object {
  return {
    name,
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: { synth: 'node main.ts', test: "node --test 'test/*.test.ts'" },
    dependencies: PACKAGES[kind],
  };
}
