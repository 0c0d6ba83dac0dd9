import { ATTESTATIONS_FILE, parseAttestations } from '../claims/attestations.ts';
import type { Claim } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import type { RuleFacts } from '../claims/rules/facts.ts';
import { lastSynth, standingStacks, type LastSynth, type StandingStack } from '../components/last-synth.ts';
import { assessRollback } from '../components/rollback-assessment.ts';
import { ruleFacts } from '../components/stack-facts.ts';
import { stackResources } from '../components/stack-resources.ts';
import { parseConfig } from '../config.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';
import { readText } from '../documents/read-text.ts';
import { lastGood } from '../evidence/last-good.ts';
import type { Past } from '../evidence/past.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { readFromBase } from '../git-base.ts';
import { baseFacts } from '../git.ts';
import { pastOn } from '../past.ts';
import { alone, bearsOn, factsOf } from '../presentation/bearing.ts';
import type { KnownComponent, KnownPlan, KnownProject } from '../presentation/known.ts';
import { componentSheet, type ComponentSheet } from '../presentation/sheet.ts';
import { documentsOf } from '../steps/documents.ts';
import { projectFiles } from '../steps/synth.ts';
import { lastPlan, withPlanned } from './known-plan.ts';
import { notYetKnown } from './not-yet.ts';

/** A project as it is known, and the means to decide claims about one component of it. */
export interface Known {
  project: KnownProject;
  statements: DocumentStatement[];
  /** Undefined where the stacks are not known: then no rule decides. */
  facts: RuleFacts | undefined;
  decideOn: (statements: DocumentStatement[], facts: RuleFacts | undefined) => Claim[];
}

/** Reads what lies on disk: documents, the stacks of the last synth, records. Nothing is run, nothing written. Throws UserError for documents that are missing or not valid. */
export async function knownProject(root: string, now = new Date()): Promise<Known> {
  const config = parseConfig(readText(root, CONFIG_FILE) ?? '');
  const git = baseFacts(root);
  const { architecture, guidelines, statements } = documentsOf({ root, config, git });
  const [synth, past] = [lastSynth(root), await pastOn(root, git)];
  const stacks = synth === undefined ? [] : await standingStacks(root, synth);
  const store = synth === undefined ? undefined : new EvidenceStore(root, synth.change);
  const planned = synth === undefined || store === undefined ? undefined : lastPlan(store, synth);
  // Of a part of the stacks nothing can be said about the whole.
  const facts = synth !== undefined && stacks.length === synth.components.length ? ruleFacts(stacks.map((stack) => stack.facts), projectFiles(root), undefined, { stacks: 'synth/change', plans: undefined }, synth.components.map(({ name }) => name)) : undefined;
  const records = (store?.all() ?? []).map(({ record }) => record).filter(({ target }) => target === synth?.record.record.target);
  const attestations = { from: git.base.ref, entries: parseAttestations(readFromBase(git, ATTESTATIONS_FILE), `${ATTESTATIONS_FILE} on ${git.base.ref}`) };
  const decideOn: Known['decideOn'] = (some, rules) => withPlanned(decide(some, records, { ...(rules === undefined ? {} : { rules }), attestations, now }), planned?.claims ?? []);
  return {
    project: {
      name: config.name,
      architecture,
      controls: guidelines.controls.map(({ id }) => id),
      components: knownComponents({ past, synth, stacks, plans: planned?.plans, named: architecture.components }),
      claims: decideOn(statements, facts),
      change: synth?.change,
      notYet: notYetKnown(root, synth, planned !== undefined),
    },
    statements,
    facts,
    decideOn,
  };
}

/** The sheet of one component, with its claims decided on its own facts. Throws UserError when there is no such component. */
export function sheetOf({ project, statements, facts, decideOn }: Known, name: string): ComponentSheet {
  const own = decideOn(statements.map(alone), facts === undefined ? undefined : factsOf(facts, name));
  const bearing = statements.flatMap((statement, index) => {
    const [single, whole] = [own[index], project.claims[index]];
    if (!bearsOn(statement, name, facts === undefined ? undefined : single)) return [];
    // A requirement is met by all of its components together.
    return (statement.requirement === undefined ? single : whole) ?? [];
  });
  return componentSheet(project, name, bearing);
}

interface Gathered {
  past: Past;
  synth: LastSynth | undefined;
  stacks: StandingStack[];
  plans: Map<string, KnownPlan> | undefined;
  named: Record<string, { dependsOn: string[] }>;
}

/** What the architecture names and what synth made; dependencies are those of the code, as far as they are known. */
function knownComponents({ past, synth, stacks, plans, named }: Gathered): KnownComponent[] {
  const made = (synth?.components ?? []).filter(({ environment }) => environment === 'production');
  const names = [...new Set([...made.map(({ name }) => name), ...Object.keys(named)])].sort();
  const nodes = names.map((name) => ({ name, dependsOn: made.find((component) => component.name === name)?.dependsOn ?? named[name]?.dependsOn ?? [] }));
  // A dependency of the architecture's own may be misspelt; the claim about components says so, the graph goes on without.
  const graph = nodes.map(({ name, dependsOn }) => ({ name, dependsOn: dependsOn.filter((other) => names.includes(other)) }));
  return graph.map((node) => {
    const standing = stacks.find(({ component }) => component.name === node.name && component.environment === 'production');
    const plan = plans?.get(node.name);
    const good = synth === undefined ? undefined : lastGood(past, node.name, 'production', synth.record.record.target);
    const undo = standing === undefined ? undefined : assessRollback({
      component: { ...node, digest: standing.component.digest },
      components: graph,
      stack: stackResources(standing.stack).map((resource) => withAction(resource, plan)),
      lastGood: good === undefined ? undefined : { change: good.change, digest: good.record.subjects['stack'] ?? '' },
    });
    return { ...node, stack: standing?.facts, plan, undo };
  });
}

/** A plan tells of every resource what it does; what it does not change stays. */
function withAction<T extends { address: string }>(resource: T, plan: KnownPlan | undefined): T & { action?: KnownPlan['changes'][number]['action'] } {
  if (plan === undefined) return resource;
  const change = plan.changes.find(({ address }) => address === resource.address || address.startsWith(`${resource.address}[`));
  return { ...resource, action: change?.action ?? 'no-op' };
}
