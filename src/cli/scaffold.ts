import { join, relative } from '../base/paths';
import {
  MissingAnswer,
  completeAnswers,
  isSecret,
  optionsOf,
  type Answers,
  type IsTaken,
  type Question,
} from '../base/questions';
import {
  takenAmong,
  type NewFolderScaffold,
  type PluginScaffold,
  type ScaffoldKind,
  type ScaffoldPlan,
  type Templates,
} from '../base/scaffold';
import { WorkbenchError, sentence } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import type { Platform } from '../platforms/platform';
import { platforms as allPlatforms } from '../platforms/all-platforms';
import { FilesInTheWay, type Decision, type Written } from '../runtime/scaffold/scaffold-writer';
import { templatesOf } from '../runtime/scaffold/templates';
import {
  UsageError,
  absolute,
  assignments,
  filesOf,
  nearestOf,
  parsed,
  pluginIn,
  type CliCommand,
  type CliContext,
  type CliOptions,
} from './command';
import { inShell } from './in-shell';
import { textOfNamed } from './named-path';

const DECISIONS: readonly Decision[] = ['refuse', 'overwrite', 'rename', 'skip'];

const options = {
  into: { takes: 'DIR', about: "the folder in which the plugin's own folder is made, or the plugin that is added to" },
  set: { takes: 'KEY=VALUE', multiple: true, about: 'an answer to a question of the kind, such as provider=aws' },
  existing: { takes: DECISIONS.join('|'), about: 'what becomes of files that are there; refuse unless given' },
} as const satisfies CliOptions;

/** What is asked for: the answers by their keys, and the place. */
interface Order {
  readonly given: Answers;
  readonly into: string;
  readonly existing: string | undefined;
  readonly templates: Templates;
}

/** The command `scaffold` for the kinds of some platforms. */
export function scaffoldCommand(platforms: readonly Platform[]): CliCommand {
  const kinds = platforms.flatMap((platform) => (platform.scaffolds ?? []).map((kind) => ({ platform, kind })));
  const ids = kinds.map(({ kind }) => kind.id);
  return {
    name: 'scaffold',
    takes: 'KIND NAME --into DIR',
    options,
    details: kinds.flatMap(({ kind }) => detailsOf(kind)),
    summary: 'write a new plugin, or add to one',
    async run(words, context) {
      const { values, positionals } = parsed(words, options);
      const [id, name, ...more] = positionals;
      const chosen = kinds.find(({ kind }) => kind.id === id);
      if (!chosen) {
        throw new UsageError(`${unknownKind(id, ids)}KIND is one of ${ids.join(', ')}.`);
      }
      if (name === undefined || more.length > 0 || values.into === undefined) {
        throw new UsageError('scaffold takes a kind, a name, and the folder --into which it is written.');
      }
      const given = assignments('set', values.set ?? [], 'KEY=VALUE');
      if (Object.hasOwn(given, 'name')) {
        throw new UsageError('The name is the word behind KIND, not an answer of --set.');
      }
      const { kind, platform } = chosen;
      const told = await withSecrets(kind.questions, given, context);
      const templates = await templatesOf(kind, context.runtime.templates);
      const order = { given: { ...told, name }, into: values.into, existing: values.existing, templates };
      context.runtime.scaffolds.onDidMend(({ words: told }) => context.output.note(told));
      await (kind.into === 'plugin' ? addTo(kind, platform, order, context) : writeNew(kind, platform, order, context));
      return 0;
    },
  };
}

export const scaffold = scaffoldCommand(allPlatforms);

/** The answers with secrets in place of the files that hold them: the words of a command line are seen by everybody. */
async function withSecrets(
  questions: readonly Question[],
  given: Answers,
  { runtime, signal }: CliContext,
): Promise<Answers> {
  const secrets = Object.keys(given).filter((id) => questions.some((each) => each.id === id && isSecret(each)));
  const read = secrets.map(async (id): Promise<[string, string]> => {
    const [sign, file] = [given[id]?.slice(0, 1), given[id]?.slice(1) ?? ''];
    if (sign !== '@' || file === '') {
      throw new UsageError(`--set ${id} takes no secret as a word. Write it into a file, and say --set ${id}=@FILE.`);
    }
    const value = (await textOfNamed(file, signal)).trim();
    runtime.redactor.hide([value]);
    return [id, value];
  });
  return { ...given, ...Object.fromEntries(await Promise.all(read)) };
}

async function writeNew(kind: NewFolderScaffold, platform: Platform, order: Order, context: CliContext): Promise<void> {
  const { given, into, existing = 'refuse', templates } = order;
  const decision = DECISIONS.find((candidate) => candidate === existing);
  if (!decision) {
    throw new UsageError(`--existing is one of ${DECISIONS.join(', ')}.${nearestOf(existing, DECISIONS)}`);
  }
  const plan = asUsage(() => kind.plan(answersTo(kind.questions, given), templates));
  const { runtime, output, signal } = context;
  const written = await runtime.scaffolds.write(plan, absolute(into), decision, signal).catch((error: unknown) => {
    throw error instanceof FilesInTheWay ? withOption(error) : error;
  });
  tellFiles(written, context);
  output.note(
    written.files.length === 0
      ? `Nothing to write: all files are there in ${written.folder}.`
      : nextSteps(stepsAfter(plan, platform, inShell(relative(absolute('.'), written.folder)))),
  );
}

