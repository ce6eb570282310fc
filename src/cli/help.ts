import { capitalized } from '../base/capitalized';
import { nearestOf, type CliCommand, type CliOption } from './command';

/** What the command line can do, a command a line. */
export function helpOfAll(commands: readonly CliCommand[]): string {
  const rows = commands.map(({ name, takes, summary }) => [`${name} ${takes}`.trim(), summary] as const);
  return [
    'usage: plugin-workbench COMMAND',
    '',
    ...inColumns(rows),
    '',
    'plugin-workbench COMMAND --help tells more of one; --version prints the version.',
  ].join('\n');
}

/** What one command takes and does. */
export function helpOf(command: CliCommand): string {
  const rows = Object.entries(command.options).map(([name, option]) => [written(name, option), option.about] as const);
  const { summary, terms = [] } = command;
  const details = [...terms, ...(command.details ?? [])];
  return [
    usageOf(command),
    '',
    `${capitalized(summary)}.`,
    ...(rows.length > 0 ? ['', ...inColumns(rows)] : []),
    ...(details.length > 0 ? ['', ...details] : []),
  ].join('\n');
}

/** One line for whoever has used a command wrongly. */
export function usageOf({ name, takes, options }: CliCommand): string {
  const all = Object.entries(options).flatMap(([option, is]) =>
    takes.includes(`--${option} `) ? [] : `[${written(option, is)}]${is.multiple === true ? '…' : ''}`,
  );
  return ['usage: plugin-workbench', name, takes, ...all].filter(Boolean).join(' ');
}

/** What is said of a word that is no command. */
export function unknownCommand(word: string, commands: readonly CliCommand[]): string {
  const names = commands.map(({ name }) => name);
  return `There is no command "${word}".${nearestOf(word, names)}`;
}

function written(name: string, { takes, mayTake }: CliOption): string {
  const value = mayTake === undefined ? '' : `[=${mayTake}]`;
  return takes === undefined ? `--${name}${value}` : `--${name} ${takes}`;
}

export function inColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
