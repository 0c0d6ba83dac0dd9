import { createUi, type Ui } from '../ui.ts';
import { groupEnd, groupStart } from './workflow-command.ts';

/** Plain lines, and a folded group under each heading. `end` closes the last one. */
export function createActionUi(stream: NodeJS.WriteStream): Ui & { end: () => void } {
  let open = false;
  const end = (): void => {
    if (open) stream.write(groupEnd());
    open = false;
  };
  // A log is no terminal, even where the runner lends it one.
  const ui = createUi(stream, { TERM: 'dumb' });
  return {
    ...ui,
    heading: (text) => {
      end();
      stream.write(groupStart(text));
      open = true;
    },
    end,
  };
}
