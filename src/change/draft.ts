import type { ChangeRequest } from './request.ts';
import { withFrontMatter } from '../init/documents/front-matter-text.ts';

/** What is known of a change that somebody is about to ask for. */
export interface Draft {
  id: string;
  title: string;
  why: string | undefined;
  requester: string;
  components: 'all' | string[];
  now: Date;
  /** What else is known: it comes after what every request says. */
  more?: Partial<Pick<ChangeRequest, 'risk' | 'environments' | 'requirements' | 'rollback'>>;
  /** Markdown below the front matter; without it what a person has to write there. */
  body?: string;
}

const DAYS = 90;
const DAY = 86_400_000;

/** The text of a change request that is still a draft: a person says why and how it is taken back, and submits it. */
export function draftRequest({ id, title, why, requester, components, now, more = {}, body }: Draft): string {
  return withFrontMatter(
    {
      id,
      title,
      why: why ?? 'Say why this is needed, and what happens without it.',
      requester,
      status: 'draft',
      risk: 'normal',
      expires: new Date(now.getTime() + DAYS * DAY).toISOString().slice(0, 10),
      components,
      ...more,
    },
    body ?? '# What changes\n\nSay what is different afterwards. Before it is submitted, add `rollback` (how it is taken back) above, and set `status` to `submitted`.',
  );
}
