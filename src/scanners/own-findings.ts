import { addressAt } from './address.ts';
import { constructOf } from './construct.ts';
import { OWN_CHECKS, type Finding } from './finding.ts';
import type { Workspace } from './workspace.ts';

/** The comments with which each tool is told to look away, wherever they stand: they work in HCL, and mean the same in JSON. */
const SUPPRESSIONS: Record<string, RegExp> = {
  checkov: /\b(?:checkov|bridgecrew|cortex):skip\b[^"\n]{0,120}/gi,
  // For its successor too, which not every machine has: the comment stands in the code of all of them.
  tfsec: /\b(?:tfsec|trivy):ignore\b[^"\n]{0,120}/gi,
};

/** What the tool does not report and a reader has to know: where the code silences it, and modules that it never saw. */
export function ownFindings(tool: string, workspace: Workspace): Finding[] {
  const suppressions = [...workspace.files.values()].flatMap((file) =>
    [...file.original.matchAll(SUPPRESSIONS[tool] ?? /(?!)/g)].map((match): Finding => {
      const line = file.original.slice(0, match.index).split('\n').length;
      const address = addressAt(file, line)?.address ?? file.source;
      return {
        tool, check: OWN_CHECKS.suppression, severity: null, component: file.component, environment: file.environment,
        address, construct: constructOf(file, address), file: file.source, line,
        problem: `a comment tells scanners to look away: ${match[0].trim()}`, fix: 'write a waiver with owner and expiry instead', guideline: null,
      };
    }),
  );
  const modules = workspace.absent.map((call): Finding => ({
    tool, check: OWN_CHECKS.module, severity: null, component: call.component, environment: call.environment,
    address: `module.${call.name}`, construct: null, file: call.source, line: call.line,
    problem: `${tool} has not read this module: ${call.moduleSource ?? 'its source'} is not in the project`,
    fix: 'keep a copy of the module in the project and call that', guideline: null,
  }));
  return [...suppressions, ...modules];
}
