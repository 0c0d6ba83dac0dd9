import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import type { Ui } from '../ui.ts';

export interface ComplianceDeps {
  root: () => string;
  out: (text: string) => void;
  ui: Ui;
}

/** Adds `compliance <change>`: how the controls of the frameworks stand, as the evidence of the change has it. Reads only. */
export function registerCompliance(program: Command, { root, out, ui }: ComplianceDeps): void {
  program
    .command('compliance <change>')
    .description('how the controls of CIS AWS Foundations, SOC 2 and ISO 27001 stand by the evidence of a change, and what was never checked')
    .option('--framework <id>', 'one framework alone, with every control: cis-aws-foundations, soc2, iso27001, or one of compliance.yaml')
    .option('--json', 'print the report on standard output and nothing else there')
    .addHelpText('after', '\nThe step checklist makes the report, and handover once more about production; the page is compliance.md of that step in\nthe evidence. compliance.yaml on the base branch adds controls and evidence of your own.')
    .action(async (change: string, { framework, json }: { framework?: string; json?: true }) => {
      const [{ findRequest }, { EvidenceStore }, { frameworksOf, reportOf, showCompliance }] = await Promise.all([import('../change/find-request.ts'), import('../evidence/store.ts'), import('./show-compliance.ts')]);
      const project = root();
      const known = framework === undefined ? [] : frameworksOf(project);
      if (framework !== undefined && !known.includes(framework)) throw unknownFramework('there is no such framework', framework, known);
      const report = reportOf(new EvidenceStore(project, findRequest(project, change).request.id));
      const shown = framework === undefined ? report.frameworks : report.frameworks.filter(({ id }) => id === framework);
      if (shown.length === 0) throw unknownFramework('the report has no such framework', framework ?? 'none', report.frameworks.map(({ id }) => id));
      if (json === true) out(JSON.stringify({ ...report, frameworks: shown }));
      else showCompliance(ui, { ...report, frameworks: shown }, framework !== undefined);
    });
}

function unknownFramework(problem: string, found: string, known: string[]): UserError {
  return new UserError({ field: '--framework', problem, found, allowed: known.join(', ') });
}
