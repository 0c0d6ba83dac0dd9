import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseApprovers } from '../../src/change/approvers.ts';
import { parseRequest, type ChangeRequest } from '../../src/change/request.ts';
import { parseAttestations } from '../../src/claims/attestations.ts';
import { parseBindings } from '../../src/claims/bindings.ts';
import { parseConfig, type Config } from '../../src/config.ts';
import { parseChecklist } from '../../src/documents/checklist/parse.ts';
import { readDocument, type Documents } from '../../src/documents/read-document.ts';
import { parseWaivers, type Waiver } from '../../src/scanners/waivers.ts';

export interface ReadBack {
  config: Config;
  request: ChangeRequest;
  documents: Documents;
  waivers: Waiver[];
  approvers: string[];
  /** How many the checklist has. */
  items: number;
}

/** Everything that `init` writes, read by the readers of the steps. Throws what they throw. */
export function readBack(folder: string): ReadBack {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const document = <K extends keyof Documents>(kind: K, path: string): Documents[K] => readDocument(kind, read(path), path).document;
  parseBindings(read('checklist-bindings.yaml'), 'checklist-bindings.yaml');
  parseAttestations(read('attestations.yaml'), 'attestations.yaml');
  return {
    config: parseConfig(read('cutover.yaml')),
    request: parseRequest(read('changes/CR-0001.md'), 'changes/CR-0001.md'),
    documents: {
      architecture: document('architecture', 'docs/infrastructure-architecture.md'),
      guidelines: document('guidelines', 'docs/infrastructure-guidelines.md'),
      'technology-stack': document('technology-stack', 'docs/technology-stack.md'),
      'project-structure': document('project-structure', 'docs/project-structure.md'),
    },
    waivers: parseWaivers(read('waivers.yaml'), 'waivers.yaml'),
    approvers: parseApprovers(read('approvers')).flatMap(({ principals }) => principals),
    items: parseChecklist(Buffer.from(read('infrastructure-checklist.md')), 'infrastructure-checklist.md').items.length,
  };
}
