import { foreignLine } from '../escape.ts';

/** Where an annotation stands. Paths are relative to the repository. */
export interface Place {
  title?: string;
  file?: string;
  line?: number;
}

/**
 * One command for the runner, `::error file=a.ts,line=3::text`, in which no value can begin another command or another property.
 * The only place that writes any. https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
function commandLine(name: 'error' | 'warning' | 'notice' | 'group' | 'endgroup' | 'add-mask', message: string, place: Place = {}): string {
  const properties = Object.entries(place).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name}${properties.length === 0 ? '' : ` ${properties.join(',')}`}::${escapeData(message)}\n`;
}

/** An annotation. Its text may have several lines; what is foreign in it is made harmless line by line, since the log shows it too. */
export function annotation(level: 'error' | 'warning' | 'notice', message: string, place: Place = {}): string {
  const { title, file, line } = place;
  const properties = { ...(title === undefined ? {} : { title: foreignLine(title) }), ...(file === undefined ? {} : { file: foreignLine(file) }), ...(line === undefined ? {} : { line }) };
  return commandLine(level, message.split(/\r?\n/).map(foreignLine).join('\n'), properties);
}

export function groupStart(title: string): string {
  return commandLine('group', foreignLine(title));
}

export function groupEnd(): string {
  return commandLine('endgroup', '');
}

/** The runner compares a log line by line, so each line of a secret is one. An empty mask would hide everything. */
export function masks(secret: string): string {
  return secret.split(/\r?\n|\r/).filter((line) => line.trim() !== '').map((line) => commandLine('add-mask', line)).join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
