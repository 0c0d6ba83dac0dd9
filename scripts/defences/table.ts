/** One defence of a row of the threats, and how it is switched off: the test has to fail then. */
export interface Defence {
  /** Number of the row, 1 to 28; several defences may hold one. */
  row: number;
  /** What is switched off, in words. */
  without: string;
  file: string;
  /** Stands in the file exactly once. */
  text: string;
  instead: string;
  /** Path below test/. */
  test: string;
  /** It takes most of a minute and more: real deliveries, or jobs as GitHub runs them. */
  slow?: true;
}

const LINT = 'scripts/workflows/rules.ts';
const COUNTING = 'src/change/counting.ts';
const PROMOTE = 'src/steps/promote.ts';

export const DEFENCES: Defence[] = [
  { row: 1, without: 'an approval is for one content', file: COUNTING, text: 'approval.kind === subject.kind && approval.digest !== subject.digest', instead: 'approval.digest === ""', test: 'threats/row-01-change-after-approval.test.ts', slow: true },
  { row: 1, without: 'an approval on GitHub is for one content', file: COUNTING, text: 'approval.kind === subject.kind && approval.digest !== subject.digest', instead: 'approval.digest === ""', test: 'threats/row-01-change-after-approval-on-github.test.ts' },
  { row: 2, without: 'an approval is for one repository', file: COUNTING, text: 'if (approval.repository !== subject.repository) reasons', instead: 'if (approval.repository === "") reasons', test: 'threats/row-02-an-approved-request-reused.test.ts', slow: true },
  { row: 2, without: 'a request is used once', file: 'src/steps/approval.ts', text: "if (store.latest('handover')?.record.verdict !== 'pass') return;", instead: "if (store.kind !== ('nothing' as string)) return;", test: 'threats/row-02-an-approved-request-reused.test.ts', slow: true },
  { row: 3, without: 'the approval is read again before each component', file: PROMOTE, text: 'const by = await assertPromotionApproved(this.#run, this.#sealed.digest);', instead: 'const by: Awaited<ReturnType<typeof assertPromotionApproved>> = [];', test: 'threats/row-03-withdrawn-midway.test.ts', slow: true },
  { row: 3, without: 'GitHub is asked again', file: 'src/steps/decide.ts', text: 'await run.host?.refresh();', instead: '', test: 'threats/row-03-withdrawn-on-github.test.ts' },
  { row: 3, without: 'a state that was kept is pushed only while the approval holds', file: PROMOTE, text: 'if (hasUnsavedState({ directory', instead: "if (this.#component.name === '' && hasUnsavedState({ directory", test: 'threats/row-03-withdrawn-midway.test.ts', slow: true },
  { row: 4, without: 'a state that nobody knows is a no', file: 'src/change/approval.ts', text: "return approved.includes(ticket.status) ? [] : [`the ticket has", instead: "return approved.includes(ticket.status) || ticket.status !== 'Rejected' ? [] : [`the ticket has", test: 'threats/row-04-ticket-system.test.ts' },
  { row: 4, without: 'no answer is a no', file: 'src/change/approval.ts', text: "if ('problem' in ticket) return [`the ticket system does not say that the change is approved: ${ticket.problem}`];", instead: "if ('problem' in ticket) return [];", test: 'threats/row-04-ticket-system.test.ts' },
  { row: 5, without: 'who had a hand in the change does not count', file: COUNTING, text: 'excluded.filter(({ identity }) => namesBehind(identity).some((name) => all.has(name)))', instead: 'excluded.filter(() => false)', test: 'threats/row-05-self-approval.test.ts' },
  { row: 5, without: 'who had a hand in the change does not count on GitHub', file: COUNTING, text: 'excluded.filter(({ identity }) => namesBehind(identity).some((name) => all.has(name)))', instead: 'excluded.filter(() => false)', test: 'threats/row-05-self-approval-on-github.test.ts' },
  { row: 6, without: 'the rules of the environment are read first', file: 'src/github/facts/host.ts', text: 'gaps: gapsOf(facts.production)', instead: 'gaps: []', test: 'threats/row-06-the-environment-is-no-gate.test.ts' },
  { row: 6, without: 'an environment with credentials is for the base branch alone', file: 'src/github/facts/only-base.ts', text: 'if (gaps.length === 0) return;', instead: 'if (gaps.length !== -1) return;', test: 'github/facts/only-base.test.ts' },
  { row: 6, without: 'it is looked at before a step asks for credentials', file: 'src/actions/run-step-action.ts', text: "environment !== undefined && opened.target === 'cloud'", instead: "environment === 'nothing' && opened.target === 'cloud'", test: 'actions/step-action.test.ts' },
  { row: 7, without: 'a step looks for the record of the gate itself', file: 'src/step.ts', text: 'if (stored === undefined) throw refuse(`there is no record of ${about}`);', instead: "if (stored === undefined) return { ...({} as StepRecord), inputs: {}, facts: {}, sha256: '' };", test: 'threats/row-07-a-skipped-gate.test.ts', slow: true },
  { row: 7, without: 'a job that goes on whatever came before fails the lint', file: LINT, text: "typeof condition === 'string' && /\\b(always|failure|cancelled)\\(/.test(condition)", instead: "typeof condition === 'bigint'", test: 'threats/row-07-a-skipped-gate.test.ts', slow: true },
  { row: 8, without: 'what was loaded is what was saved', file: 'src/github/artifacts.ts', text: 'if (!whole) throw new Halt(', instead: "if (job === '') throw new Halt(", test: 'threats/row-08-the-plan-artifact-is-swapped.test.ts', slow: true },
  { row: 9, without: 'the state is where it was', file: PROMOTE, text: 'if (lineage !== entry.lineage || serial !== entry.serial) {', instead: "if (entry.lineage === '') {", test: 'threats/row-09-a-stale-plan-or-a-drifted-world.test.ts', slow: true },
  { row: 9, without: 'a fresh look before apply', file: PROMOTE, text: 'changesAnything(kept.plan) ? await this.#stillFits(kept, call) : kept', instead: 'kept', test: 'threats/row-09-a-stale-plan-or-a-drifted-world.test.ts', slow: true },
  { row: 10, without: 'an expression inside a shell fails the lint', file: LINT, text: "run?.includes('${{') === true", instead: "run === ''", test: 'workflows/lint.test.ts' },
  { row: 11, without: 'only known keys are written', file: 'src/actions/runner-files.ts', text: 'if (!keys.includes(key)) throw', instead: "if (key === '') throw", test: 'threats/row-11-output-or-env-file-injection.test.ts' },
  { row: 11, without: 'a value ends at a line that nobody knows before', file: 'src/actions/runner-files.ts', text: 'const end = `end_${randomUUID()}`;', instead: "const end = `EOF${randomUUID().slice(36)}`;", test: 'threats/row-11-output-or-env-file-injection.test.ts' },
  { row: 12, without: 'HTML is escaped', file: 'src/documents/markdown.ts', text: "    .replace(/</g, '&lt;')\n", instead: '', test: 'threats/row-12-comment-and-summary-injection.test.ts' },
  { row: 12, without: 'a mention is split', file: 'src/documents/markdown.ts', text: '    .replace(/@/g, `@${SPLIT}`)\n', instead: '', test: 'threats/row-12-comment-and-summary-injection.test.ts' },
  { row: 13, without: 'a stranger is not answered', file: 'src/github/refine-comment.ts', text: "if (!(await mayWrite(call, comment.user.login))) return 'not allowed';", instead: '', test: 'threats/row-13-a-strangers-comment.test.ts' },
  { row: 13, without: 'a privileged trigger fails the lint', file: LINT, text: "const PRIVILEGED_TRIGGERS = ['pull_request_target', 'workflow_run'];", instead: 'const PRIVILEGED_TRIGGERS: string[] = [];', test: 'threats/row-13-privileged-triggers.test.ts' },
  { row: 14, without: 'a reference is a commit', file: LINT, text: 'ref !== undefined && /^[0-9a-f]{40}$/.test(ref)', instead: 'ref !== undefined', test: 'threats/row-14-a-moved-tag.test.ts' },
  { row: 15, without: 'a scanner gets an environment of its own', file: 'src/scanners/run-tool.ts', text: 'const env = { PATH: request.path,', instead: 'const env = { ...(process.env as Record<string, string>), PATH: request.path,', test: 'threats/row-15-a-hijacked-scanner.test.ts' },
  { row: 15, without: 'a job that scans and may write fails the lint', file: LINT, text: "...permissions.filter(([, access]) => access === 'write').map(", instead: '...permissions.filter(() => false).map(', test: 'threats/row-15-a-hijacked-scanner-in-a-job.test.ts' },
  { row: 16, without: 'every component was seen by every tool', file: 'src/scanners/decision.ts', text: '...facts.requiredTools.flatMap((tool) => gaps(tool, facts)),', instead: '', test: 'threats/row-16-a-scan-that-fails-open.test.ts' },
  { row: 17, without: 'a waiver ends', file: 'src/scanners/decision.ts', text: 'matching.find((waiver) => now.getTime() < endOf(waiver))', instead: 'matching[0]', test: 'threats/row-17-suppression-abuse.test.ts' },
  { row: 17, without: 'a waiver is for one component', file: 'src/scanners/decision.ts', text: 'waiver.component === finding.component && ', instead: '', test: 'threats/row-17-suppression-abuse.test.ts' },
  { row: 17, without: 'a waiver that has expired fails, also where it hides nothing', file: 'src/scanners/decision.ts', text: 'missed.has(waiver) || !renewed.has(waiver)', instead: 'missed.has(waiver)', test: 'threats/row-17-suppression-abuse.test.ts' },
  { row: 18, without: 'the closing manifest', file: 'src/evidence/verify.ts', text: '    ...notWhole(content),\n', instead: '', test: 'threats/row-18-evidence-deleted-replayed-or-added.test.ts' },
  { row: 18, without: 'of evidence of other changes only what is whole is believed', file: 'src/evidence/read-past.ts', text: '...notWhole(whole), ', instead: '', test: 'evidence/read-past.test.ts' },
  { row: 19, without: 'a bundle has to show a pass of every step', file: 'src/evidence/verify.ts', text: '    ...missingFrom({ records: content.records, approvals: approvals.held, signatures: signatures.held, chain }, policy),\n', instead: '', test: 'threats/row-19-verify-passes-on-nothing.test.ts' },
  { row: 20, without: 'run, commit and workflow are compared', file: 'src/github/artifact-origin.ts', text: '(found === allowed && found !== undefined ? []', instead: "(found !== 'nothing' ? []", test: 'threats/row-20-a-foreign-artifact.test.ts' },
  { row: 20, without: 'a report is shown under the name of its own project', file: 'src/actions/run-show-check-action.ts', text: 'if (project !== told) throw', instead: "if (project === '') throw", test: 'actions/check-action.test.ts', slow: true },
  { row: 20, without: 'a branch with the right name is looked into', file: 'src/github/status-branch.ts', text: "another !== undefined || changed?.filename !== file || changed.status !== 'modified'", instead: "changed?.filename === ''", test: 'github/status-pull-request.test.ts' },
  { row: 21, without: 'the post step takes only what its own step has noted', file: 'src/actions/post.ts', text: 'by !== null && by === noted', instead: "by !== ''", test: 'threats/row-21-killed-during-apply.test.ts', slow: true },
  { row: 21, without: 'an engine that outlived its run is waited for', file: 'src/steps/interrupted.ts', text: 'if (running !== undefined) {', instead: "if (running?.record.component === '') {", test: 'threats/row-21-killed-during-apply.test.ts', slow: true },
  { row: 22, without: 'what is marked or looks secret is hidden', file: 'src/terraform/redact.ts', text: "  if (isMarked(marks)) return { ...SENSITIVE };\n  if (typeof value === 'string') return secrets.hasText(value, telling) ? { ...SENSITIVE } : value;", instead: "  if (typeof value === 'string') return value;", test: 'threats/row-22-canary-in-a-check.test.ts', slow: true },
  { row: 22, without: 'the digest of a plan cannot be guessed at', file: 'src/terraform/kept-plan.ts', text: "const key = lock === undefined ? randomBytes(32).toString('hex') : null;", instead: 'const key = null;', test: 'terraform/kept-plan.test.ts' },
  { row: 23, without: 'a job reaches one environment', file: 'src/github/job-access.ts', text: 'if (asked !== environment) throw', instead: "if (asked === ('nothing' as string)) throw", test: 'threats/row-23-anothers-credentials.test.ts', slow: true },
  { row: 23, without: 'the token that asks for identities is taken out of the environment', file: 'src/github/oidc.ts', text: 'Reflect.deleteProperty(env, name);', instead: 'void name;', test: 'threats/row-23-anothers-credentials.test.ts', slow: true },
  { row: 23, without: 'one identity for both environments is refused', file: 'src/steps/own-credentials.ts', text: 'if (shared === undefined) return;', instead: 'return;', test: 'steps/own-credentials.test.ts' },
  { row: 24, without: 'a file has a largest size', file: 'src/documents/read-text.ts', text: 'if (bytes > MAX_BYTES) throw', instead: 'if (bytes < 0) throw', test: 'threats/row-24-a-hostile-document.test.ts' },
  { row: 24, without: 'text has no NUL', file: 'src/documents/read-text.ts', text: 'if (bytes.includes(0)) throw', instead: 'if (bytes.length < 0) throw', test: 'threats/row-24-a-hostile-document.test.ts' },
  { row: 24, without: 'a path of the request stays in the project', file: 'src/change/find-request.ts', text: "if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {", instead: "if (inside === '') {", test: 'threats/row-24-a-hostile-change-request.test.ts' },
  { row: 25, without: 'the documents of the base count', file: 'src/steps/documents.ts', text: 'mergeStatements(onBase, ownStatements)', instead: 'mergeStatements(onBase.slice(onBase.length), ownStatements)', test: 'threats/row-25-the-change-brings-its-own-documents.test.ts' },
  { row: 25, without: 'the checklist of the base counts', file: 'src/steps/checklist.ts', text: 'decideChecklist(own, run.policy.mandatory, onBase)', instead: 'decideChecklist(own, run.policy.mandatory, onBase.slice(onBase.length))', test: 'threats/row-25-checklist.test.ts' },
  { row: 25, without: 'the check of the base counts', file: 'src/steps/validate.ts', text: 'const base = configOn(git)?.requirements[id];', instead: 'const base = [configOn(git)?.requirements[id]].slice(1)[0];', test: 'threats/row-25-checks-of-requirements.test.ts' },
  { row: 26, without: 'the verifier brings the trust', file: 'src/evidence/check-signature.ts', text: 'const lines = trust.keys.filter(({ text }) => text === hint);', instead: 'const lines = trust.keys;', test: 'threats/row-26-remade-with-another-key.test.ts' },
  { row: 26, without: 'of evidence of other changes only what is signed by whom the base names is believed', file: 'src/evidence/read-past.ts', text: '...signatures.problems, ', instead: '', test: 'evidence/read-past.test.ts' },
  { row: 26, without: 'a lease that nobody vouches for runs nothing', file: 'src/reap.ts', text: "if (one.doubt !== undefined) return show(lease, 'failed',", instead: "if (one.doubt === '') return show(lease, 'failed',", test: 'reap.test.ts', slow: true },
  { row: 26, without: 'a lease is signed by somebody whom the base names', file: 'src/leases/vouching.ts', text: 'await whoSigned(signed, new Date(entry.at), believed);', instead: 'await whoSigned(signed, new Date(entry.at), undefined);', test: 'leases/lease-log.test.ts' },
  { row: 26, without: 'what is kept elsewhere of this change is signed by whom the base names', file: 'src/vouched-for.ts', text: 'relied.filter((path) => !vouched.has(path))', instead: 'relied.filter(() => false)', test: 'vouched-for.test.ts' },
  { row: 26, without: 'a job looks at what was brought before its step', file: 'src/actions/keep-evidence.ts', text: 'const doubt = await assertVouchedFor(run, brought);', instead: 'const doubt = await assertVouchedFor(run, brought.slice(brought.length));', test: 'actions/keep-evidence.test.ts' },
  { row: 27, without: 'the app gets an empty home', file: 'src/steps/synth.ts', text: 'env: { ...run.harmlessEnv, HOME: emptyHome(run) }', instead: "env: { ...run.harmlessEnv, ...(emptyHome(run) === '' ? {} : {}) }", test: 'threats/row-27-code-in-synth.test.ts', slow: true },
  { row: 27, without: 'the app may not write into the evidence', file: 'src/steps/untouched-evidence.ts', text: 'if (digest() !== before) throw', instead: "if (before === 'never') throw", test: 'threats/row-27-code-in-synth.test.ts', slow: true },
  { row: 27, without: 'an installation beside id-token fails the lint', file: LINT, text: 'INSTALLS.test(line) && !WITHOUT_SCRIPTS.test(line)', instead: "line === '' && INSTALLS.test(line) && !WITHOUT_SCRIPTS.test(line)", test: 'workflows/lint.test.ts' },
  { row: 27, without: 'a job that may become a role runs none of the code', file: 'src/actions/run-drift-action.ts', text: 'drift(run, broughtStacks)', instead: 'drift(run, broughtStacks === undefined ? broughtStacks : undefined)', test: 'actions/drift-action.test.ts' },
  { row: 28, without: 'below a changing upstream an expectation is sealed', file: 'src/steps/deployment.ts', text: "changing.has(name)) ? 'expectation' : 'plan'", instead: "changing.has(name)) ? 'plan' : 'plan'", test: 'threats/row-28-a-plan-made-before-its-upstream-changes.test.ts', slow: true },
];
