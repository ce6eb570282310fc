import path from 'node:path';
import { parseArgs } from 'node:util';
import { dirname, isInside, normalize } from '../base/paths';
import { WorkbenchError } from '../base/workbench-error';
import { Catalog } from '../catalog/catalog';
import type { FoundPlugin, Plugin, UnreadablePlugin } from '../catalog/plugin';
import { didYouMean, nearestWord } from '../base/nearest-word';
import type { Platform } from '../platforms/platform';
import { platforms } from '../platforms/all-platforms';
import { platformOf, pluginFinders } from '../platforms/platforms';
import { repositoryOf } from '../runtime/files/git-repository';
import type { IgnoreRules } from '../runtime/files/ignore-rules';
import { NodeFiles } from '../runtime/files/node-files';
import type { WayToCloud } from '../runtime/recording/recorded-plugin';
import type { Runtime } from '../runtime/runtime';
import { mustBeFolder } from './named-path';
import { noPlugin } from './no-plugin';
import type { Output } from './output';
import { pluginAround } from './plugin-around';
import { UsageError } from './usage-error';

export { UsageError };

export interface CliContext {
  readonly runtime: Runtime;
  readonly output: Output;
  /** Aborts at Ctrl+C and when the process is asked to end; not for a command that leaves nothing. */
  readonly signal: AbortSignal;
  /** How plugins that the command starts reach their clouds; straight unless given. */
  readonly cloud?: WayToCloud | undefined;
}

/** An option of a command. */
export interface CliOption {
  /** The value that it takes; a switch takes none. */
  readonly takes?: string;
  /** The value that a switch takes behind a `=`, where it takes one at all. */
  readonly mayTake?: string;
  readonly multiple?: true;
  /** What it does, a part of a sentence. */
  readonly about: string;
}

export type CliOptions = Readonly<Record<string, CliOption>>;

/** One command of the command line. */
export interface CliCommand {
  readonly name: string;
  /** The words that it takes, such as `DIR`. */
  readonly takes: string;
  readonly summary: string;
  readonly options: CliOptions;
  /** What the words that it takes mean, a line each; told by its help, and to whoever has used it wrongly. */
  readonly terms?: readonly string[];
  /** What else its help tells, a line each. */
  readonly details?: readonly string[];
  /** Nothing is to be tidied up when it is stopped: the system ends it, even in the middle of a computation. */
  leavesNothing?(words: readonly string[]): boolean;
  /** Resolves with the exit code. */
  run(words: readonly string[], context: CliContext): Promise<number>;
}

type Value<O extends CliOption> = O extends { takes: string }
  ? O extends { multiple: true }
    ? string[]
    : string
  : O extends { mayTake: string }
    ? string | true
    : boolean;

/** The words of a command: what its options were given, and the rest. */
export interface Parsed<O extends CliOptions> {
  readonly values: { readonly [K in keyof O]?: Value<O[K]> };
  readonly positionals: readonly string[];
}

/** @throws UsageError for an option that there is not, one without its value, and a second value where one is taken */
export function parsed<O extends CliOptions>(words: readonly string[], options: O): Parsed<O> {
  const known = Object.entries(options).map(
    ([name, { takes, multiple }]) =>
      [name, { type: takes === undefined ? 'boolean' : 'string', multiple: multiple ?? false }] as const,
  );
  const config = { options: Object.fromEntries(known), allowPositionals: true, tokens: true, strict: false } as const;
  const { tokens, ...result } = parseArgs({ args: [...words], ...config });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'option') {
      refuseOption(token, options, given);
      given.add(token.name);
    }
  }
  return result as unknown as Parsed<O>;
}

/** An option as it was given. */
interface GivenOption {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** True behind a `=`. */
  readonly inlineValue: boolean | undefined;
}

function refuseOption(
  { name, rawName, value, inlineValue }: GivenOption,
  options: CliOptions,
  before: ReadonlySet<string>,
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    throw new UsageError(`There is no option ${rawName}.${nearestOption(name, options)}`);
  }
  if (option.takes === undefined) {
    if (value !== undefined && option.mayTake === undefined) {
      throw new UsageError(`--${name} takes no value.`);
    }
    return;
  }
  if (value === undefined) {
    throw new UsageError(`--${name} takes ${option.takes}.`);
  }
  // It is the next option, more likely than a value.
  if (inlineValue === false && /^-./.test(value)) {
    throw new UsageError(`--${name} takes ${option.takes}. A value that begins with "-" is written --${name}=VALUE.`);
  }
  if (option.multiple !== true && before.has(name)) {
    throw new UsageError(`--${name} is given twice, and takes one value.`);
  }
}

/** What is said behind the choices of an option or a word: the nearest of them; nothing when none is near. */
export function nearestOf(given: string, choices: readonly string[]): string {
  const question = didYouMean(given, choices);
  return question === undefined ? '' : ` ${question}`;
}

/**
 * The format that --format names; text where it was not given.
 * @throws UsageError when it is none of those
 */
export function formatOf<F extends string>(given: string | undefined, formats: readonly (F | 'text')[]): F | 'text' {
  return choiceOf('format', given ?? 'text', formats);
}

/**
 * What was given for an option that takes one of a few words.
 * @throws UsageError for another one
 */
export function choiceOf<C extends string>(option: string, given: string, choices: readonly C[]): C {
  const found = choices.find((each) => each === given);
  if (found === undefined) {
    throw new UsageError(`--${option} is one of ${choices.join(', ')}.${nearestOf(given, choices)}`);
  }
  return found;
}

