/** Names of variables whose values are hidden wherever a child's words are shown or kept; `_KEY` covers AWS_ACCESS_KEY_ID as well. */
const SECRET_NAME = /^(?:TF_VAR_|TF_TOKEN_|ARM_|GOOGLE_)|SECRET|TOKEN|PASSWORD|PASSWD|KEY/i;
/** Shorter than this, a value occurs by chance: `true`, a port, a region's part. */
const SHORTEST = 6;
/** A quoted text, and what makes it a key: variables of Terraform may hold lists and objects, as JSON or as HCL. */
const QUOTED = /("(?:[^"\\]|\\.)*")(\s*[:=])?/g;

/** The values of `env` that must not be shown, and the texts inside those that are lists or objects. */
export function credentialsIn(env: Record<string, string>): string[] {
  const values = Object.entries(env).filter(([name]) => SECRET_NAME.test(name)).map(([, value]) => value);
  return values.flatMap((value) => [value, ...textsIn(value)]).filter((value) => value.length >= SHORTEST);
}

function textsIn(value: string): string[] {
  return [...value.matchAll(QUOTED)].flatMap(([, text, key]) => (text === undefined || key !== undefined ? [] : [unquoted(text)]));
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
