/** The front matter of `aChangeRequest`; `body` is the Markdown under it. */
export interface ChangeRequestFields {
  id: string;
  title: string;
  why: string;
  requester: string;
  status: string;
  risk: string;
  expires: string;
  components: 'all' | string[];
  /** How it is taken back; undefined leaves the field out, as a draft may. */
  rollback: string | undefined;
  template?: string;
  environments?: string[];
  window?: { from: string; to: string; timeZone: string };
  freezeExceptions?: string[];
  requirements?: string[];
  adopt?: boolean;
  body: string;
}

/** The text of a change request: submitted, asked for by rita@example.com, about all components in both environments, valid for years. */
export function aChangeRequest(overrides: Partial<ChangeRequestFields> = {}): string {
  const { body, ...fields }: ChangeRequestFields = {
    id: 'CR-0001',
    title: 'Keep uploads for a year',
    why: 'Support asks for files that were deleted after a month',
    requester: 'rita@example.com',
    status: 'submitted',
    risk: 'normal',
    expires: '2099-12-31',
    components: 'all',
    rollback: 'A change request of its own sets 30 days again',
    body: '\nThe lifecycle of the bucket changes from 30 to 365 days.\n',
    ...overrides,
  };
  // JSON is YAML, so a value with any characters stays that value.
  const plain = ['expires', 'status'];
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${typeof value === 'string' && plain.includes(name) ? value : JSON.stringify(value)}`]));
  return `---\n${lines.join('\n')}\n---\n${body}`;
}
