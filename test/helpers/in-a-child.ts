import { execFileSync } from 'node:child_process';

/**
 * Runs a module's source in a Node process of its own and returns what it printed. For what would outlive a test in the
 * process that all tests share: variables, a parser that is broken.
 */
export function inAChild(source: string, env: Record<string, string> = {}): string {
  return execFileSync(process.execPath, ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e', source], { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The absolute path of a file under test, as a string literal: `import { x } from ${moduleAt('src/git.ts')}`. */
export function moduleAt(path: string): string {
  return JSON.stringify(new URL(`../../${path}`, import.meta.url).pathname);
}
