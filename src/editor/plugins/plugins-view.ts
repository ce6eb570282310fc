import {
  Disposable,
  EventEmitter,
  commands,
  window,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import type { FilePlace } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { Manifests } from '../../catalog/manifests';
import { ids } from '../../ids';
import type { TestServers } from '../../runtime/server/test-servers';
import type { Commands } from '../commands';
import { openPlace } from '../failures';
import type { ManifestNotes } from './manifest-notes';
import { treeItem, type PluginNode } from './plugin-nodes';

/** The Plugins view: the plugins of the workspace with their servers, methods and manifests. */
export function pluginsView(
  catalog: Catalog,
  manifests: Manifests,
  servers: TestServers,
  notes: ManifestNotes,
  commandTable: Commands,
): Disposable {
  const tree = new PluginTree(catalog, manifests, servers, notes);
  const view = window.createTreeView<PluginNode>(ids.view.plugins, { treeDataProvider: tree, showCollapseAll: true });
  tree.view = view;
  return Disposable.from(
    view,
    tree,
    catalog.onDidChange(() => tree.refresh()),
    manifests.onDidChange(() => tree.refresh()),
    notes.onDidChange(() => tree.refresh()),
    servers.onDidChange(({ server }) => tree.refreshServer(server.folder)),
    view.onDidChangeVisibility(() => tree.refreshIfStale()),
    commandTable.add(ids.command.refreshPlugins, () => tree.search()),
    commandTable.add(ids.command.openPlugin, (place: FilePlace) => openPlace(place)),
  );
}

class PluginTree implements TreeDataProvider<PluginNode>, Disposable {
  view: TreeView<PluginNode> | undefined;
  private readonly changed = new EventEmitter<PluginNode | undefined>();
  private roots: PluginNode[] = [];
  private stale = false;
  private refreshing: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly catalog: Catalog,
    private readonly manifests: Manifests,
    private readonly servers: TestServers,
    private readonly notes: ManifestNotes,
  ) {}

  getTreeItem(node: PluginNode): TreeItem {
    return treeItem(node, ({ folder }) => this.servers.of(folder).state);
  }

  async getChildren(node?: PluginNode): Promise<PluginNode[]> {
    if (!node) {
      this.roots = await this.plugins();
      return this.roots;
    }
    if (node.is === 'unreadable') {
      return [];
    }
    const { plugin } = node;
    switch (node.is) {
      case 'plugin': {
        const groups: PluginNode[] = [{ is: 'server', plugin }];
        if (plugin.methods.length > 0) {
          groups.push({ is: 'methods', plugin });
        }
        if ((await this.manifests.in(plugin.folder)).length > 0) {
          groups.push({ is: 'manifests', plugin });
        }
        return groups;
      }
      case 'methods':
        return plugin.methods.map((method) => ({ is: 'method', plugin, method }));
      case 'manifests':
        return Promise.all(
          (await this.manifests.in(plugin.folder)).map(async (manifest): Promise<PluginNode> => {
            return { is: 'manifest', plugin, manifest, note: await this.notes.of(manifest) };
          }),
        );
      case 'server':
      case 'method':
      case 'manifest':
        return [];
    }
  }

  getParent(node: PluginNode): PluginNode | undefined {
    if (node.is === 'unreadable') {
      return undefined;
    }
    const { plugin } = node;
    const root = this.rootOf(plugin.folder);
    switch (node.is) {
      case 'plugin':
        return undefined;
      case 'server':
      case 'methods':
      case 'manifests':
        return root;
      case 'method':
        return { is: 'methods', plugin };
      case 'manifest':
        return { is: 'manifests', plugin };
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

  refreshServer(folder: string): void {
    const root = this.rootOf(folder);
    if (root) {
      this.changed.fire(root);
    }
  }

  dispose(): void {
    clearTimeout(this.refreshing);
    this.changed.dispose();
  }

  private rootOf(folder: string): PluginNode | undefined {
    return this.roots.find((node) => node.is === 'plugin' && node.plugin.folder === folder);
  }

  private async plugins(): Promise<PluginNode[]> {
    await this.catalog.ready();
    const { all } = this.catalog;
    void commands.executeCommand('setContext', ids.context.plugins, all.length > 0 ? 'some' : 'none');
    return Promise.all(
      all.map(async (found): Promise<PluginNode> => {
        if (found.is === 'unreadable') {
          return { is: 'unreadable', unreadable: found.plugin, label: this.catalog.nameOf(found.plugin.folder) };
        }
        const { plugin } = found;
        const label = this.catalog.nameOf(plugin.folder);
        return { is: 'plugin', plugin, label, note: await this.notes.in(plugin.folder) };
      }),
    );
  }
}
