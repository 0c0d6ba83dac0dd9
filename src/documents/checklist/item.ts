/** One thing to tick, as a checklist states it. Whether its box was already ticked is not kept: a tick is no evidence. */
export interface ChecklistItem {
  /** Section path and position (`security-compliance/access-management/3`), or what an `id` comment gives it. */
  id: string;
  /** Headings above the item, outermost first, without the document's title. */
  section: string[];
  text: string;
  /** 1-based. */
  line: number;
  /** From a `probe` comment. */
  probeId?: string;
}

export interface Checklist {
  file: string;
  /** The document's only first-level heading, or the file's name. */
  title: string;
  items: ChecklistItem[];
}
