import type { Answer, Point } from './option.ts';

/** Option 8: the risks that the seven answers name, counted, before it is final. An option that could say nothing is not called good. */
export function finalise(answers: Answer[]): Answer {
  const points = answers.map(({ option, title, points, unanswered }): Point => {
    const risks = points.filter(({ level }) => level === 'risk').length;
    const open = unanswered.length === 0 ? '' : `; ${unanswered.length} thing(s) unanswered`;
    const level = risks > 0 ? 'risk' : points.length === 0 || unanswered.length > 0 ? 'note' : 'good';
    const says = points.length === 0 ? `it could say nothing${open}` : `${risks} of ${points.length} points are risks${open}`;
    return { component: 'all components', address: `option ${option}, ${title}`, attribute: 'risks', value: risks, level, says };
  });
  return { option: 8, title: 'Finalise', points, unanswered: [] };
}
