export interface Person {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  sha: string;
  message: string;
  author: Person;
  committer: Person;
  /** The accounts GitHub found for the two addresses; null where it found none. */
  authorLogin: string | null;
  committerLogin: string | null;
  parents: string[];
  /** The whole tree: path → text. */
  files: Record<string, string>;
  verified: boolean;
}

export interface Blob {
  content: string;
  encoding: 'utf-8' | 'base64';
}
