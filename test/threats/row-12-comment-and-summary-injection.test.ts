import { describe, expect, it } from '@jest/globals';
import { commentHtml } from '../../scripts/github-markdown.ts';
import { annotationsOf } from '../../src/github/annotations.ts';
import { renderComment } from '../../src/github/comment/render-comment.ts';
import { renderSummary } from '../../src/github/summary.ts';
import type { CheckReport } from '../../src/presentation/check-report.ts';
import { sarifOf } from '../../src/scanners/sarif.ts';
import { aClaim, aComponent, aFinding, aLinks, aReport } from '../github/comment/a-report.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';

/** Each holds `EVIL`, so that what became of it can be found. */
const HOSTILE = [
  '<script>EVIL()</script>', '<img src="https://evil.example/EVIL.png">', '</details><h1>EVIL</h1>', '</code></summary><b>EVIL</b>', '--><h1>EVIL</h1><!--', '<!-- cutover-check project=EVIL head= run=9.9 -->',
  '[EVIL](https://evil.example)', '![EVIL](https://evil.example/x.png)', '[EVIL]: https://evil.example', '**EVIL**', '# EVIL', '> [!TIP]\n> EVIL', '- [x] EVIL', '| EVIL | b |\n|---|---|', '\n\n---\n\nEVIL', '```\n</details>\n\n# EVIL', '````diff\n# EVIL', 'x\n```\n<h1>EVIL</h1>\n# EVIL\n```\n[x](https://evil.example/EVIL)', '$\\EVIL$',
  '@EVIL and @acme/EVIL', 'https://evil.example/EVIL', 'www.evil.example/EVIL', 'EVIL #1 acme/shop#1 GH-1', '::error file=EVIL::x', '\n::set-output name=EVIL::x', '##[error]EVIL', '$(touch EVIL)', '`touch EVIL`', 'EVIL\u202Etxt', "EVIL' onmouseover='x", 'EVIL" onload="x', 'javascript:EVIL()', ')EVIL](https://evil.example',
];

/** A report with the text wherever others can put one. */
function reportOf(text: string): CheckReport {
  const changes = [aPlannedResource({ address: `aws_s3_bucket.${text}`, action: 'replace', before: { [text]: 'a', b: text }, after: { [text]: text, b: { c: text } }, replacePaths: [[text]] })];
  return aReport({
    verdict: 'fail',
    project: text,
    change: { id: 'CR-0001', file: `changes/${text}.md`, title: text, risk: 'normal', requester: text, status: 'submitted', components: ['storage'] },
    steps: [{ step: 'synth', verdict: 'fail', reasons: [text, `app failed:\n${text}`], place: { file: `src/${text}.ts`, line: 3 } }, { step: 'plan', environment: 'production', verdict: 'halt', reasons: [text] }],
    components: [aComponent({ touchedBy: [text], plans: [{ state: 'planned', environment: 'production', kind: 'plan', changes, outputs: [{ name: text, action: 'update' }] }] }), aComponent({ name: 'other', plans: [{ state: 'failed', environment: 'production', because: text }] })],
    findings: [aFinding({ address: text, problem: text, check: text, tool: text, severity: text, guideline: text, place: { file: `src/${text}.ts`, line: 4 } })],
    claims: [aClaim({ id: text, statement: text, owner: text, reason: text, source: { file: `docs/${text}.md`, line: 1 }, violations: [{ problem: text, resource: text, component: text, place: { file: text, line: 5 } }] }), aClaim({ violations: [], reason: text })],
    next: [{ what: text, whom: [text], how: text }, { what: 'x', whom: [], how: `cutover approve ${text}` }],
    tools: [{ tool: text, version: text }],
  });
}

/** Nothing but what we write ourselves: no other element, attribute or address. */
const ELEMENTS = ['a', 'blockquote', 'br', 'code', 'del', 'details', 'div', 'em', 'h2', 'h3', 'li', 'ol', 'p', 'pre', 'span', 'strong', 'sub', 'summary', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'];

function strange(html: string): string[] {
  const tags = [...html.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)].map(([tag, name = '', attributes = '']) => ({ tag, name, attributes: [...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)] }));
  return tags.filter(({ name, attributes }) => !ELEMENTS.includes(name) || attributes.some(([, attribute = '', value = '']) => (attribute === 'href' ? !/^https:\/\/github\.com\/acme\/shop\/(blob|commit|actions\/runs)\//.test(value) : attribute !== 'class' && attribute !== 'align'))).map(({ tag }) => tag);
}

/** Structure alone, without words: the same whatever the words are. */
const shape = (html: string): string => html.replace(/>[^<]*</g, '><').replace(/^[^<]*|[^>]*$/g, '').replace(/href="[^"]*"/g, 'href').replace(/(<br><\/?)+/g, '<').replace(/<span class="[a-z]*"><\/span>/g, '');

describe.each([['comment', (text: string) => renderComment(reportOf(text), aLinks())], ['job summary', (text: string) => renderSummary(reportOf(text), aLinks())]])('row 12: injection into the %s', (_name, render) => {
  it.each(HOSTILE)('shows it, and obeys nothing in it: %j', (text) => {
    const markdown = render(text);
    const html = commentHtml(markdown);
    expect(strange(html)).toEqual([]);
    expect(html).toContain('EVIL');
    expect(html).not.toContain('<h1');
  });

  it('has the same structure, whatever the words are', () => {
    const plain = shape(commentHtml(render('harmless')));
    for (const text of ['<b>EVIL</b>', '**EVIL** and [x][y]', '</details>EVIL', '@EVIL']) expect(shape(commentHtml(render(text)))).toBe(plain);
  });

  it('mentions nobody outside of code: what follows an @ is split from it', () => {
    const outside = render('@EVIL').replace(/(`+)[^`][^]*?\1/g, '').replace(/<code>.*?<\/code>/g, '');
    expect(outside).not.toMatch(/@\w/);
    expect(outside).toContain('@<!-- -->EVIL');
  });

  it('no line is a command to the job that prints it', () => {
    for (const text of ['::error::EVIL', '\n::error::EVIL', '##[error]EVIL', 'a\r\n::stop-commands::EVIL']) expect(render(text)).not.toMatch(/^\s*::|^##\[/m);
  });
});

describe('row 12: injection into annotations and code scanning', () => {
  it.each(HOSTILE)('%j is plain text, titles are one line, and a message of SARIF makes no link of it', (text) => {
    const { prefix, findings, steps, claims } = reportOf(text);
    for (const { title, message } of annotationsOf({ prefix, findings, steps, claims })) {
      expect(title).not.toMatch(/[\n\r\u202E]/);
      expect(message).not.toMatch(/[\r\u202E]/);
    }
    const { log } = sarifOf({ project: 'shop', prefix: '', tools: [{ tool: text, version: '1' }], findings, otherwise: { file: 'cutover.yaml', line: 1 } });
    const [{ results: [result] = [] } = {}] = (log as { runs: { results: { message: { text: string } }[] }[] }).runs;
    expect(result?.message.text).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
  });
});
