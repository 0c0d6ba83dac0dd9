import { z } from 'zod';

/** A day of the calendar as ISO 8601 writes it, `2026-12-31`. Which time zone it is of, its field says. */
export const daySchema = z.iso.date('a day that the calendar has, such as 2026-12-31');
