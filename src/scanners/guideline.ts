/** Where the scanners explain their checks. A report could name any address, and people click on what is shown beside a finding. */
const EXPLAINED_AT = ['aquasec.com', 'aquasecurity.github.io', 'bridgecrew.io', 'checkov.io', 'paloaltonetworks.com', 'prismacloud.io', 'tfsec.dev'];

/** The address of an explanation, as it may be made a link; undefined for one that lies elsewhere. */
export function guidelineUrl(guideline: string | null): string | undefined {
  const url = guideline === null ? null : URL.parse(guideline);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  return EXPLAINED_AT.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`)) ? url.href : undefined;
}
