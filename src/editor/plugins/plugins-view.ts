import {
  Disposable,
  EventEmitter,
  commands,
  window,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import { isInside } from '../../base/paths';
import { isSamePlugin, type PluginIdentity } from '../../base/plugin-identity';
import type { FilePlace } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { ManifestEntry, Manifests } from '../../catalog/manifests';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { REQUEST } from '../../manifest/requests/request-kind';
import type { Platform } from '../../platforms/platform';
import { platformOf } from '../../platforms/platforms';
import type { TestServers } from '../../runtime/server/test-servers';
import type { LastRequests } from '../calls/last-requests';
import type { Commands } from '../commands';
import { openPlace } from '../failures';
import { abilitiesOf, type Abilities } from './abilities';
import type { ManifestNotes } from './manifest-notes';
import { treeItem, type PluginNode } from './plugin-nodes';

/** The Plugins view, for whoever writes a plugin. */
export interface PluginsView extends Disposable {
  /** Selects the row of the plugin in a folder as soon as it is drawn; a view that nobody looks at is not brought up. */
  select(folder: string): void;
}

/** The Plugins view: the plugins of the workspace with their servers, methods, parts, requests and manifests. */
export function pluginsView(
  catalog: Catalog,
  manifests: Manifests,
  servers: TestServers,
  notes: ManifestNotes,
  sent: LastRequests,
  commandTable: Commands,
): PluginsView {
  const tree = new PluginTree(catalog, manifests, servers, notes, sent);
  const view = window.createTreeView<PluginNode>(ids.view.plugins, { treeDataProvider: tree, showCollapseAll: true });
  tree.view = view;
  const parts = Disposable.from(
    view,
    tree,
    catalog.onDidChange(() => tree.refresh()),
    manifests.onDidChange(() => tree.refresh()),
    notes.onDidChange(() => tree.refresh()),
    sent.onDidChange(() => tree.refresh()),
    servers.onDidChange(({ server }) => tree.refreshServer(server.plugin)),
    view.onDidChangeVisibility(() => tree.refreshIfStale()),
    commandTable.add(ids.command.refreshPlugins, () => tree.search()),
    commandTable.add(ids.command.openPlugin, (place: FilePlace) => openPlace(place)),
  );
  return { select: (folder) => tree.select(folder), dispose: () => void parts.dispose() };
}

/** What stands in the view; of a plugin only what its platform can do with it. */
export class PluginTree implements TreeDataProvider<PluginNode>, Disposable {
  view: TreeView<PluginNode> | undefined;
  private readonly changed = new EventEmitter<PluginNode | undefined>();
  private roots: PluginNode[] = [];
  private stale = false;
  private refreshing: NodeJS.Timeout | undefined;
  /** The folder of a plugin whose row is to be selected once it is there. */
  private awaited: string | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly catalog: Catalog,
    private readonly manifests: Manifests,
    private readonly servers: Pick<TestServers, 'of'>,
    private readonly notes: Pick<ManifestNotes, 'in' | 'of'>,
    private readonly sent: LastRequests,
    private readonly platformFor: (plugin: Plugin) => Platform = platformOf,
  ) {}

  getTreeItem(node: PluginNode): TreeItem {
    return treeItem(node, (plugin) => ({
      state: this.servers.of(plugin).state,
      able: this.abilitiesOf(plugin),
      called: this.sent.of(plugin) !== undefined,
    }));
  }

  async getChildren(node?: PluginNode): Promise<PluginNode[]> {
    if (!node) {
      this.roots = await this.plugins();
      this.selectAwaited();
      return this.roots;
    }
    if (node.is === 'unreadable') {
      return [];
    }
    const { plugin } = node;
    switch (node.is) {
      case 'plugin': {
        const { requests, manifests } = await this.manifestsOf(plugin);
        const groups: readonly [boolean, PluginNode][] = [
          [this.abilitiesOf(plugin).served, { is: 'server', plugin }],
          [plugin.methods.length > 0, { is: 'methods', plugin }],
          [plugin.parts.length > 0, { is: 'parts', plugin }],
          [requests.length > 0, { is: 'requests', plugin }],
          [manifests.length > 0, { is: 'manifests', plugin }],
        ];
        return groups.flatMap(([is, group]) => (is ? [group] : []));
      }
      case 'methods':
        return plugin.methods.map((method) => ({ is: 'method', plugin, method }));
      case 'parts':
        return plugin.parts.map((part) => ({ is: 'part', plugin, part }));
      case 'requests':
        return (await this.manifestsOf(plugin)).requests.map((request) => ({ is: 'request', plugin, request }));
      case 'manifests':
        return Promise.all(
          (await this.manifestsOf(plugin)).manifests.map(async (manifest): Promise<PluginNode> => {
            return { is: 'manifest', plugin, manifest, note: await this.notes.of(manifest) };
          }),
        );
      case 'server':
      case 'method':
      case 'part':
      case 'request':
      case 'manifest':
        return [];
    }
  }

  getParent(node: PluginNode): PluginNode | undefined {
    if (node.is === 'unreadable') {
      return undefined;
    }
    const { plugin } = node;
    const root = this.roots.find((each) => each.is === 'plugin' && isSamePlugin(each.plugin, plugin));
    switch (node.is) {
      case 'plugin':
        return undefined;
      case 'server':
      case 'methods':
      case 'parts':
      case 'requests':
      case 'manifests':
        return root;
      case 'method':
        return { is: 'methods', plugin };
      case 'part':
        return { is: 'parts', plugin };
      case 'request':
        return { is: 'requests', plugin };
      case 'manifest':
        return { is: 'manifests', plugin };
    }
  }

  /** Selects the row of the plugin in a folder, now or as soon as it is found. */
  select(folder: string): void {
    this.awaited = folder;
    this.refresh();
  }

  private selectAwaited(): void {
    const { awaited } = this;
    const isMeant = (root: PluginNode): boolean =>
      awaited !== undefined && root.is === 'plugin' && isInside(awaited, root.plugin.folder);
    const found = this.roots.find(isMeant);
    const { view } = this;
    if (found && view?.visible) {
      this.awaited = undefined;
      const shown = (): Thenable<void> => view.reveal(found, { select: true, focus: false });
      // The editor knows a row once it has been given; one that went meanwhile is not selected.
      setImmediate(() => void shown().then(undefined, () => undefined));
    }
  }

  async search(): Promise<void> {
    this.manifests.forget();
    await this.catalog.search();
  }

  /** Shows everything anew, once for a burst of changes, and only while somebody looks. */
  refresh(): void {
    this.refreshing ??= setTimeout(() => {
      this.refreshing = undefined;
      this.stale = true;
      this.refreshIfStale();
    }, 100);
  }

  refreshIfStale(): void {
    if (this.stale && this.view?.visible) {
      this.stale = false;
      this.changed.fire(undefined);
    }
  }

  refreshServer(served: PluginIdentity): void {
    for (const root of this.roots) {
      if (root.is === 'plugin' && isSamePlugin(root.plugin, served)) {
        this.changed.fire(root);
      }
    }
  }

  dispose(): void {
    clearTimeout(this.refreshing);
    this.changed.dispose();
  }

  private abilitiesOf(plugin: Plugin): Abilities {
    return abilitiesOf(plugin, this.platformFor(plugin));
  }

  /** Its requests, and its other manifests. */
  private async manifestsOf({ folder }: Plugin): Promise<Record<'requests' | 'manifests', ManifestEntry[]>> {
    const all = await this.manifests.in(folder);
    return {
      requests: all.filter(({ kind }) => kind === REQUEST),
      manifests: all.filter(({ kind }) => kind !== REQUEST),
    };
  }

  private async plugins(): Promise<PluginNode[]> {
    await this.catalog.ready();
    const { all } = this.catalog;
    void commands.executeCommand('setContext', ids.context.plugins, all.length > 0 ? 'some' : 'none');
    return Promise.all(
      all.map(async (found): Promise<PluginNode> => {
        if (found.is === 'unreadable') {
          return { is: 'unreadable', unreadable: found.plugin, label: this.catalog.nameOf(found.plugin) };
        }
        const { plugin } = found;
        const label = this.catalog.nameOf(plugin);
        return { is: 'plugin', plugin, label, note: await this.notes.in(plugin.folder) };
      }),
    );
  }
}
