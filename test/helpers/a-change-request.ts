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
  adopt?: boolean;
  body: string;
}

/** The text of a change request: approved, asked for by rita@example.com, about all components, valid for years. */
export function aChangeRequest(overrides: Partial<ChangeRequestFields> = {}): string {
  const { body, ...fields }: ChangeRequestFields = {
    id: 'CR-0001',
    title: 'Keep uploads for a year',
    why: 'Support asks for files that were deleted after a month',
    requester: 'rita@example.com',
    status: 'approved',
    risk: 'normal',
    expires: '2099-12-31',
    components: 'all',
    body: '\nThe lifecycle of the bucket changes from 30 to 365 days.\n',
    ...overrides,
  };
  // JSON is YAML, so a value with any characters stays that value.
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${name === 'expires' || name === 'status' ? String(value) : JSON.stringify(value)}`);
  return `---\n${lines.join('\n')}\n---\n${body}`;
}
