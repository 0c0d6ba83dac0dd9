/** A finding as a tool reports it, before it is led back to a component. */
export interface RawFinding {
  check: string;
  severity: string | null;
  /** What the tool calls the resource. */
  resource: string;
  /** Relative to the workspace, with `/`. */
  path: string;
  /** 1-based, in the workspace's file. */
  line: number;
  problem: string;
  fix: string | null;
  guideline: string | null;
}

export interface RawReport {
  /** Null when the report does not say. */
  version: string | null;
  failed: RawFinding[];
  /** Each time a check looked at something and had no objection; `path` as above. */
  passed: { check: string; path: string }[];
}
