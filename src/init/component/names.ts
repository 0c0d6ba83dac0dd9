/** What a component's files are named after. */
export interface ComponentNames {
  name: string;
  /** The component whose key encrypts this one; undefined for a key. */
  key: string | undefined;
}

/** `user-uploads` → `UserUploads`. */
export function pascalCase(name: string): string {
  return name.split('-').map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join('');
}

/** `user-uploads` → `userUploads`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
}
