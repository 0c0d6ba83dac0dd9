const DAY_MS = 24 * 60 * 60 * 1000;

/** An emergency that has changed production. */
export interface Emergency {
  change: string;
  /** When it first changed production. */
  at: Date;
  /** Whether a review of it counts. */
  reviewed: boolean;
}

export interface OverdueReview {
  change: string;
  due: Date;
}

export function reviewDue({ at }: Pick<Emergency, 'at'>, reviewWithinDays: number): Date {
  return new Date(at.getTime() + reviewWithinDays * DAY_MS);
}

/** Emergencies that should have been reviewed by `now` and are not. */
export function overdueReviews(emergencies: Emergency[], reviewWithinDays: number, now: Date): OverdueReview[] {
  return emergencies.filter(({ reviewed }) => !reviewed).map((emergency) => ({ change: emergency.change, due: reviewDue(emergency, reviewWithinDays) })).filter(({ due }) => due <= now);
}

export function overdueText({ change, due }: OverdueReview): string {
  return `the review of emergency ${change} was due on ${due.toISOString().slice(0, 10)} and is missing (cutover approve ${change})`;
}
