import { join, relative } from '../base/paths';
import { scaffoldKinds } from '../platforms/platforms';
import { readTemplates } from '../runtime/scaffold/templates';
import type { Decision } from '../runtime/scaffold/scaffold-writer';
import { UsageError, absolute, assignments, parsed, type CliCommand, type CliOptions } from './command';

const DECISIONS: readonly Decision[] = ['refuse', 'overwrite', 'rename', 'skip'];

const options = {
  into: { takes: 'DIR', about: "the folder in which the plugin's own folder is made" },
  set: { takes: 'KEY=VALUE', multiple: true, about: 'an answer to a question of the kind, such as provider=aws' },
  existing: { takes: DECISIONS.join('|'), about: 'what becomes of files that are there; refuse unless given' },
} as const satisfies CliOptions;

export const scaffold: CliCommand = {
  name: 'scaffold',
  takes: 'KIND NAME --into DIR',
  options,
  summary: 'write a new plugin',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [id, name, ...more] = positionals;
    const kind = scaffoldKinds.find((candidate) => candidate.id === id);
    if (!kind) {
      throw new UsageError(`KIND is one of ${scaffoldKinds.map((candidate) => candidate.id).join(', ')}.`);
    }
    if (name === undefined || more.length > 0 || values.into === undefined) {
      throw new UsageError('scaffold takes a kind, a name, and the folder --into which it is written.');
    }
    const decision = DECISIONS.find((candidate) => candidate === (values.existing ?? 'refuse'));
    if (!decision) {
      throw new UsageError(`--existing is one of ${DECISIONS.join(', ')}.`);
    }
    const templates = await readTemplates(join(runtime.templates, ...kind.id.split('.')));
    const plan = kind.plan({ ...assignments('set', values.set ?? []), name }, templates);
    runtime.scaffolds.onDidMend(({ words: told }) => output.note(told));
    const written = await runtime.scaffolds.write(plan, absolute(values.into), decision, signal);
    written.files.forEach((file) => output.line(relative(absolute('.'), join(written.folder, file))));
    return 0;
  },
};
