import { Annotations, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Control, SynthesizedResource } from './control.ts';
import { ENCRYPTION_CONTROLS } from './encryption-at-rest.ts';
import { NETWORK_CONTROLS } from './network.ts';
import { OPERATIONS_CONTROLS } from './operations.ts';
import { STORAGE_CONTROLS } from './storage.ts';
import { TRANSPORT_CONTROLS } from './transport.ts';

export const CONTROLS: readonly Control[] = [...ENCRYPTION_CONTROLS, ...TRANSPORT_CONTROLS, ...STORAGE_CONTROLS, ...NETWORK_CONTROLS, ...OPERATIONS_CONTROLS];

interface SynthesizedStack {
  resource?: Record<string, Record<string, Record<string, unknown>>>;
}

/** The resources of a synthesized stack, as the controls judge them. */
export function resourcesOf(stack: SynthesizedStack): SynthesizedResource[] {
  return Object.entries(stack.resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, values]) => {
      const metadata = (values['//'] as { metadata?: { path?: string } } | undefined)?.metadata;
      return { address: `${type}.${name}`, type, path: metadata?.path ?? '', values };
    }),
  );
}

/**
 * Judges the whole stack, once, by what it would synthesize: a control sees what Terraform will see, whichever construct, loop
 * or override made it. Each violation becomes an error annotation at the construct at fault, and CDKTF then refuses to
 * write the stack.
 */
export class ControlsAspect implements IAspect {
  visit(construct: IConstruct): void {
    if (!TerraformStack.isStack(construct)) return;
    const resources = resourcesOf(construct.toTerraform() as SynthesizedStack);
    for (const control of CONTROLS) {
      for (const { path, problem } of control.violations(resources)) {
        const culprit = construct.node.findAll().find((node) => node.node.path === path) ?? construct;
        Annotations.of(culprit).addError(`${control.id}: ${control.statement} This one ${problem}.`);
      }
    }
  }
}
