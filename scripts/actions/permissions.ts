/** What the token of a job needs for an action, as a workflow writes it: scope → access. */
type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** Reviews of the change, and who started this run and who started it again. */
const APPROVALS = { 'pull-requests': 'read', actions: 'read' } as const;
/** The whole of a check in one job. */
const CHECK_IN_ONE = { contents: 'read', 'pull-requests': 'write', checks: 'write', 'security-events': 'write' } as const;

/** Folder → what it needs. A test holds the workflows to it: a job may do what its actions need, and no more. */
export const PERMISSIONS: Readonly<Record<string, Permissions>> = {
  '': CHECK_IN_ONE,
  'actions/check': CHECK_IN_ONE,
  'actions/check/run': {},
  'actions/setup': {},
  'actions/setup/install': {},
  'actions/approval': APPROVALS,
  'actions/synth': APPROVALS,
  'actions/prepare': APPROVALS,
  'actions/scan': APPROVALS,
  'actions/refine': APPROVALS,
  'actions/rehearse': APPROVALS,
  'actions/validate': APPROVALS,
  'actions/integrate': APPROVALS,
  'actions/checklist': APPROVALS,
  'actions/plan': APPROVALS,
  'actions/promote': { ...APPROVALS, deployments: 'write' },
  'actions/handover': { contents: 'write', 'pull-requests': 'write', actions: 'read' },
  'actions/propose-status': { contents: 'write', 'pull-requests': 'write' },
  'actions/save-bundle': {},
  'actions/load-bundle': { actions: 'read' },
  'actions/save-report': {},
  'actions/load-report': { actions: 'read' },
  'actions/show-check': { 'pull-requests': 'write', checks: 'write', 'security-events': 'write' },
  'actions/save-stacks': {},
  'actions/load-stacks': { actions: 'read' },
  // It checks out nothing: what it reads of the repository it asks for.
  'actions/refine-comment': { contents: 'read', 'pull-requests': 'write', actions: 'read' },
  'actions/drift': { issues: 'write' },
  'actions/reap': { actions: 'read' },
};

/** What comes to it where the input `role` is given, or where the job signs evidence with a certificate for itself. */
export const WITH_A_ROLE: Permissions = { 'id-token': 'write' };

/** One set for all of them: writing includes reading. */
export function joined(all: Permissions[]): Record<string, string> {
  const needed: Record<string, string> = {};
  for (const [scope, access] of all.flatMap((one) => Object.entries(one))) if (needed[scope] !== 'write') needed[scope] = access;
  return needed;
}

/** `pull-requests: read, actions: read`; `none` for what needs none. Throws for an action that nobody has thought about. */
export function permissionsText(folder: string, takesRole: boolean): string {
  const own = PERMISSIONS[folder];
  if (own === undefined) throw new Error(`say in scripts/actions/permissions.ts what ${folder} needs`);
  const listed = Object.entries(own).map(([scope, access]) => `\`${scope}: ${access}\``).join(', ') || 'none';
  return `${listed}${takesRole ? '; with `role` also `id-token: write`' : ''}`;
}
