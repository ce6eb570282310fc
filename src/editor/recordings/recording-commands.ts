import { Disposable, Position, Selection, Uri, l10n, window, workspace } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { ids } from '../../ids';
import type { Recordings } from '../../runtime/recording/recordings';
import type { Commands } from '../commands';
import type { PluginServers } from '../debugging/plugin-servers';
import { choosePlugin, picked, type PluginArgument } from '../plugins/choose-plugin';
import { shownText } from '../shown-text';

/** Recording a plugin's calls to its cloud, answering them from a recording, and looking into one. */
export function recordingCommands(
  catalog: Catalog,
  recordings: Recordings,
  servers: PluginServers,
  commands: Commands,
): Disposable {
  return Disposable.from(
    commands.add(ids.command.recordServer, async (given: PluginArgument) =>
      servers.start(await choosePlugin(catalog, given), { debug: false, cloud: { record: true } }),
    ),
    commands.add(ids.command.replayServer, async (given: PluginArgument) => {
      const plugin = await choosePlugin(catalog, given);
      const replay = await chosenName(recordings, plugin.folder);
      await servers.start(plugin, { debug: false, cloud: { replay } });
    }),
    commands.add(ids.command.showRecording, async (given: PluginArgument) => {
      const { folder } = await choosePlugin(catalog, given);
      await showRecording(recordings, folder, await chosenName(recordings, folder));
    }),
  );
}

/** The recording that is meant: asked for where there are several. */
async function chosenName(recordings: Recordings, folder: string): Promise<string> {
  const names = await recordings.names(folder);
  if (names.length > 1) {
    return picked(window.showQuickPick(names, { placeHolder: l10n.t('Which recording?') }));
  }
  return (await recordings.read(folder)).name;
}

/** The index of a recording, from which one goes to a call. */
async function showRecording(recordings: Recordings, folder: string, name: string): Promise<void> {
  const { indexOf, lineOfCall } = await import('../../runtime/recording/ways');
  const items = indexOf(await recordings.read(folder, name)).map(({ method, address, status, when, times }, index) => ({
    label: shownText(`${method} ${address}`),
    description: `${status} ${times}×`,
    detail: when === '' ? '' : new Date(when).toLocaleString(),
    index,
  }));
  const options = { placeHolder: l10n.t('{0}: {1} calls', name, items.length), matchOnDescription: true };
  const { index } = await picked(window.showQuickPick(items, options));
  const document = await workspace.openTextDocument(Uri.file(recordings.fileOf(folder, name)));
  const at = new Position(lineOfCall(document.getText(), index) - 1, 0);
  await window.showTextDocument(document, { selection: new Selection(at, at) });
}
