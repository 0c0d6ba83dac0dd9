import { UserError } from '../../errors.ts';
import { camelCase, pascalCase, type ComponentNames } from './names.ts';

const FUNCTION = /^export function buildPlatform\(.*\{\n/m;

/**
 * Declares a component in the app's `platform.ts`: an import below the others, and a line at the end of `buildPlatform`, so that
 * what it needs stands above it. Throws UserError where the file is not in that form.
 */
export function declareStack(text: string, file: string, { name, key }: ComponentNames): string {
  const refuse = (problem: string): UserError => new UserError({ file, problem, allowed: 'imports, then export function buildPlatform(app, settings) { … }, as in the reference platform', next: 'bring it into that form, or add the stack by hand' });
  const head = FUNCTION.exec(text);
  const imports = [...text.matchAll(/^import [^;]*;\n/gm)].at(-1);
  if (head === null || imports === undefined) throw refuse('there is no function buildPlatform to declare the component in');
  const close = text.slice(head.index).search(/^\}$/m);
  if (close === -1) throw refuse('the end of buildPlatform is not a line of its own');
  const className = `${pascalCase(name)}Stack`;
  const before = text.slice(0, head.index + close);
  const { body, keyArn } = key === undefined ? { body: before, keyArn: undefined } : withKey(before, key, refuse);
  const line = `  new ${className}(app, settings${keyArn === undefined ? '' : `, { keyArn${keyArn === 'keyArn' ? '' : `: ${keyArn}`} }`});\n`;
  const end = imports.index + imports[0].length;
  return `${body.slice(0, end)}import { ${className} } from './stacks/${name}.ts';\n${body.slice(end)}${line}${text.slice(head.index + close)}`;
}

/** How the key's ARN is called in the function; a key that nothing used so far gets a name. */
function withKey(text: string, key: string, refuse: (problem: string) => UserError): { body: string; keyArn: string } {
  const made = new RegExp(`^ {2}(?:const (\\{ keyArn \\}|\\w+) = )?(new ${pascalCase(key)}Stack\\(app, settings\\);)$`, 'm').exec(text);
  if (made === null) throw refuse(`the key of ${key} is not made in buildPlatform`);
  const [line, variable, call = ''] = made;
  if (variable === '{ keyArn }') return { body: text, keyArn: 'keyArn' };
  if (variable !== undefined) return { body: text, keyArn: `${variable}.keyArn` };
  return { body: text.replace(line, () => `  const ${camelCase(key)} = ${call}`), keyArn: `${camelCase(key)}.keyArn` };
}
