import { ARCHITECTURE_SECTIONS, MADE_OF_PARTS } from '../../documents/architecture-sections.ts';
import type { Probe } from '../probe.ts';
import { documented } from './documents.ts';

/** Sections whose text may stand in those under them have none of their own to be found. */
const OWN_TEXT = ARCHITECTURE_SECTIONS.filter((section) => !MADE_OF_PARTS.has(section));

export const TEMPLATE_PROBES: Probe[] = [{ id: 'architecture-complete', decide: (view) => documented(view, OWN_TEXT.map((section) => ({ section, words: 5 }))) }];