async function addTo(
  kind: PluginScaffold<Plugin>,
  platform: Platform,
  { given, into, existing, templates }: Order,
  context: CliContext,
): Promise<void> {
  if (existing !== undefined) {
    throw new UsageError(
      `--existing is for a plugin of its own; ${kind.id} writes over no file of the one it adds to.`,
    );
  }
  const { runtime, output, signal } = context;
  const plugin = await pluginIn(into, await filesOf(into, output, signal), [platform]);
  if (!kind.fits(plugin)) {
    throw new WorkbenchError({
      what: `${kind.id} does not fit ${plugin.name}, ${plugin.type} of ${platform.title}.`,
      next: { title: 'Name another plugin' },
    });
  }
  const place = kind.placeIn?.(plugin) ?? plugin.folder;
  const answers = answersTo(kind.questions, given, takenAmong(kind.namesIn?.(plugin) ?? []));
  const addition = await kind.plan(answers, templates, plugin, await runtime.scaffolds.texts(place));
  const written = await runtime.scaffolds.add(addition, place, signal);
  tellFiles(written, context);
  const edited = addition.edits.map(({ path }) => path).filter((path) => written.files.includes(path));
  output.note([`Added to ${plugin.name}.`, edited.length > 0 ? `Edited: ${edited.join(', ')}.` : ''].join(' ').trim());
  if (kind.commandAfter !== undefined) {
    output.note(nextSteps([`${kind.commandAfter} ${inShell(relative(absolute('.'), join(place, addition.open)))}`]));
  }
}

function tellFiles({ files, folder }: Written, { output }: CliContext): void {
  files.forEach((file) => output.line(relative(absolute('.'), join(folder, file))));
}

/** The kind, and the keys of its answers but for the name, which stands behind it. */
function detailsOf({ id, title, questions, into }: ScaffoldKind): string[] {
  const answers = questions.filter((question) => question.id !== 'name');
  const width = Math.max(0, ...answers.map((question) => question.id.length));
  const head = `KIND ${id}: ${title}${into === 'plugin' ? ', added to the plugin in DIR' : ''}.`;
  return [
    answers.length > 0 ? `${head} Its keys for --set:` : head,
    ...answers.flatMap((question) => [
      `  ${question.id.padEnd(width)}  ${question.prompt}${isSecret(question) ? ' As @FILE.' : ''}`,
      ...optionLines(question, ' '.repeat(width + 4)),
    ]),
  ];
}

function optionLines(question: Question, indent: string): string[] {
  const all = optionsOf(question) ?? [];
  const width = Math.max(0, ...all.map(({ value }) => value.length));
  const unlessGiven = question.default?.({}, () => false);
  return all.map(({ value, description }) => {
    const notes = [description, value === unlessGiven ? '(unless given)' : ''].filter(Boolean).join(' ');
    return `${indent}${value.padEnd(width)}  ${notes}`.trimEnd();
  });
}

function unknownKind(id: string | undefined, known: readonly string[]): string {
  return id === undefined ? '' : `There is no kind "${id}".${nearestOf(id, known)} `;
}

function answersTo(questions: readonly Question[], given: Answers, isTaken?: IsTaken): Answers {
  return asUsage(() => completeAnswers(questions, given, isTaken));
}

/** @throws UsageError for an answer that is refused: what is done then is made of nothing else. */
function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MissingAnswer) {
      const { what, why, question } = error;
      throw new UsageError(sentence({ what, why, next: { title: `Say --set ${question.id}=VALUE` } }));
    }
    throw error instanceof WorkbenchError ? new UsageError(sentence(error)) : error;
  }
}

function withOption({ what, where }: FilesInTheWay): WorkbenchError {
  const decisions = '--existing overwrite, --existing rename or --existing skip';
  return new WorkbenchError({ what, where, next: { title: `Choose another name, or say ${decisions}` } });
}

/** What is served is called; what is not is checked and added to. */
function stepsAfter({ firstCall }: ScaffoldPlan, platform: Platform, plugin: string): string[] {
  const { contract, scaffolds = [] } = platform;
  return firstCall === undefined
    ? [
        ...(contract ? [`contract ${plugin}`] : []),
        ...scaffolds.flatMap(({ id, into }) => (into === 'plugin' ? [`scaffold ${id} NAME --into ${plugin}`] : [])),
      ]
    : [
        ...(platform.environment && !platform.needsEnvironment ? [`env ${plugin}`] : []),
        `serve ${plugin}`,
        `call ${plugin} ${firstCall}`,
      ];
}

function nextSteps(commands: readonly string[]): string {
  return commands.length === 0
    ? 'Written.'
    : ['What comes next:', ...commands.map((command) => `  plugin-workbench ${command}`)].join('\n');
}
