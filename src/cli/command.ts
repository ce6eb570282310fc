import path from 'node:path';
import { parseArgs } from 'node:util';
import { normalize } from '../base/paths';
import { WorkbenchError } from '../base/workbench-error';
import { Catalog } from '../catalog/catalog';
import { readable, type Plugin } from '../catalog/plugin';
import { nearestWord } from '../base/nearest-word';
import { pluginFinders, platforms } from '../platforms/platforms';
import { repositoryOf } from '../runtime/files/git-repository';
import { NodeFiles } from '../runtime/files/node-files';
import type { Runtime } from '../runtime/runtime';
import type { Output } from './output';

export interface CliContext {
  readonly runtime: Runtime;
  readonly output: Output;
  /** Aborts at Ctrl+C and when the process is asked to end; not for a command that leaves nothing. */
  readonly signal: AbortSignal;
}

/** An option of a command. */
export interface CliOption {
  /** The value that it takes; a switch takes none. */
  readonly takes?: string;
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
  /** Nothing is to be tidied up when it is stopped: the system ends it, even in the middle of a computation. */
  leavesNothing?(words: readonly string[]): boolean;
  /** Resolves with the exit code. */
  run(words: readonly string[], context: CliContext): Promise<number>;
}

/** The command was used wrongly; its usage is shown. */
export class UsageError extends Error {}

type Value<O extends CliOption> = O extends { takes: string }
  ? O extends { multiple: true }
    ? string[]
    : string
  : boolean;

/** The words of a command: what its options were given, and the rest. */
export interface Parsed<O extends CliOptions> {
  readonly values: { readonly [K in keyof O]?: Value<O[K]> };
  readonly positionals: readonly string[];
}

/** @throws UsageError for an option that there is not, or one without its value */
export function parsed<O extends CliOptions>(words: readonly string[], options: O): Parsed<O> {
  const known = Object.entries(options).map(
    ([name, { takes, multiple }]) =>
      [name, { type: takes === undefined ? 'boolean' : 'string', multiple: multiple ?? false }] as const,
  );
  const config = { options: Object.fromEntries(known), allowPositionals: true, tokens: true, strict: false } as const;
  const { tokens } = parseArgs({ args: [...words], ...config });
  const strange = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (strange?.kind === 'option') {
    throw new UsageError(`There is no option ${strange.rawName}.${didYouMean(strange.name, options)}`);
  }
  try {
    return parseArgs({ args: [...words], ...config, strict: true }) as unknown as Parsed<O>;
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(firstSentence(error.message)) : error;
  }
}

function didYouMean(name: string, options: CliOptions): string {
  const near = nearestWord(name, Object.keys(options));
  return near === undefined ? '' : ` Did you mean --${near}?`;
}

/** Node goes on about how such a value is written all the same. */
function firstSentence(text: string): string {
  const [first = ''] = text.split(/\.?\n/, 1);
  return /[.?]$/.test(first) ? first : `${first}.`;
}

/** The path as the rooms write it, from one given in the shell's folder. */
export function absolute(given: string): string {
  return normalize(path.resolve(given));
}

/**
 * The files of a folder that a person named, and of the repository around it, to which its links may lead.
 * What of them could not be looked at is told on standard error.
 */
export async function filesOf(folder: string, output: Output, signal: AbortSignal): Promise<NodeFiles> {
  const named = absolute(folder);
  const roots = [named, (await repositoryOf(named)) ?? named];
  return new NodeFiles(() => roots, { signal, tell: (note) => output.note(note) });
}

/**
 * The plugin in a folder: its own, or the only one below it that can be read.
 * @throws WorkbenchError when there is none, or several, and the failure of one that cannot be read.
 */
export async function pluginIn(folder: string, files: NodeFiles): Promise<Plugin> {
  const catalog = new Catalog(pluginFinders, files);
  const root = absolute(folder);
  catalog.setFolders([root]);
  const plugins = await catalog.ready();
  const own = catalog.foundOf(root);
  const exact = own ? readable(own) : plugins.length === 1 ? plugins[0] : undefined;
  const [unreadable] = catalog.unreadable;
  if (!exact && plugins.length === 0 && unreadable) {
    throw new WorkbenchError(unreadable.failure);
  }
  if (!exact) {
    const others = catalog.unreadable.length;
    throw new WorkbenchError({
      what: plugins.length > 1 ? `${folder} holds ${plugins.length} plugins.` : `There is no plugin in ${folder}.`,
      why:
        plugins.length > 1
          ? `Name one of ${plugins.map((plugin) => plugin.folder).join(', ')}.${others > 0 ? ` Besides, ${others} cannot be read.` : ''}`
          : `Plugins are known of ${platforms.flatMap(({ finder, title }) => (finder ? [title] : [])).join(', ')}.`,
    });
  }
  return exact;
}

/** `KEY=VALUE` words as a record. */
export function assignments(option: string, words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) {
        throw new UsageError(`--${option} takes NAME=VALUE.`);
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
