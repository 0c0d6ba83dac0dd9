/** Files of one commit that a rollback puts back. */
export interface Restoration {
  /** The change that delivered the commit. */
  to: string;
  commit: string;
  paths: string[];
  /** Of those, what was changed again since the change that is taken back. */
  later: string[];
  /** What differs as well and says how changes are judged, or what all components share: for a person to look at. */
  byHand: string[];
}

export interface Differences {
  to: string;
  commit: string;
  /** Components that go back to it. */
  names: string[];
  /** Component → the folder of its code; none for a CDKTF app. */
  folders: Record<string, string>;
  /** What differs between the commit and what is taken back, and what was changed since: paths from the project. */
  differing: string[];
  since: string[];
}

const JUDGES = ['cutover.yaml', 'approvers', 'waivers.yaml', 'attestations.yaml', 'checklist-bindings.yaml', 'compliance.yaml', 'infrastructure-checklist.md'];
const NEVER = ['changes/', 'cutover-evidence/', '.cutover/', '.github/', 'docs/'];

/** Which files go back: those of the components' own folders, and in a CDKTF app what differs at all. Pure. */
export function restoration({ to, commit, names, folders, differing, since }: Differences): Restoration {
  const ownerOf = (path: string): string | undefined => Object.keys(folders).find((name) => folders[name] === '.' || path.startsWith(`${folders[name] ?? ''}/`));
  const candidates = differing.filter((path) => !path.startsWith('changes/') && !path.startsWith('cutover-evidence/') && !path.startsWith('.cutover/'));
  const isCode = (path: string): boolean => !JUDGES.includes(path) && !NEVER.some((folder) => path.startsWith(folder));
  const isOthers = (path: string): boolean => ownerOf(path) !== undefined && !names.includes(ownerOf(path) ?? '');
  const paths = candidates.filter((path) => isCode(path) && !isOthers(path));
  return { to, commit, paths, later: paths.filter((path) => since.includes(path)), byHand: candidates.filter((path) => !isCode(path)) };
}
