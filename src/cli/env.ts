import { environmentOf } from '../platforms/platforms';
import { UsageError, filesOf, parsed, pluginIn, type CliCommand, type CliOptions } from './command';
import { progressLine } from './progress-line';

const options = {
  python: { takes: 'FILE', about: 'the Python from which it is made; the best on the PATH unless given' },
} as const satisfies CliOptions;

export const env: CliCommand = {
  name: 'env',
  takes: 'DIR',
  options,
  summary: 'make a virtual environment fit for a plugin, in its .venv',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageError('env takes the folder of one plugin.');
    }
    const files = await filesOf(folder, output, signal);
    const plugin = await pluginIn(folder, files);
    const result = await runtime.environments.setUp({
      folder: plugin.folder,
      plan: await environmentOf(plugin, files),
      chosen: process.env['PLUGIN_WORKBENCH_PYTHON'],
      base: values.python && (await runtime.python.chosen(values.python, process.cwd())),
      signal,
      onProgress: (progress) => output.note(progressLine(progress)),
      onLine: (line) => output.note(line),
    });
    [...result.notes, ...result.missing.map((line) => `missing: ${line}`), ...result.findings].forEach((line) =>
      output.note(line),
    );
    output.line(result.interpreter);
    return result.missing.length > 0 ? 1 : 0;
  },
};
