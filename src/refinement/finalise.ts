import { LEVELS, type Answer, type Point } from './option.ts';

/** Option 8: what the seven answers come to, counted, before it is final. */
export function finalise(answers: Answer[]): Answer {
  const points = answers.flatMap(({ option, title, points }) =>
    LEVELS.map((level): Point => {
      const count = points.filter((point) => point.level === level).length;
      return { component: 'all components', address: `option ${option}`, attribute: level, value: count, level: level === 'risk' && count === 0 ? 'good' : level, says: `${title}: ${count} of ${points.length} points` };
    }).filter(({ value, attribute }) => attribute === 'risk' || value !== 0),
  );
  return {
    option: 8,
    title: 'Finalise',
    points,
    unanswered: answers.filter(({ unanswered }) => unanswered.length > 0).map(({ option, title, unanswered }) => `option ${option} (${title}) leaves ${unanswered.length} thing(s) unanswered`),
  };
}
