import { Disposable, l10n, type Uri } from 'vscode';
import { identityKey } from '../../../../base/plugin-identity';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { Catalog } from '../../../../catalog/catalog';
import type { Plugin } from '../../../../catalog/plugin';
import { ids } from '../../../../ids';
import type { AnswerHistory } from '../../../../platforms/answer-history';
import type { CommandTable } from '../../../commands';
import { LateCommands } from '../../../late-commands';
import { choosePlugin, type PluginArgument } from '../../../plugins/choose-plugin';
import type { ViewsPanel } from './views-panel';

/** *Preview Dynamic Views*: the console's pages of what a collector has answered. Its code is loaded with the first of them. */
export function dynamicViews(
  extension: Uri,
  catalog: Catalog,
  history: AnswerHistory,
  commands: CommandTable,
): Disposable {
  const late = new LateCommands([ids.command.previewViews]);
  const panels = new Map<string, ViewsPanel>();
  const load = async (): Promise<void> => {
    const { ViewsPanel, COLLECT } = await import('./views-panel');
    const opened = (plugin: Plugin): ViewsPanel => {
      const key = identityKey(plugin);
      const made =
        panels.get(key) ?? new ViewsPanel(plugin, catalog.nameOf(plugin), history, extension, () => panels.delete(key));
      panels.set(key, made);
      return made;
    };
    late.add(ids.command.previewViews, async (given: PluginArgument) => {
      const plugin = await choosePlugin(catalog, given);
      if (!(await history.last(plugin, COLLECT))) {
        const method = plugin.methods.find(({ name }) => name === COLLECT);
        throw new WorkbenchError({
          what: l10n.t('{0} has not collected yet, as far as is kept.', catalog.nameOf(plugin)),
          why: l10n.t('The views are shown over what collect answers.'),
          next: {
            title: l10n.t('Call Collector.collect'),
            command: ids.command.call,
            arguments: [{ is: method ? 'method' : 'plugin', plugin, method }],
          },
        });
      }
      const panel = opened(plugin);
      await panel.show();
      return panel;
    });
  };
  let loading: Promise<void> | undefined;
  return Disposable.from(
    late.register(commands, () => (loading ??= load())),
    new Disposable(() => panels.forEach((panel) => panel.dispose())),
  );
}
