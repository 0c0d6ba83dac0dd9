import type { Config } from '../config.ts';
import { documentPathsSchema, type DocumentPaths } from '../documents/document-paths.ts';

/** Where the four documents are, or are to be. */
export function documentPaths(config: Config | undefined): DocumentPaths {
  return config?.documents ?? documentPathsSchema.parse({});
}
