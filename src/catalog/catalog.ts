import { Emitter } from '../base/emitter';
import type { Files } from '../base/files';
import { isInside, relative } from '../base/paths';
import type { Plugin, PluginFinder } from './plugin';

/** How many folders are read at once: each asks for a few searches of the disk, and a large workspace has hundreds of candidates. */
const AT_A_TIME = 8;

/** The plugins of the workspace: searched for when first asked, kept up to date by the changes it is told of. */
export class Catalog {
  private readonly found = new Map<string, { readonly plugin: Plugin; readonly finder: PluginFinder }>();
  private readonly changed = new Emitter<void>();
  private folders: readonly string[] = [];
  private searching: Promise<void> | undefined;
  private searched = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly finders: readonly PluginFinder[],
    private readonly files: Files,
  ) {}

  /** All plugins by folder, in the order of their paths. */
  get plugins(): readonly Plugin[] {
    return [...this.found.values()].map(({ plugin }) => plugin).sort((a, b) => (a.folder < b.folder ? -1 : 1));
  }

  /** The plugin to which a file belongs: of nested ones the innermost. */
  pluginOf(file: string): Plugin | undefined {
    return this.plugins
      .filter(({ folder }) => isInside(folder, file))
      .sort((a, b) => b.folder.length - a.folder.length)[0];
  }

  /** Looks at the folders of the workspace instead of those before; searches when {@link ready} is next called. */
  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.searched = false;
    this.found.clear();
    this.changed.fire();
  }

  /** Resolves when the workspace has been searched once; later calls cost nothing. */
  async ready(): Promise<readonly Plugin[]> {
    if (!this.searched) {
      await this.search();
    }
    return this.plugins;
  }

  /** Searches the workspace anew. */
  async search(): Promise<void> {
    this.searching ??= this.searchAll().finally(() => {
      this.searching = undefined;
      this.searched = true;
      this.changed.fire();
    });
    await this.searching;
  }

  /**
   * Reads the plugins anew to which the changed, made or deleted files belong. Does nothing before the first search.
   * @param madeFolders Folders that came as a whole, of whose files nobody tells.
   */
  async update(changed: readonly string[], madeFolders: readonly string[] = []): Promise<void> {
    if (!this.searched) {
      return;
    }
    const work = this.finders.map(async (finder) => {
      const found = (await Promise.all(madeFolders.map((folder) => this.files.find(folder, finder.markers)))).flat();
      const made = [...changed, ...found].flatMap((file) => finder.folderOf(file) ?? []);
      const known = this.foldersOf(finder).filter((folder) =>
        changed.some((file) => isInside(folder, file) || isInside(file, folder)),
      );
      return this.readAll(finder, new Set([...made, ...known]));
    });
    if ((await Promise.all(work)).some(Boolean)) {
      this.changed.fire();
    }
  }

  private async searchAll(): Promise<void> {
    const roots = this.folders;
    for (const finder of this.finders) {
      const markers = (await Promise.all(roots.map((folder) => this.files.find(folder, finder.markers)))).flat();
      const folders = markers.flatMap((marker) => finder.folderOf(marker) ?? []);
      await this.readAll(finder, new Set([...folders, ...this.foldersOf(finder)]));
    }
  }

  private foldersOf(finder: PluginFinder): string[] {
    return [...this.found].flatMap(([folder, known]) => (known.finder === finder ? [folder] : []));
  }

  /** True when anything is other than it was. */
  private async readAll(finder: PluginFinder, folders: ReadonlySet<string>): Promise<boolean> {
    const inWorkspace = new Set([...folders].flatMap((folder) => this.inWorkspace(folder)));
    const waiting = [...inWorkspace];
    let changed = false;
    while (waiting.length > 0) {
      const read = waiting.splice(0, AT_A_TIME).map((folder) => this.readOne(finder, folder));
      changed = (await Promise.all(read)).some(Boolean) || changed;
    }
    return changed;
  }

  private async readOne(finder: PluginFinder, folder: string): Promise<boolean> {
    const plugin = await finder.read(folder, this.files);
    const before = this.found.get(folder)?.plugin;
    if (plugin) {
      this.found.set(folder, { plugin, finder });
    } else {
      this.found.delete(folder);
    }
    return JSON.stringify(before) !== JSON.stringify(plugin);
  }

  /** The folder itself; for one above the workspace, the workspace's folders in it: what lies outside is not looked at. */
  private inWorkspace(folder: string): string[] {
    return this.folders.some((root) => isInside(root, folder))
      ? [folder]
      : this.folders.filter((root) => isInside(folder, root));
  }
}

/** The shortest name that tells a plugin from the others: its own, with its folder where two share it. */
export function distinctName(plugin: Plugin, all: readonly Plugin[], root: string): string {
  const twins = all.filter(({ name }) => name === plugin.name).length > 1;
  return twins ? `${plugin.name} (${relative(root, plugin.folder) || plugin.folder})` : plugin.name;
}
