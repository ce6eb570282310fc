import { EventEmitter, window, type Disposable, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';

/** What a tree says has changed; undefined for all of it. */
type Shown<T> = T | T[] | null | undefined;

/** A view whose code is loaded when somebody sees it for the first time. */
export class LateTree<T> implements TreeDataProvider<T>, Disposable {
  private readonly changed = new EventEmitter<Shown<T>>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: TreeView<T>;
  private following: Disposable | undefined;

  constructor(
    id: string,
    private readonly load: () => Promise<TreeDataProvider<T>>,
  ) {
    this.view = window.createTreeView<T>(id, { treeDataProvider: this, showCollapseAll: true });
  }

  async getChildren(node?: T): Promise<T[]> {
    return (await (await this.loaded()).getChildren(node)) ?? [];
  }

  async getTreeItem(node: T): Promise<TreeItem> {
    return (await this.loaded()).getTreeItem(node);
  }

  async resolveTreeItem(...[item, node, token]: Parameters<NonNullable<TreeDataProvider<T>['resolveTreeItem']>>) {
    return (await this.loaded()).resolveTreeItem?.(item, node, token);
  }

  dispose(): void {
    this.following?.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private async loaded(): Promise<TreeDataProvider<T>> {
    const tree = await this.load();
    this.following ??= tree.onDidChangeTreeData?.((node) => this.changed.fire(node ?? undefined));
    return tree;
  }
}
