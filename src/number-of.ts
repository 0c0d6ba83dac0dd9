/** `1 component`, `3 components`. `noun`: in the singular, one that takes an s. */
export function numberOf(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `the one component`, `all 3 components`. */
export function allOf(amount: number, noun: string): string {
  return amount === 1 ? `the one ${noun}` : `all ${numberOf(amount, noun)}`;
}
