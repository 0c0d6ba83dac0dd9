import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Copies what git knows of the project, as it lies there, into an empty folder, with links to what is installed. */
export function copyProject(project: string, folder: string): void {
  const files = execFileSync('git', ['-C', project, 'ls-files', '--cached', '--others', '--exclude-standard', '-z'], { encoding: 'utf8', maxBuffer: 100_000_000 }).split('\0');
  for (const file of new Set(files)) {
    if (file === '') continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    try {
      cpSync(join(project, file), join(folder, file), { verbatimSymlinks: true });
    } catch (error) {
      // It was taken away, and git does not know yet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  linkPackages(join(project, 'node_modules'), join(folder, 'node_modules'));
  // Tests that read the repository itself find one.
  const git = (...args: string[]): void => void execFileSync('git', ['-C', folder, '-c', 'user.name=nobody', '-c', 'user.email=nobody@example.com', ...args], { stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'the project');
}

/** One link each: the project itself is among its packages, and there it is the copy. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== 'cutover') symlinkSync(join(from, name), join(to, name));
  symlinkSync(join('..', 'scripts', 'from-source'), join(to, 'cutover'));
}
