/** The component that a stack name means under a pattern such as `{component}-test`; undefined when it means none. */
export function componentOf(pattern: string, stack: string): string | undefined {
  const [before = '', after = ''] = pattern.split('{component}');
  if (!stack.startsWith(before) || !stack.endsWith(after) || stack.length <= before.length + after.length) return undefined;
  return stack.slice(before.length, stack.length - after.length);
}
