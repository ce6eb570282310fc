import { join, relative } from '../base/paths';
import { scaffoldKinds } from '../platforms/platforms';
import type { Answers, ScaffoldKind, ScaffoldPlan, Templates } from '../base/scaffold';
import { WorkbenchError, sentence } from '../base/workbench-error';
import { readTemplates } from '../runtime/scaffold/templates';
import { FilesInTheWay, type Decision } from '../runtime/scaffold/scaffold-writer';
import { UsageError, absolute, assignments, nearestOf, parsed, type CliCommand, type CliOptions } from './command';
import { inShell } from './in-shell';

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
  details: scaffoldKinds.flatMap(detailsOf),
  summary: 'write a new plugin',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [id, name, ...more] = positionals;
    const kind = scaffoldKinds.find((candidate) => candidate.id === id);
    if (!kind) {
      const kinds = scaffoldKinds.map((candidate) => candidate.id);
      const wrong = id === undefined ? '' : `There is no kind "${id}".${nearestOf(id, kinds)} `;
      throw new UsageError(`${wrong}KIND is one of ${kinds.join(', ')}.`);
    }
    if (name === undefined || more.length > 0 || values.into === undefined) {
      throw new UsageError('scaffold takes a kind, a name, and the folder --into which it is written.');
    }
    const decision = DECISIONS.find((candidate) => candidate === (values.existing ?? 'refuse'));
    if (!decision) {
      throw new UsageError(
        `--existing is one of ${DECISIONS.join(', ')}.${nearestOf(values.existing ?? '', DECISIONS)}`,
      );
    }
    const given = assignments('set', values.set ?? [], 'KEY=VALUE');
    if (Object.hasOwn(given, 'name')) {
      throw new UsageError('The name is the word behind KIND, not an answer of --set.');
    }
    const templates = await readTemplates(join(runtime.templates, ...kind.id.split('.')));
    const plan = planOf(kind, { ...given, name }, templates);
    runtime.scaffolds.onDidMend(({ words: told }) => output.note(told));
    const written = await runtime.scaffolds
      .write(plan, absolute(values.into), decision, signal)
      .catch((error: unknown) => {
        throw error instanceof FilesInTheWay ? withOption(error) : error;
      });
    written.files.forEach((file) => output.line(relative(absolute('.'), join(written.folder, file))));
    output.note(
      written.files.length === 0
        ? `Nothing to write: all files are there in ${written.folder}.`
        : nextSteps(kind, relative(absolute('.'), written.folder)),
    );
    return 0;
  },
};

/** The kind, and the keys of its answers but for the name, which stands behind it. */
function detailsOf({ id, title, questions }: ScaffoldKind): string[] {
  const answers = questions.filter((question) => question.id !== 'name');
  const width = Math.max(...answers.map((question) => question.id.length));
  return [
    `KIND ${id}: ${title}. Its keys for --set:`,
    ...answers.map((question) => `  ${question.id.padEnd(width)}  ${question.prompt}`),
  ];
}

/** @throws UsageError for an answer that is refused: the plan is made of nothing else. */
function planOf(kind: ScaffoldKind, answers: Answers, templates: Templates): ScaffoldPlan {
  try {
    return kind.plan(answers, templates);
  } catch (error) {
    throw error instanceof WorkbenchError ? new UsageError(sentence(error)) : error;
  }
}

function withOption({ what, where }: FilesInTheWay): WorkbenchError {
  const decisions = '--existing overwrite, --existing rename or --existing skip';
  return new WorkbenchError({ what, where, next: { title: `Choose another name, or say ${decisions}` } });
}

function nextSteps({ firstCall }: ScaffoldKind, folder: string): string {
  const plugin = inShell(folder);
  return firstCall === undefined
    ? 'Written.'
    : [
        'What comes next:',
        `  plugin-workbench env ${plugin}`,
        `  plugin-workbench serve ${plugin}`,
        `  plugin-workbench call ${plugin} ${firstCall}`,
      ].join('\n');
}
