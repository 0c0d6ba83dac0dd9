import { z } from 'zod';
import { daySchema } from '../day.ts';
import { digestOf } from '../digest.ts';
import { parseYaml } from '../documents/yaml.ts';
import type { Json } from '../json.ts';
import { ONLY_AFTER_APPLY, SENSITIVE_SO_NOT_JUDGED } from './rules.ts';
import { readOne, type Reading } from './reading.ts';
import type { Subject } from './subject.ts';

const priceSchema = z.strictObject({
  /** Terraform type. */
  type: z.string().min(1),
  /** Attribute path → the value that it must have for this price to count. */
  match: z.record(z.string(), z.json()).default({}),
  /** Attribute path whose number (or length, for a list) says how many units there are. Without it: one. */
  units: z.string().optional(),
  /** US dollars a month for one unit. 0 is a statement of the list: free. */
  monthlyUsd: z.number().nonnegative(),
  /** What is paid: `key`, `alarm`, `read capacity unit`. */
  per: z.string().min(1),
});

/** Prices as somebody wrote them down at some date. Cutover brings none of its own. */
export const priceListSchema = z.strictObject({
  /** Where the prices are from: a page, a contract, a region. */
  source: z.string().min(1),
  /** When they were read, `2026-11-01`. */
  date: daySchema,
  prices: z.array(priceSchema),
});
export type PriceList = z.infer<typeof priceListSchema>;

/** A price list from YAML. Throws UserError with file, line and field. */
export function parsePriceList(text: string, file: string): PriceList {
  return parseYaml(text, { file }, priceListSchema);
}

export type Cost = { priced: true; monthlyUsd: number; how: string } | { priced: false; why: string };

/**
 * Monthly cost of one resource: the sum of all prices of the list that match it. Not priced when none does, or when it is
 * open whether one does or how many units there are: what cannot be known is never 0.
 */
export function costOf(subject: Subject, list: PriceList | undefined): Cost {
  if (list === undefined) return { priced: false, why: 'no price list was given' };
  const parts: { monthlyUsd: number; how: string }[] = [];
  for (const price of list.prices.filter(({ type }) => type === subject.resource.type)) {
    const conditions = Object.entries(price.match).map(([path, wanted]) => ({ reading: readOne(subject.values, path), wanted }));
    if (conditions.some(({ reading, wanted }) => reading.state === 'known' || reading.state === 'absent' ? !same(reading, wanted) : false)) continue;
    const hidden = conditions.map(({ reading }) => reading).find(isHidden);
    if (hidden !== undefined) return { priced: false, why: `${hidden.path}: ${reason(hidden)}` };
    const units = price.units === undefined ? 1 : unitsOf(readOne(subject.values, price.units));
    if (typeof units !== 'number') return { priced: false, why: `${price.units ?? ''}: ${units.why}` };
    // No unit of what this price measures, such as the fixed capacity of a table on demand: it says nothing about the cost.
    if (units === 0) continue;
    parts.push({ monthlyUsd: units * price.monthlyUsd, how: `${units} × ${price.monthlyUsd} USD per ${price.per}` });
  }
  if (parts.length === 0) return { priced: false, why: 'the price list has nothing for it' };
  return { priced: true, monthlyUsd: cents(parts.reduce((sum, part) => sum + part.monthlyUsd, 0)), how: parts.map(({ how }) => how).join(' + ') };
}

/** US dollars to the hundredth of a cent, so that sums of small prices do not show the computer's rounding. */
export function cents(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}

function same(reading: Reading, wanted: Json): boolean {
  return digestOf(reading.state === 'known' ? reading.value : null) === digestOf(wanted);
}

function isHidden(reading: Reading): boolean {
  return reading.state === 'unknown' || reading.state === 'sensitive';
}

function reason(reading: Reading): string {
  return reading.state === 'sensitive' ? SENSITIVE_SO_NOT_JUDGED : ONLY_AFTER_APPLY;
}

function unitsOf(reading: Reading): number | { why: string } {
  if (isHidden(reading)) return { why: reason(reading) };
  if (reading.state !== 'known') return { why: 'not set, so the number of units is not known' };
  if (typeof reading.value === 'number') return reading.value < 0 ? { why: 'less than zero' } : reading.value;
  return Array.isArray(reading.value) ? reading.value.length : { why: 'neither a number nor a list' };
}