function nearestOption(name: string, options: CliOptions): string {
  const near = nearestWord(name, Object.keys(options));
  return near === undefined ? '' : ` Did you mean --${near}?`;
}

/** The path as the rooms write it, from one given in the shell's folder. */
export function absolute(given: string): string {
  return normalize(path.resolve(given));
}

/**
 * The files of a folder that a person named, and of the repository around it, to which its links may lead. Without a
 * repository those beside the folder are there too, such as the manifest of a package, and none of its links leads there.
 * What of them could not be looked at is told on standard error.
 */
export async function filesOf(folder: string, output: Output, signal: AbortSignal): Promise<NamedFiles> {
  const named = absolute(folder);
  const around = await pluginAround(named, pluginFinders, signal);
  const repository = await repositoryOf(named);
  const roots = [named, repository ?? around ?? named];
  const tell = (note: string): void => output.note(note);
  const beside =
    repository === undefined ? new NodeFiles(() => [dirname(around ?? named)], { signal, tell }) : undefined;
  return new NamedFiles(roots, beside, around, tell, signal);
}

/** What {@link filesOf} gives. */
export class NamedFiles extends NodeFiles {
  constructor(
    private readonly within: readonly string[],
    private readonly beside: NodeFiles | undefined,
    /** The plugin in which the folder lies, if there is one. */
    readonly around: string | undefined,
    readonly tell: (note: string) => void,
    signal: AbortSignal,
  ) {
    super(() => within, { signal, tell });
  }

  override read(file: string): Promise<string | undefined> {
    return this.beside && this.isOutside(file) ? this.beside.read(file) : super.read(file);
  }

  override find(folder: string, globs: readonly string[], rules?: IgnoreRules): Promise<string[]> {
    return this.beside && this.isOutside(folder)
      ? this.beside.find(folder, globs, rules)
      : super.find(folder, globs, rules);
  }

  private isOutside(file: string): boolean {
    return !this.within.some((root) => isInside(root, file));
  }
}

/**
 * The plugin in a folder: its own, or the only one below it that can be read, or else the one in which the folder lies,
 * which is told.
 * @param of The platforms whose plugins count.
 * @throws UsageError when there is no such folder; WorkbenchError when there is no plugin in it, or several, or one that
 * cannot be read
 */
export async function pluginIn(
  folder: string,
  files: NodeFiles & Partial<Pick<NamedFiles, 'around' | 'tell'>>,
  of: readonly Platform[] = platforms,
): Promise<Plugin> {
  await mustBeFolder(folder);
  const finders = of.flatMap(({ finder }) => finder ?? []);
  const catalog = new Catalog(finders, files);
  const root = absolute(folder);
  catalog.setFolders([root]);
  const plugins = await catalog.ready();
  if (catalog.all.length === 0 && files.around !== undefined && files.around !== root) {
    files.tell?.(`"${folder}" lies in the plugin ${files.around}, which is meant.`);
    return pluginIn(files.around, files);
  }
  const own = catalog.innermostOf(root);
  const unreadable = own.length > 0 ? own.find(isUnreadable)?.plugin : catalog.unreadable[0];
  if (unreadable && (own.length === 1 || plugins.length === 0)) {
    throw failureOf(unreadable);
  }
  const meant = own.length > 0 ? own.flatMap((found) => (isUnreadable(found) ? [] : [found.plugin])) : plugins;
  const [only, ...others] = meant;
  if (!only) {
    throw await noPlugin({ named: folder, path: root }, of, files);
  }
  if (others.length > 0) {
    throw notOne(folder, meant, catalog.unreadable.length);
  }
  return only;
}

function notOne(folder: string, plugins: readonly Plugin[], unreadable: number): WorkbenchError {
  const folders = [...new Set(plugins.map((plugin) => plugin.folder))];
  const besides = unreadable > 0 ? ` Besides, ${unreadable} cannot be read.` : '';
  return new WorkbenchError({
    what: `${folder} holds ${plugins.length} plugins.`,
    why:
      folders.length > 1
        ? `Name one of ${folders.join(', ')}.${besides}`
        : `Both ${plugins.map((plugin) => platformOf(plugin).title).join(' and ')} find one in it.${besides}`,
    next: folders.length > 1 ? undefined : { title: 'Give each plugin a folder of its own' },
  });
}

function isUnreadable(found: FoundPlugin): found is Extract<FoundPlugin, { is: 'unreadable' }> {
  return found.is === 'unreadable';
}

/** The file at fault says all: that the plugin cannot be read follows from it. */
function failureOf({ failure }: UnreadablePlugin): WorkbenchError {
  return new WorkbenchError({
    what: failure.why ?? failure.what,
    where: failure.where,
    next: failure.next ?? { title: 'Mend that in the plugin, or name another folder' },
  });
}

/**
 * `NAME=VALUE` words as a record.
 * @param form What the option's help calls them.
 */
export function assignments(option: string, words: readonly string[], form = 'NAME=VALUE'): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) {
        throw new UsageError(`--${option} takes ${form}.`);
      }
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

/**
 * The port that an option names; undefined when it was not given.
 * @throws UsageError when it is none
 */
export function portOf(given: string | undefined): number | undefined {
  if (given === undefined) {
    return undefined;
  }
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError(`--port takes a number from 1 to 65535, not "${given}".`);
  }
  return port;
}
