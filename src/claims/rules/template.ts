import { isReference } from '../../scanners/hcl/template.ts';

/**
 * Texts of a stack are templates of Terraform's, in HCL and in its JSON form alike. `$${` and `%%{` are escapes.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
const ESCAPES = /(?<!\$)\$\$\{|(?<!%)%%\{/g;

/** True when the text holds an interpolation or a directive, so that only the engine knows what it will be. */
export function isTemplate(text: string): boolean {
  return /[$%]\{/.test(text.replace(ESCAPES, ''));
}

/** True when it holds a directive (`%{ if … }`), which can leave out other parts of the text. */
export function hasDirective(text: string): boolean {
  return /%\{/.test(text.replace(ESCAPES, ''));
}

/**
 * True when there is a value for certain, whatever it will be: one plain reference, or words with something else among them. An
 * expression (`var.on ? "x" : null`, `sensitive("")`, `a[*].id`) may come to nothing, and so may a text that begins with one.
 */
export function isCertainlySet(text: string): boolean {
  const [, reference] = /^\$\{\s*([^{}]*?)\s*\}$/.exec(text) ?? [];
  if (reference !== undefined) return isReference(reference) && reference.includes('.') && !/[?*()]/.test(reference);
  return isTemplate(text) && /^(?![$%]\{)\S/.test(text);
}

/** What a text without interpolations says. */
export function literal(text: string): string {
  return text.replace(ESCAPES, (escape) => escape.slice(1));
}
