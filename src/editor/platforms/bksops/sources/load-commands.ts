import { Disposable, ProgressLocation, l10n, window, workspace } from 'vscode';
import { basename, isInside } from '../../../../base/paths';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { Source, Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import type { LoadReport } from '../../../../platforms/bksops/load/load-report';
import type { LoadedFrom } from '../../../../platforms/bksops/load/source-task';
import { sourceFolder } from '../../../../platforms/bksops/sync/module-files';
import { withProgress } from '../../../cancellation';
import type { CommandTable } from '../../../commands';
import { pathOf } from '../../../editor-files';
import { noticeText } from '../../../notice-text';
import { chooseManifest, chooseSource, nameOf, type SourceArgument } from './choose-source';
import type { LoadLog } from './load-log';
import { summaryOf } from './load-summary';
import type { SourceLoads } from './source-loads';

/** A row, or the source whose finding is mended. */
export type InstallArgument = SourceArgument | { readonly source: Source };

interface LoadParts {
  readonly sources: Sources;
  readonly loads: SourceLoads;
  readonly log: LoadLog;
}

/** Loading sources as SOPS does, from their rows and from the palette. */
export function loadCommands({ sources, loads, log }: LoadParts, commands: CommandTable): Disposable {
  return Disposable.from(
    commands.add(ids.command.loadSource, async (given: SourceArgument) => {
      const source = await chooseSource(sources, given);
      await load(loads, source.file, source, 'origin');
    }),
    commands.add(ids.command.loadAllSources, async (given: SourceArgument) => {
      await load(loads, await chooseManifest(sources, given), undefined, 'origin');
    }),
    commands.add(ids.command.loadSourcesFromCache, async (given: SourceArgument) => {
      await load(loads, await chooseManifest(withCache(sources), given), undefined, 'cache');
    }),
    commands.add(ids.command.installRequirements, async (given: InstallArgument) => {
      const source = given && 'source' in given ? given.source : await chooseSource(sources, given);
      await load(loads, source.file, source, 'origin', { installs: true });
    }),
    commands.add(ids.command.showLoadLog, () => log.show()),
  );
}

/** Loads a manifest, and ends in one sentence. */
async function load(
  loads: SourceLoads,
  manifest: string,
  only: Source | undefined,
  from: LoadedFrom,
  how: { readonly installs?: boolean } = {},
): Promise<void> {
  const name = only?.name ?? nameOf(manifest);
  const title = how.installs
    ? l10n.t('Installing what {0} requires', name)
    : from === 'cache'
      ? l10n.t('Loading {0} from its cache', name)
      : l10n.t('Loading {0}', name);
  const report = await withProgress({ location: ProgressLocation.Notification, title }, (signal, progress) =>
    loads.load(manifest, only, from, signal, (message) => progress.report({ message }), how),
  );
  const summary = summaryOf(name, report, unsavedOf(report));
  if (summary.is === 'failed') {
    throw new WorkbenchError(summary.failure);
  }
  window.setStatusBarMessage(noticeText(summary.words), 5000);
}

/** The Python files of loaded folders that are not as the editor shows them: what is on the disk is loaded. */
function unsavedOf({ sources }: LoadReport): string[] {
  const folders = sources.flatMap(({ source, from }) =>
    source.type === 'fs' && from === 'origin' ? sourceFolder(source) : [],
  );
  return workspace.textDocuments
    .filter(({ isDirty, languageId, uri }) => isDirty && languageId === 'python' && uri.scheme === 'file')
    .map(({ uri }) => pathOf(uri))
    .filter((file) => folders.some((folder) => isInside(folder, file)))
    .map(basename);
}

/** The manifests that have a cache are the only ones to be chosen from. */
function withCache(sources: Sources): Pick<Sources, 'all'> {
  return {
    all: async () => {
      const all = await sources.all();
      const files = all.filter(({ isCache }) => isCache).map(({ file }) => file);
      return all.filter(({ file }) => files.includes(file));
    },
  };
}
