import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'rolldown/utils';

/** What a module imports: `static` while it is loaded itself, `later` by `import()`. */
function importsOf(file: string): { static: string[]; later: string[] } {
  const code = readFileSync(file, 'utf8');
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module;
  const exported = staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []));
  return {
    static: [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported],
    later: dynamicImports.map(({ moduleRequest: { start, end } }) => code.slice(start + 1, end - 1)),
  };
}

export interface Reach {
  /** Files of the folder, relative to it. */
  files: Set<string>;
  /** Modules that are no files beside it. */
  outside: Set<string>;
}

/** What a program made of these files of a folder can load; `later: false`: what it loads at once. */
export function reachOf(folder: string, files: string[], { later }: { later: boolean }, reach: Reach = { files: new Set(), outside: new Set() }): Reach {
  for (const file of files.filter((one) => !reach.files.has(one))) {
    reach.files.add(file);
    const imports = importsOf(join(folder, file));
    const names = later ? [...imports.static, ...imports.later] : imports.static;
    const beside = names.filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name));
    for (const name of [...names.filter((one) => !one.startsWith('.')), ...beside.filter((one) => !existsSync(join(folder, one)))]) reach.outside.add(name);
    reachOf(folder, beside.filter((one) => existsSync(join(folder, one))), { later }, reach);
  }
  return reach;
}
