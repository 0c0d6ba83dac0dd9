import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '../src/claims/decide.ts';
import type { Component } from '../src/components/component.ts';
import { readComponent } from '../src/components/read-component.ts';
import { componentFacts, ruleFacts } from '../src/components/stack-facts.ts';
import { ENVIRONMENTS } from '../src/evidence/record.ts';
import { DOCUMENTS, platformDocument, runApp, type DocumentName } from '../test/cdktf-stacks/synthesized.ts';

export interface ClaimsTime {
  /** Medians, in seconds: the first time in a process, as a command does it, is `first`. */
  first: number;
  again: number;
  components: number;
  claims: number;
  decided: number;
}

/**
 * The time to read and validate the reference platform's four documents and to decide all of their claims from the code of a
 * repository that has the platform's stacks so often that there are `count` components, in both environments.
 */
export async function timeClaims(count: number, rounds: number): Promise<ClaimsTime> {
  const root = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  try {
    const components = writeComponents(root, count);
    const times: number[] = [];
    let claims = await decideAll(root, components, times);
    for (let round = 0; round < rounds; round += 1) claims = await decideAll(root, components, times);
    const [first = NaN, ...again] = times;
    const undecided = claims.filter(({ decision }) => decision === 'undecided').length;
    return { first, again: again.sort((a, b) => a - b)[Math.floor(again.length / 2)] ?? NaN, components: count, claims: claims.length, decided: claims.length - undecided };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeComponents(root: string, count: number): Component[] {
  return ENVIRONMENTS.flatMap((environment) => {
    const stacks = Object.entries(runApp(environment).stacks);
    return Array.from({ length: count }, (_item, index): Component => {
      const [kind, stack] = stacks[index % stacks.length] ?? ['none', {}];
      const name = `${kind}-${index}`;
      const directory = join(root, environment, name);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(stack, null, 2));
      return { name, environment, stack: name, directory, dependsOn: [], digest: '' };
    });
  });
}

async function decideAll(root: string, components: Component[], times: number[]): Promise<ReturnType<typeof decide>> {
  const began = performance.now();
  const statements = (Object.keys(DOCUMENTS) as DocumentName[]).flatMap((name) => platformDocument(name).statements);
  const readings = await Promise.all(components.map((component) => readComponent(root, component)));
  const facts = ruleFacts(readings.map((reading) => componentFacts(reading)), [], { kind: 'terraform', version: '1.11.0' }, { stacks: 'synth/change', plans: undefined });
  const claims = decide(statements, [], { rules: facts });
  times.push((performance.now() - began) / 1000);
  return claims;
}
