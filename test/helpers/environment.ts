/** Makes this process's environment what it was. Never assign to `process.env` itself: the tests of a worker share it, and what replaces it is a plain object. */
export function restoreEnvironment(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
}
