import type { Component } from '../components/component.ts';
import { componentKey, sameScanned, type Scanned, type ScannerReport } from './finding.ts';
import { asFindings, asResult, KeptResults, type ComponentResult, type ResultKey } from './kept-results.ts';
import { byPlace } from './run-tool.ts';
import type { ScannerTool } from './tool.ts';
import type { Workspace } from './workspace.ts';

export interface KeptRequest {
  /** Of all environments. */
  components: Component[];
  tools: { tool: ScannerTool; program: string }[];
  contents: Workspace['contents'];
  /** Where results lie; undefined: none are used, and none kept. */
  folder: string | undefined;
}

/** What was said before, and what is said now, of one workspace. */
export class KeptReports {
  readonly #store: KeptResults | undefined;
  readonly #request: KeptRequest;
  readonly #found = new Map<string, ComponentResult>();

  constructor(request: KeptRequest) {
    this.#request = request;
    this.#store = request.folder === undefined ? undefined : new KeptResults(request.folder);
    this.#store?.tidy(new Date());
    for (const scanned of request.components.map(scannedOf)) {
      for (const { tool } of request.tools) {
        const result = this.#store?.find(this.#key(tool, scanned));
        if (result !== undefined) this.#found.set(`${tool.name} ${componentKey(scanned)}`, result);
      }
    }
  }

  /** Whether all tools have seen it. */
  has(component: Component): boolean {
    return this.#request.tools.every(({ tool }) => this.#found.has(`${tool.name} ${componentKey(scannedOf(component))}`));
  }

  /** The report about all components: what the tool says now, which is kept, and what it said before about the rest. */
  report(tool: ScannerTool, fresh?: ScannerReport): ScannerReport {
    const report: ScannerReport = { tool: tool.name, version: fresh?.version ?? '', findings: [], covered: [], seconds: fresh?.seconds ?? 0 };
    for (const scanned of this.#request.components.map(scannedOf)) {
      const now = fresh?.covered.find((one) => sameScanned(one, scanned));
      const before = this.#found.get(`${tool.name} ${componentKey(scanned)}`);
      if (now !== undefined) {
        const findings = fresh?.findings.filter((finding) => sameScanned(finding, scanned)) ?? [];
        this.#store?.keep(this.#key(tool, scanned), asResult(report.version, now, findings));
        report.covered.push(now);
        report.findings.push(...findings);
      } else if (before !== undefined) {
        report.version = report.version === '' ? before.version : report.version;
        report.covered.push({ ...scanned, passed: before.passed, passedBy: before.passedBy, kept: true });
        report.findings.push(...asFindings(before, tool.name, scanned));
      }
    }
    return { ...report, findings: report.findings.sort(byPlace) };
  }

  #key(tool: ScannerTool, scanned: Scanned): ResultKey {
    const program = this.#request.tools.find((one) => one.tool === tool)?.program;
    const content = this.#request.contents.get(componentKey(scanned));
    if (program === undefined || content === undefined) throw new Error(`${componentKey(scanned)} is not in the workspace of ${tool.name}`);
    return { tool, program, content };
  }
}

function scannedOf({ name, environment }: Component): Scanned {
  return { component: name, environment };
}
