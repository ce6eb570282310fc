import { dirname, join } from '../../../base/paths';
import { isAbort, toFailure } from '../../../base/workbench-error';
import { runContract } from '../../../contract/run-contract';
import { NodeFiles } from '../../../runtime/files/node-files';
import { contract } from '../contract/package-contract';
import { readPackage } from '../package-finder';
import type { SourceDocument, WrittenSource } from '../source-reader';
import { sourceCopy } from '../sync/copies';
import { folderOf } from '../sync/origins';
import { SourceDetails } from '../sync/source-details';
import type { TaskOptions } from '../load/source-task';
import type { PackageChecks } from './problems';

/** A root package that a source carries, on this machine. */
interface CarriedPackage {
  readonly source: string;
  readonly rootPackage: string;
  readonly folder: string;
  /** The folders in which it and the manifests around it are read. */
  readonly within: readonly string[];
}

/** A root package as Python can import it. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The folder from which the packages of a source are read here: its own, or that of its copy. */
export async function folderOfSource(
  written: WrittenSource,
  { variable, redactor }: Pick<TaskOptions, 'variable' | 'redactor'>,
): Promise<string> {
  const { source } = written;
  return source.type === 'fs'
    ? folderOf(source, new SourceDetails(written, variable, redactor))
    : sourceCopy(source.file, source);
}

/**
 * Checks the packages that sources carry against the contract, as far as their text tells: what the load tells is left to
 * it. A package without components makes no promise.
 * @param isSynced False for a source whose copy is not what it holds now.
 * @throws an AbortError on abort
 */
export async function checkPackages(
  documents: readonly SourceDocument[],
  isSynced: (source: WrittenSource) => boolean,
  options: Pick<TaskOptions, 'variable' | 'redactor'> & {
    readonly signal: AbortSignal;
    readonly tell: (progress: string) => void;
  },
): Promise<PackageChecks[]> {
  const origins = documents.flatMap((document) => document.origins).filter(isSynced);
  const carried = (await Promise.all(origins.map((origin) => packagesOf(origin, options)))).flat();
  // Several sources may carry the package of one folder.
  const packages = [...new Map(carried.map((each) => [each.folder, each])).values()];
  const checked: PackageChecks[] = [];
  for (const [index, each] of packages.entries()) {
    options.tell(`checking package ${index + 1} of ${packages.length}: ${each.rootPackage}`);
    checked.push(await checkPackage(each, options.signal));
  }
  return checked;
}

async function packagesOf(
  written: WrittenSource,
  options: Pick<TaskOptions, 'variable' | 'redactor'>,
): Promise<CarriedPackage[]> {
  const { name, file, type, sets } = written.source;
  const base = await folderOfSource(written, options);
  const within = type === 'fs' ? [base, dirname(file)] : [base];
  const roots = [...new Set(sets.map(({ rootPackage }) => rootPackage))].filter((root) => NAME.test(root));
  return roots.map((rootPackage) => ({ source: name, rootPackage, folder: join(base, rootPackage), within }));
}

async function checkPackage({ source, rootPackage, folder, within }: CarriedPackage, signal: AbortSignal) {
  const files = new NodeFiles(() => within, { signal });
  const common: PackageChecks = { source, rootPackage, results: [] };
  try {
    const plugin = await readPackage(folder, files);
    if (!plugin) {
      return common;
    }
    const checks = contract.checks(plugin).filter(({ needs }) => needs === 'source');
    const run = { checks, plugin, server: undefined, files, signal };
    return { ...common, results: await runContract({ ...run, messageFor: () => Promise.resolve({}) }) };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return { ...common, failure: toFailure(error) };
  }
}
