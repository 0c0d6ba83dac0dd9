import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROBES, probeById } from '../../src/claims/probes/all.ts';
import { BUILT_IN, parseCompliance } from '../../src/compliance/mapping.ts';
import { mergeMappings, type Known } from '../../src/compliance/merge.ts';
import { digestOf } from '../../src/digest.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import { UserError } from '../../src/errors.ts';
import { packageRoot } from '../../src/package-root.ts';

const controls = Object.values(BUILT_IN.frameworks).flatMap((framework) => framework.controls);

describe('the controls that Cutover maps', () => {
  it('are all of the editions that are named', () => {
    expect(Object.values(BUILT_IN.frameworks).map(({ name, edition, controls: { length } }) => [name, edition, length])).toEqual([
      ['CIS AWS Foundations', '3.0.0', 62], ['SOC 2 (trust services criteria)', '2017, points of focus of 2022', 43], ['ISO/IEC 27001, Annex A', '2022', 93],
    ]);
    for (const framework of Object.values(BUILT_IN.frameworks)) expect(new Set(framework.controls.map(({ id }) => id)).size).toBe(framework.controls.length);
  });

  it('name probes that there are', () => {
    expect(controls.flatMap(({ probes }) => probes).filter((id) => probeById(PROBES, id) === undefined)).toEqual([]);
  });

  it("name the very rules of the reference platform's guidelines", () => {
    const file = 'docs/infrastructure-guidelines.md';
    const { statements } = readDocument('guidelines', readFileSync(join(packageRoot(), 'cdktf-stacks', file), 'utf8'), file);
    const rules = Object.fromEntries(statements.map(({ id, rule }) => [id, rule === undefined ? null : digestOf(rule)]));
    const named = [...new Set(controls.flatMap((control) => control.rules))].sort();
    expect(BUILT_IN.rules).toEqual(Object.fromEntries(named.map((id) => [id, rules[id]])));
  });

  it('name checks of which it is known what they look at', () => {
    expect([...new Set(controls.flatMap(({ checks }) => checks))].sort()).toEqual(Object.keys(BUILT_IN.checks).sort());
  });

  it('say what is left to look at wherever nothing looks', () => {
    expect(controls.filter(({ rules, checks, probes, unchecked }) => rules.length + checks.length + probes.length === 0 && typeof unchecked !== 'string')).toEqual([]);
  });
});

const KNOWN: Known = { rules: ['bucket-encrypted', 'backups-practised'], isProbe: (id) => id === 'scanned' };
const merge = (yaml: string): ReturnType<typeof mergeMappings> => mergeMappings(parseCompliance(`version: 1\n${yaml}`, 'compliance.yaml'), KNOWN, 'compliance.yaml');
const of = (control: string): string => `frameworks:\n  soc2:\n    controls:\n      - ${control}\n`;

describe("a project's own mapping", () => {
  it('adds evidence to a control, and says what is left', () => {
    const control = merge(of("{ id: A1.3, rules: [backups-practised], unchecked: null }")).frameworks.find(({ id }) => id === 'soc2')?.controls.find(({ id }) => id === 'A1.3');
    expect(control).toEqual({ id: 'A1.3', title: 'Recovery is tested', unchecked: null, sources: [{ kind: 'probe', id: 'rollback-tested', own: false }, { kind: 'rule', id: 'backups-practised', own: true }] });
  });

  it('leaves every other control as it was', () => {
    const [before, after] = [mergeMappings(undefined, KNOWN, ''), merge(of('{ id: A1.3, rules: [backups-practised] }'))];
    const others = (merged: typeof before): object[] => merged.frameworks.flatMap(({ controls: list }) => list.filter(({ id }) => id !== 'A1.3'));
    expect(others(after)).toEqual(others(before));
  });

  it('brings frameworks and checks of its own', () => {
    const own = merge('checks:\n  CKV_X_1: [aws_sqs_queue]\nframeworks:\n  house:\n    name: House rules\n    controls:\n      - { id: H1, title: Queues are fine, checks: [CKV_X_1] }\n');
    expect(own.frameworks.at(-1)).toEqual({ id: 'house', name: 'House rules', edition: null, controls: [{ id: 'H1', title: 'Queues are fine', unchecked: null, sources: [{ kind: 'check', id: 'CKV_X_1', own: true }] }] });
    expect(own.checks['CKV_X_1']).toEqual(['aws_sqs_queue']);
  });

  it.each([
    ['a rule that no document has', of('{ id: A1.3, rules: [bucket-encryptd] }'), /controls\.A1\.3\.rules: the documents have no such demand\n +found: +bucket-encryptd\n +allowed: bucket-encrypted$/],
    ['a probe that there is not', of('{ id: A1.3, probes: [scannd] }'), /A1\.3\.probes: there is no such probe/],
    ['a check of which nothing is known', of('{ id: A1.3, checks: [CKV_AWS_9999] }'), /A1\.3\.checks: it is not known what this check looks at/],
    ['a control without a title that is not known', of('{ id: A9.9, rules: [bucket-encrypted] }'), /does not know this control/],
    ['a framework without a name that is not known', 'frameworks: { house: { controls: [{ id: H1, title: T, rules: [bucket-encrypted] }] } }', /frameworks\.house\.name/],
    ['a control that rests on nothing', of('{ id: A9.9, title: T }'), /nothing shows this control/],
    ['a control twice', of('{ id: A1.3 }\n      - { id: A1.3 }'), /listed twice/],
    ['a field that there is not', of('{ id: A1.3, state: met }'), /compliance\.yaml:\d+: .*state/],
    ['a digest of a rule', 'frameworks: {}\nrules: { a: b }', /rules/],
    ['no edition of the file', 'frameworks: []', /frameworks/],
  ])('is refused for %s', (_what, yaml, message) => {
    expect(() => merge(yaml)).toThrow(UserError);
    expect(() => merge(yaml)).toThrow(message);
  });
});
