import path from 'node:path';
import { normalize } from '../base/paths';
import { WorkbenchError } from '../base/workbench-error';
import { Catalog } from '../catalog/catalog';
import { readable, type Plugin } from '../catalog/plugin';
import { platforms } from '../platforms/platforms';
import { repositoryOf } from '../runtime/git-repository';
import { NodeFiles } from '../runtime/node-files';
import type { Runtime } from '../runtime/runtime';
import type { Output } from './output';

export interface CliContext {
  readonly runtime: Runtime;
  readonly output: Output;
  /** Aborts at Ctrl+C and when the process is asked to end; not for a command that leaves nothing. */
  readonly signal: AbortSignal;
}

/** One command of the command line. */
export interface CliCommand {
  readonly name: string;
  /** What follows `plugin-workbench`. */
  readonly usage: string;
  readonly summary: string;
  /** Nothing is to be tidied up when it is stopped: the system ends it, even in the middle of a computation. */
  readonly leavesNothing?: true;
  /** Resolves with the exit code. */
  run(words: readonly string[], context: CliContext): Promise<number>;
}

/** The command was used wrongly; its usage is shown. */
export class UsageError extends Error {}

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
  const catalog = new Catalog(
    platforms.map(({ finder }) => finder),
    files,
  );
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
    throw new WorkbenchError({
      what: plugins.length > 1 ? `${folder} holds ${plugins.length} plugins.` : `There is no plugin in ${folder}.`,
      why:
        plugins.length > 1
          ? `Name one of ${plugins.map((plugin) => plugin.folder).join(', ')}.`
          : 'A plugin is a folder with a gRPC server on spaceone-core.',
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
