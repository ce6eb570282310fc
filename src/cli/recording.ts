import { UsageError, filesOf, parsed, pluginIn, type CliCommand, type CliOptions } from './command';
import { inColumns } from './help';
import { fromHere } from './place';

const options = {
  drop: { takes: 'NUMBER', multiple: true, about: 'take a call out of it, by its number' },
} as const satisfies CliOptions;

export const recording: CliCommand = {
  name: 'recording',
  takes: 'DIR [NAME]',
  options,
  summary: "list the calls in a plugin's recording, each with its number, status, when and how often it was made",
  details: ['A recording is a JSON file in DIR/recordings, which may be edited; the README says what stands in it.'],
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [folder, name, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageError('recording takes the folder of a plugin, and the name of a recording.');
    }
    const plugin = await pluginIn(folder, await filesOf(folder, output, signal));
    const { recordings } = runtime;
    const found = await recordings.read(plugin.folder, name);
    const dropped = new Set((values.drop ?? []).map((given) => numberOf(given, found.calls.length)));
    const left = { ...found, calls: found.calls.filter((_, index) => !dropped.has(index + 1)) };
    if (dropped.size > 0) {
      output.note(`Kept in ${fromHere(await recordings.keep(plugin.folder, left))}.`);
    }
    const { indexOf } = await import('../runtime/recording/ways');
    const rows = indexOf(left).map(
      ({ method, address, status, when, times }, index) =>
        [`${index + 1}`, `${status} ${when || 'at some time'} ${times}× ${method} ${address}`] as const,
    );
    inColumns(rows).forEach((row) => output.oneLine(row.trimEnd()));
    return 0;
  },
};

function numberOf(given: string, most: number): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new UsageError(`--drop takes the number of a call, from 1 to ${most}, not "${given}".`);
  }
  return number;
}
