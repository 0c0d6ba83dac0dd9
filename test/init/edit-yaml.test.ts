import { describe, expect, it } from '@jest/globals';
import { editFrontMatter, editYaml, put } from '../../src/init/component/edit-yaml.ts';

const edit = (text: string): string => editYaml(text, 'cutover.yaml', (document) => put(document, ['checks', 'storage'], []));

describe('YAML that is edited', () => {
  it('keeps its comments and its order', () => {
    expect(edit('# ours\nname: shop # short\nchecks: {}\n')).toBe('# ours\nname: shop # short\nchecks:\n  storage: []\n');
  });

  it.each([
    ['a name twice', 'name: shop\nname: other\n', /^cutover\.yaml:2: not valid YAML: Map keys must be unique/],
    ['no YAML', 'name: [\n', /^cutover\.yaml:\d: not valid YAML/],
    ['a tag of its own', 'name: !!js/function x\n', /^cutover\.yaml:1: not valid YAML/],
  ])('with %s is an error with its line', (_name, text, message) => {
    expect(() => edit(text)).toThrow(message);
  });

  it('says the line of the file where it stands under a fence', () => {
    expect(() => editFrontMatter('---\nname: shop\nname: other\n---\n', 'docs/x.md', () => undefined)).toThrow(/^docs\/x\.md:3: /);
  });

  it('takes time by the number of its names, not by its square', () => {
    const text = `name: shop\n${Array.from({ length: 14_000 }, (_, index) => `n${index}: 1\n`).join('')}`;
    const started = process.cpuUsage();
    edit(text);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(1.5);
  });
});
