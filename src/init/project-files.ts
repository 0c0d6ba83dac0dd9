import { BINDINGS_FILE, NO_BINDINGS } from '../claims/bindings.ts';
import type { Config } from '../config.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { approverLine, type Answers } from './answers.ts';
import { newComponent } from './component/new-component.ts';
import { documentPaths } from './document-paths.ts';
import { architectureDocument } from './documents/architecture.ts';
import { cutoverYaml } from './documents/cutover-yaml.ts';
import { guidelinesDocument } from './documents/guidelines.ts';
import { approversFile, attestationsFile, checklistFile, firstRequest, IGNORED, waiversFile } from './documents/policy-files.ts';
import { projectStructureDocument } from './documents/project-structure.ts';
import { technologyStackDocument } from './documents/technology-stack.ts';
import type { Setup } from './setup.ts';
import { starterApp } from './starter-app.ts';
import type { FileChange } from './write-files.ts';

/** The first component of a project that had nothing. */
const FIRST = { cdktf: { name: 'encryption', kind: 'key' }, cdktn: { name: 'encryption', kind: 'key' }, hcl: { name: 'first', kind: 'module' } } as const;

export interface PlannedFiles {
  changes: FileChange[];
  /** Files that were there and stay as they are. */
  kept: string[];
}

/** Every file of a project. `read`: text of a file that is there; `hasRequest`: a change request is there already; `workflows`: path → text. */
export function plannedFiles(setup: Setup, config: Config | undefined, read: (path: string) => string | undefined, hasRequest: boolean, workflows: Record<string, string>): PlannedFiles {
  const { answers } = setup;
  const wanted: Record<string, string> = {};
  const paths = documentPaths(config);
  wanted[CONFIG_FILE] = cutoverYaml(setup);
  wanted[paths.architecture] = architectureDocument(setup);
  wanted[paths.guidelines] = guidelinesDocument(setup);
  wanted[paths.technologyStack] = technologyStackDocument(setup);
  wanted[paths.projectStructure] = projectStructureDocument(setup);
  wanted[config?.checklist.file ?? 'infrastructure-checklist.md'] = checklistFile(answers);
  wanted['waivers.yaml'] = waiversFile();
  wanted['attestations.yaml'] = attestationsFile();
  wanted[BINDINGS_FILE] = NO_BINDINGS;
  wanted['approvers'] = read('approvers') === undefined ? approversFile(approverLine(answers)) : '';
  if (!hasRequest) wanted['changes/CR-0001.md'] = firstRequest(setup);
  Object.assign(wanted, workflows);
  if (setup.origin === 'starter') Object.assign(wanted, starter(wanted, answers, answers.kind));
  const kept = Object.keys(wanted).filter((path) => read(path) !== undefined);
  const created = Object.entries(wanted).flatMap(([path, text]): FileChange[] => (kept.includes(path) ? [] : [{ path, text, before: undefined }]));
  return { changes: [...created, ...ignored(read('.gitignore'))], kept };
}

/** The app or module, with the component that `cutover component new` would make. */
function starter(wanted: Record<string, string>, answers: Answers, kind: Answers['kind']): Record<string, string> {
  const files = { ...wanted, ...(kind === 'hcl' ? {} : starterApp(answers.name, kind)) };
  const list = (folder: string): string[] => Object.keys(files).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
  const changes = newComponent(FIRST[kind], { read: (path) => files[path], list });
  return { ...files, ...Object.fromEntries(changes.map(({ path, text }) => [path, text])) };
}

/** Only lines that are missing, at the end. */
function ignored(before: string | undefined): FileChange[] {
  const lines = (before ?? '').split(/\r?\n/).map((line) => line.trim());
  const missing = IGNORED.filter((line) => !lines.includes(line) && !lines.includes(line.replace(/\/$/, '')) && !lines.includes(`/${line}`));
  if (missing.length === 0) return [];
  const glue = before === undefined || before === '' || before.endsWith('\n') ? '' : '\n';
  return [{ path: '.gitignore', text: `${before ?? ''}${glue}${missing.join('\n')}\n`, before }];
}
