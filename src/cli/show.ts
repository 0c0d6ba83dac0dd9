import { Option, type Command } from 'commander';
import type { Section } from '../presentation/section.ts';
import type { Ui } from '../ui.ts';

export interface ShowDeps {
  root: () => string;
  out: (text: string) => void;
  ui: Ui;
}

/** Adds `show [component]`: what there is going to be and why, from what lies on disk. It needs no approval. */
export function registerShow(program: Command, { root, out, ui }: ShowDeps): void {
  program
    .command('show [component]')
    .description('what a component will create, why it is there, what it hangs on, which claims hold it, and what it costs to undo')
    .addOption(new Option('--mermaid', 'print the dependency graph as Mermaid and nothing else').conflicts('json'))
    .option('--json', 'print it on standard output and nothing else there')
    .addHelpText('after', '\nWithout a component: all of them, with their graph. It writes nothing and runs nothing: it reads the documents, the\nstacks of the last synth, and the records. What is not known yet it says, with the step that tells.')
    .action(async (component: string | undefined, options: { mermaid?: true; json?: true }) => {
      const { knownProject, sheetOf } = await import('./known-project.ts');
      const known = await knownProject(root());
      if (options.mermaid === true) {
        const { mermaidGraph, neighbourhood } = await import('../presentation/graph.ts');
        const { requireComponent } = await import('../presentation/sheet.ts');
        out(mermaidGraph(component === undefined ? known.project.components : neighbourhood(known.project.components, requireComponent(known.project, component).name)).trimEnd());
        return;
      }
      if (component === undefined) {
        const { presentProject, projectSheet } = await import('../presentation/present-project.ts');
        const sheet = projectSheet(known.project);
        print({ ui, out }, options.json === true ? JSON.stringify(sheet) : presentProject(sheet));
        return;
      }
      const sheet = sheetOf(known, component);
      const { presentComponent } = await import('../presentation/present-component.ts');
      print({ ui, out }, options.json === true ? JSON.stringify(sheet) : presentComponent(sheet));
    });
}

function print({ ui, out }: Pick<ShowDeps, 'ui' | 'out'>, page: string | Section[]): void {
  if (typeof page === 'string') return out(page);
  for (const { title, lines } of page) {
    ui.heading(title);
    for (const { text, tone } of lines) ui.line(text, tone);
  }
}
