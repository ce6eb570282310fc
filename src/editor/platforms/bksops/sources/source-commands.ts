import {
  Disposable,
  ProgressLocation,
  commands as editorCommands,
  env,
  l10n,
  window,
  type TextDocumentShowOptions,
} from 'vscode';
import { finishInTurns } from '../../../../base/steps';
import { WorkbenchError, type FilePlace } from '../../../../base/workbench-error';
import type { Source, Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import { apiForm, pageValues, pageValuesOfSet, settingsForm } from '../../../../platforms/bksops/exchange/export-forms';
import { exchangedOf, fieldsOf, type ExchangedSources } from '../../../../platforms/bksops/exchange/source-fields';
import { readSourceDocuments } from '../../../../platforms/bksops/source-reader';
import type { ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import type { SyncReport } from '../../../../platforms/bksops/sync/sync-sources';
import { withProgress } from '../../../cancellation';
import type { CommandTable } from '../../../commands';
import { openPlace } from '../../../failures';
import { showNewDocument } from '../../../language/open-document';
import { noticeText } from '../../../notice-text';
import { addPluginSet } from './add-plugin-set';
import type { AddSource } from './add-source';
import { chooseManifest, chooseSource, nameOf, type SourceArgument } from './choose-source';
import type { SourceSecrets } from './source-secrets';
import type { SourceSyncs } from './source-syncs';
import type { SourceTree } from './source-tree';

/** What commands about sources need. */
export interface SourceParts {
  readonly sources: Sources;
  readonly files: { read(path: string): Promise<string | undefined> };
  readonly syncs: SourceSyncs;
  readonly secrets: SourceSecrets;
  readonly modules: ModuleFiles;
  readonly adding: AddSource;
  readonly tree: SourceTree;
}

/** Everything that is done with sources, from their rows and from the palette. */
export function sourceCommands(parts: SourceParts, commands: CommandTable): Disposable {
  const { sources, secrets, adding, modules, tree } = parts;
  return Disposable.from(
    commands.add(ids.command.refreshSources, () => tree.refresh()),
    commands.add(ids.command.syncSource, async (given: SourceArgument) => {
      const source = await chooseSource(sources, given);
      await syncAll(parts, [source.file], source);
    }),
    commands.add(ids.command.syncAllSources, async (given: SourceArgument) => {
      const all = [...new Set((await sources.all()).map(({ file }) => file))];
      await syncAll(parts, given || all.length === 0 ? [await chooseManifest(sources, given)] : all, undefined);
    }),
    commands.add(ids.command.openSource, async (given: SourceArgument) => {
      await (given ? open(given, modules) : openPlace(await chooseSource(sources, given, () => true)));
    }),
    commands.add(ids.command.addSource, (given: SourceArgument) => adding.ask(given)),
    commands.add(ids.command.importSources, (given: SourceArgument) => adding.import(given)),
    commands.add(ids.command.addPluginSet, (given: SourceArgument) => addPluginSet(sources, modules, given)),
    commands.add(ids.command.removeSourceSecrets, async (given: SourceArgument) => {
      const file = await chooseManifest(sources, given);
      const names = await secrets.forget(file);
      say(
        names.length === 0
          ? l10n.t('No secret is stored for {0}.', nameOf(file))
          : l10n.t('Removed {0}, stored for {1}.', names.join(', '), nameOf(file)),
      );
    }),
    commands.add(ids.command.copySourceForPage, async (given: SourceArgument) => {
      await env.clipboard.writeText(await valuesForPage(parts, given));
      say(l10n.t('Copied what the page of SOPS asks for. References such as $\\{env:NAME\\} stay as they are.'));
    }),
    commands.add(ids.command.exportApiSources, async (given: SourceArgument) => {
      await showNewDocument('json', apiForm(await written(parts, await chooseManifest(sources, given))));
    }),
    commands.add(ids.command.exportSettingsSources, async (given: SourceArgument) => {
      await showNewDocument('python', settingsForm(await written(parts, await chooseManifest(sources, given))));
    }),
  );
}

/** Syncs manifests one after the other, and ends in one sentence. */
async function syncAll({ syncs }: SourceParts, files: readonly string[], only: Source | undefined): Promise<void> {
  const title = only ? l10n.t('Syncing {0}', only.name) : l10n.t('Syncing sources');
  const reports = await withProgress({ location: ProgressLocation.Notification, title }, async (signal, progress) => {
    const done: SyncReport[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      done.push(await syncs.sync(file, only, signal, (message) => progress.report({ message })));
    }
    return done;
  });
  const results = reports.flatMap(({ sources, cache }) => [...sources, ...(cache ? [cache] : [])]);
  const [failed, ...more] = results.filter(({ failure }) => failure);
  if (failed?.failure) {
    const { what, why, where, next } = failed.failure;
    const others = more.length === 0 ? '' : ` ${l10n.t('And {0} more.', more.length)}`;
    throw new WorkbenchError({ what: `${failed.source.name}: ${what}`, why: (why ?? '') + others, where, next });
  }
  const changed = results.filter(({ outcome }) => outcome === 'synced').map(({ source }) => source.name);
  say(changed.length === 0 ? l10n.t('Nothing has changed.') : l10n.t('Synced {0}.', changed.join(', ')));
}

async function open(node: NonNullable<SourceArgument>, modules: ModuleFiles): Promise<void> {
  switch (node.is) {
    case 'manifest':
      return openPlace({ file: node.file });
    case 'source':
      return openPlace(node.source);
    case 'set':
      return openPlace(node.set);
    case 'module': {
      const found = await modules.opened(node.source, node.module.name);
      return found ? openCode({ file: found.file, line: 1 }, found.isCopy) : openPlace(node.module);
    }
    case 'component':
      return openCode(node.component.at, node.component.isCopy);
    case 'failure':
      return node.failure.where && openPlace(node.failure.where);
    case 'note':
      return undefined;
  }
}

/** A copy is opened as the file that it is, so that breakpoints bind in it, and is not to be written: the next sync replaces it. */
export async function openCode(
  place: FilePlace,
  isCopy: boolean,
  options: TextDocumentShowOptions = {},
): Promise<void> {
  await openPlace(place, options);
  if (isCopy) {
    await editorCommands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
  }
}

async function valuesForPage(parts: SourceParts, given: SourceArgument): Promise<string> {
  const source = await chooseSource(parts.sources, given, () => true);
  const { documents } = await documentsIn(parts, source.file);
  const all = documents.flatMap(({ origins, cache }) => [...origins, ...(cache ? [cache] : [])]);
  const found = all.find(({ source: { line, name } }) => line === source.line && name === source.name);
  if (!found) {
    throw new WorkbenchError({ what: l10n.t('{0} is not in the manifest any more.', source.name), where: source });
  }
  const fields = fieldsOf(found);
  const set = given?.is === 'set' ? fields.sets.find((each) => each.rootPackage === given.set.rootPackage) : undefined;
  return set ? pageValuesOfSet(set) : pageValues(fields);
}

async function written(parts: SourceParts, file: string): Promise<ExchangedSources> {
  const { documents } = await documentsIn(parts, file);
  const all = documents.map(exchangedOf);
  return { origins: all.flatMap(({ origins }) => origins), caches: all.flatMap(({ caches }) => caches) };
}

async function documentsIn({ files }: SourceParts, file: string) {
  return { documents: await finishInTurns(readSourceDocuments((await files.read(file)) ?? '', file)) };
}

function say(words: string): void {
  window.setStatusBarMessage(noticeText(words), 5000);
}
