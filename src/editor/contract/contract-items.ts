import { Range, TestTag, Uri, l10n, type TestController, type TestItem, type TestRunRequest } from 'vscode';
import type { FilePlace } from '../../base/workbench-error';
import { identityKey, type PluginIdentity } from '../../base/plugin-identity';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin, UnreadablePlugin } from '../../catalog/plugin';
import type { Check } from '../../contract/contract';
import { failureWords } from '../../contract/outcome-words';
import { checksOf } from '../../platforms/plugin-checks';
import type { Platform } from '../../platforms/platform';
import { isServed, platformOf } from '../../platforms/platforms';
import { shownText } from '../shown-text';
import type { ChosenChecks } from './contract-runs';

/** What can be debugged, as far as a server runs for it. */
export const served = new TestTag('served');

/**
 * The plugins of the workspace that have a contract as items of the Testing view, with their checks below them. One that
 * cannot be read is an item with the reason and no check.
 */
export class ContractItems {
  /** How many updates were begun: the last one counts. */
  private updates = 0;

  constructor(
    private readonly controller: TestController,
    private readonly catalog: Catalog,
    private readonly platformFor: (plugin: PluginIdentity) => Platform = platformOf,
  ) {}

  /** Resolves when the items say what the catalog does; what is there already stays the same item. */
  async update(): Promise<void> {
    this.updates += 1;
    const update = this.updates;
    const found = inOrderOfFolders(this.catalog, this.catalog.plugins).map(async (plugin) => ({
      plugin,
      checks: await checksOf(plugin, this.platformFor(plugin)),
    }));
    const plugins = (await Promise.all(found)).filter(({ checks }) => checks.length > 0);
    if (update === this.updates) {
      this.show(plugins);
    }
  }

  private show(plugins: readonly CheckedPlugin[]): void {
    const unreadable = inOrderOfFolders(this.catalog, this.catalog.unreadable).filter(
      (plugin) => this.platformFor(plugin).contract !== undefined,
    );
    this.controller.items.replace([
      ...plugins.map((each, index) => this.pluginItem(each, index)),
      ...unreadable.map((plugin, index) => this.unreadableItem(plugin, plugins.length + index)),
    ]);
  }

  /** The item of a plugin, or of one of its checks; undefined where it has none. */
  of(plugin: Plugin, check?: string): TestItem | undefined {
    const item = this.controller.items.get(identityKey(plugin));
    return check === undefined ? item : item?.children.get(check);
  }

  /** What a request of the editor is for, plugin by plugin; without a word all of it. */
  chosenBy({ include, exclude = [] }: TestRunRequest): ChosenChecks[] {
    const isLeftOut = (item: TestItem): boolean => exclude.includes(item);
    const isMeant = (item: TestItem): boolean => include?.includes(item) ?? true;
    return inOrderOfFolders(this.catalog, this.catalog.plugins).flatMap((plugin) => {
      const item = this.of(plugin);
      if (!item || isLeftOut(item)) {
        return [];
      }
      const checks = [...item.children].map(([, check]) => check);
      const meant = isMeant(item) ? checks : checks.filter(isMeant);
      const wanted = new Set(meant.filter((check) => !isLeftOut(check)).map(({ id }) => id));
      return wanted.size > 0 ? [{ plugin, wanted }] : [];
    });
  }

  private unreadableItem(plugin: UnreadablePlugin, index: number): TestItem {
    const id = identityKey(plugin);
    const item = this.itemAt(this.controller.items.get(id), {
      id,
      label: shownText(this.catalog.nameOf(plugin)),
      at: plugin.failure.where,
      index,
      isServed: false,
    });
    item.description = l10n.t('cannot be read');
    item.error = shownText(failureWords(plugin.failure));
    item.children.replace([]);
    return item;
  }

  private pluginItem({ plugin, checks }: CheckedPlugin, index: number): TestItem {
    const platform = this.platformFor(plugin);
    const item = this.itemAt(this.controller.items.get(identityKey(plugin)), {
      id: identityKey(plugin),
      label: shownText(this.catalog.nameOf(plugin)),
      at: plugin.entry,
      index,
      isServed: isServed(plugin, platform),
    });
    item.description = shownText(`${plugin.type} · ${platform.title}`);
    item.children.replace(
      checks.map(({ id, title, at, needs }, place) =>
        this.itemAt(item.children.get(id), { id, label: title, at, index: place, isServed: needs === 'server' }),
      ),
    );
    return item;
  }

  /** The known item, or a new one where its file is another: an item keeps the file with which it was made. */
  private itemAt(known: TestItem | undefined, { id, label, at, index, isServed: debuggable }: ItemLook): TestItem {
    const uri = at && Uri.file(at.file);
    const item =
      known && known.uri?.toString() === uri?.toString() ? known : this.controller.createTestItem(id, label, uri);
    item.label = label;
    item.error = undefined;
    item.range = at && rangeOf(at);
    item.sortText = String(index).padStart(6, '0');
    item.tags = debuggable ? [served] : [];
    return item;
  }
}

interface CheckedPlugin {
  readonly plugin: Plugin;
  readonly checks: readonly Check[];
}

interface ItemLook {
  readonly id: string;
  readonly label: string;
  readonly at: FilePlace | undefined;
  /** Its place among its siblings, from 0. */
  readonly index: number;
  readonly isServed: boolean;
}

/** The start of a place's line. */
export function rangeOf({ line = 1 }: FilePlace): Range {
  return new Range(line - 1, 0, line - 1, 0);
}

/** The plugins as the workspace has its folders; those of one folder in the order of their paths. */
function inOrderOfFolders<P extends PluginIdentity>(catalog: Catalog, plugins: readonly P[]): P[] {
  const place = ({ folder }: P): number => catalog.roots.indexOf(catalog.rootOf(folder) ?? '');
  return [...plugins].sort((a, b) => place(a) - place(b));
}
