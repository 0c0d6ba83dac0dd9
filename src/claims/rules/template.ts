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

/** What a text without interpolations says. */
export function literal(text: string): string {
  return text.replace(ESCAPES, (escape) => escape.slice(1));
}
