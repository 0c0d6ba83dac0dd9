import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HandoverInput } from '../handover/input.ts';
import { requireRecord, type Run } from '../step.ts';
import { componentsOf } from './synth.ts';

/** What promote recorded about a component, already redacted. */
const promotedSchema = z.object({
  engine: z.string(),
  providers: z.record(z.string(), z.string()),
  lineage: z.string().nullable(),
  serial: z.number(),
  resources: z.array(z.object({ address: z.string(), type: z.string(), values: z.record(z.string(), z.json()) })),
  outputs: z.record(z.string(), z.object({ value: z.json(), sensitive: z.boolean() })),
});

export function promotedComponents(run: Run): HandoverInput['components'] {
  return componentsOf(run, 'production').map((component) => {
    const { engine, providers, lineage, serial, resources, outputs } = promotedSchema.parse(requireRecord(run, 'promote', component.name, 'production').facts);
    return { component, resources, outputs, state: { lineage, serial }, engineVersion: engine, providers };
  });
}

export function rollbackDocuments(run: Run): HandoverInput['rollback'] {
  const { rollback } = z.object({ rollback: z.array(z.object({ component: z.string(), file: z.string() })) }).parse(requireRecord(run, 'prepare').facts);
  return rollback.map(({ component, file }) => ({ component, markdown: readFileSync(join(run.store.folder, file), 'utf8') }));
}
