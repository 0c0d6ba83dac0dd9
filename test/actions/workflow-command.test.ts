import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { createActionUi } from '../../src/actions/ui.ts';
import { annotation, groupStart, masks } from '../../src/actions/workflow-command.ts';

/** As the runner reads a line: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function commandIn(line: string): { name: string; properties: Record<string, string>; data: string } | undefined {
  const old = /##\[([\w-]+)/.exec(line);
  if (old !== null) return { name: `old ${old[1] ?? ''}`, properties: {}, data: line };
  const [, name, properties = '', data = ''] = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  if (name === undefined) return undefined;
  const decode = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  return { name, properties: Object.fromEntries(properties.split(',').filter((part) => part !== '').map((part) => [part.slice(0, part.indexOf('=')), decode(part.slice(part.indexOf('=') + 1))])), data: decode(data) };
}

const commandsIn = (log: string): string[] => log.split(/\r\n|\n|\r/).flatMap((line) => commandIn(line)?.name ?? []);

const HOSTILE = ['::set-output name=verdict::pass', '::stop-commands::x', '  ::add-mask::a', '\u00a0::error::x', 'a\n::set-env name=PATH::/tmp', 'a\r::warning::x', '##[set-env name=PATH]/tmp', 'a ##[group]x', '%0A::error::x', 'a::b', '\u001b[2J::error::x', '\u2028::error::x'];

describe('row 12: foreign text in the log', () => {
  it.each(HOSTILE)('begins no command: %j', (text) => {
    expect(commandsIn(annotation('error', text, { title: text, file: text, line: 1 }))).toEqual(['error']);
    expect(commandsIn(groupStart(text))).toEqual(['group']);
    const stream = new PassThrough();
    const ui = createActionUi(stream as unknown as NodeJS.WriteStream);
    ui.line(text);
    ui.line(`${text}\n${text}`, 'bad');
    expect(commandsIn(String(stream.read()))).toEqual([]);
    ui.heading(text);
    ui.end();
    expect(commandsIn(String(stream.read()))).toEqual(['group', 'endgroup']);
  });

  it.each(['a,line=9::x', 'a::b', 'a%2Cline=9', 'title=x'])('makes no property of its own: %j', (text) => {
    const command = commandIn(annotation('error', 'x', { title: text, file: text, line: 3 }).trimEnd());
    expect(Object.keys(command?.properties ?? {})).toEqual(['title', 'file', 'line']);
    expect(command).toMatchObject({ name: 'error', properties: { file: text, line: '3' }, data: 'x' });
  });

  it('a secret of several lines is masked line by line, and an empty one masks nothing', () => {
    expect(masks('one\r\ntwo\n\n').split('\n').flatMap((line) => commandIn(line)?.data ?? [])).toEqual(['one', 'two']);
    expect(masks('')).toBe('');
  });
});
