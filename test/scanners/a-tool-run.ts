import { join } from 'node:path';
import { checkov } from '../../src/scanners/checkov.ts';
import type { ScannerReport } from '../../src/scanners/finding.ts';
import { runTool } from '../../src/scanners/run-tool.ts';
import { tfsec } from '../../src/scanners/tfsec.ts';
import { trivy } from '../../src/scanners/trivy.ts';
import { buildWorkspace } from '../../src/scanners/workspace.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aComponent } from './a-component.ts';
import { aFakeScanner } from './a-fake-scanner.ts';

const TOOLS = { checkov, tfsec, trivy };
export type ToolName = keyof typeof TOOLS;
export const TOOL_NAMES: ToolName[] = ['checkov', 'tfsec', 'trivy'];

export interface ToolRunOptions {
  program?: string;
  deadlineSeconds?: number;
  signal?: AbortSignal;
  folder?: string;
}

/** What comes of a scanner that behaves so (see aFakeScanner), over two components with one file each, `storage` and `queue`. */
export async function aToolRun(name: ToolName, behaviour: string, options: ToolRunOptions = {}): Promise<ScannerReport> {
  const workspace = buildWorkspace(
    [aComponent({ 'cdk.tf.json': { resource: { terraform_data: { d: { '//': { metadata: { path: 'storage-test/d' } } } } } } }), aComponent({ 'main.tf': 'resource "aws_sqs_queue" "q" {\n}\n' }, { name: 'queue' })],
    join(temporaryFolder(), 'workspace'),
  );
  return await runTool({
    tool: TOOLS[name], workspace, program: options.program ?? aFakeScanner(name, behaviour), folder: options.folder ?? join(temporaryFolder(), name),
    path: process.env['PATH'] ?? '', deadlineSeconds: options.deadlineSeconds ?? 30, signal: options.signal,
  });
}
