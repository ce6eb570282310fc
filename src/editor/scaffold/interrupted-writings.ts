import { Disposable, l10n, window, workspace } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import type { ScaffoldWriter } from '../../runtime/scaffold/scaffold-writer';
import type { Failures } from '../failures';
import { noticeText } from '../notice-text';

/** Tells of scaffolds that were cut off in the plugins of the workspace, and puts back what was there before. */
export function interruptedWritings(catalog: Catalog, writer: ScaffoldWriter, failures: Failures): Disposable {
  const looked = new Set<string>();
  const look = async (folder: string): Promise<void> => {
    const [first] = await writer.interrupted(folder);
    const putBack = l10n.t('Put Back');
    if (first && (await window.showWarningMessage(noticeText(first.words), putBack)) === putBack) {
      await writer.mend(folder);
    }
  };
  return Disposable.from(
    writer.onDidMend(({ words }) => void window.showInformationMessage(noticeText(words))),
    catalog.onDidChange(() => {
      // What lies in a stranger's folder is not acted on before it is trusted.
      const plugins = workspace.isTrusted ? catalog.plugins : [];
      for (const { folder } of plugins.filter((plugin) => !looked.has(plugin.folder))) {
        looked.add(folder);
        void look(folder).catch((error: unknown) => failures.show(error));
      }
    }),
  );
}
