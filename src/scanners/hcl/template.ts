/** A plain reference: `aws_kms_key.main`, `module.a["x"].id`. */
const REFERENCE = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\]\n]*\])*$/;

export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * A string of Terraform's JSON form, which is a template, as an HCL expression with the same meaning: the expression itself
 * when the string is one interpolation, else a quoted template. https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function templateToHcl(text: string): string {
  if (text.startsWith('${') && endOfSequence(text, 2) === text.length) return oneLine(text.slice(2, -1)).trim();
  let result = '"';
  let index = 0;
  while (index < text.length) {
    const two = text.slice(index, index + 2);
    const escaped = text.slice(index, index + 3);
    if (escaped === '$${' || escaped === '%%{') {
      result += escaped;
      index += 3;
      continue;
    }
    const end = two === '${' || two === '%{' ? endOfSequence(text, index + 2) : undefined;
    if (end !== undefined) {
      result += oneLine(text.slice(index, end));
      index = end;
      continue;
    }
    // A sequence that never ends is text: Terraform will refuse it, the scanners shall still read the rest.
    result += two === '${' || two === '%{' ? `${two.charAt(0)}${two.charAt(0)}` : escapeCharacter(text.charAt(index));
    index += 1;
  }
  return `${result}"`;
}

/** A string without interpolation, quoted. */
export function quote(text: string): string {
  return `"${text.replace(/[$%](?=\{)/g, '$&$&').split('').map(escapeCharacter).join('')}"`;
}

/** The index after the `}` that closes a sequence whose inside begins at `start`; undefined when nothing closes it. */
function endOfSequence(text: string, start: number): number | undefined {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth === 0) return index + 1;
    if (character === '"') {
      const end = endOfString(text, index + 1);
      if (end === undefined) return undefined;
      index = end;
    }
  }
  return undefined;
}

/** The index of the quote that closes a string whose inside begins at `start`. */
function endOfString(text: string, start: number): number | undefined {
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '"') return index;
    else if ((character === '$' || character === '%') && text.charAt(index + 1) === '{' && text.charAt(index - 1) !== character) {
      const end = endOfSequence(text, index + 2);
      if (end === undefined) return undefined;
      index = end - 1;
    }
  }
  return undefined;
}

function oneLine(expression: string): string {
  return expression.replace(/\s*[\r\n]+\s*/g, ' ');
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return ESCAPES[character] ?? (code < 32 ? `\\u${code.toString(16).padStart(4, '0')}` : character);
}
