/** Whether a text can be used as a regular expression, in Unicode mode as everywhere here. */
export function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
