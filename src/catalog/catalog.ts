import { Emitter } from '../base/emitter';
import type { Files } from '../base/files';
import { basename, isInside, isInsideAny, tellingTail, withAncestors } from '../base/paths';
import { isSamePlugin, type PluginIdentity } from '../base/plugin-identity';
import { isAbort } from '../base/workbench-error';
import { FilesInTurns } from './files-in-turns';
import { OneLook } from './one-look';
import { unreadablePlugin, type FoundPlugin, type Plugin, type PluginFinder, type UnreadablePlugin } from './plugin';

/** How many folders are read at once: each asks for a few searches of the disk, and a large workspace has hundreds of candidates. */
const AT_A_TIME = 8;

/**
 * The plugins of the workspace: searched for when first asked, kept up to date by the changes it is told of. A plugin
 * that cannot be read is one that cannot be read: it is known as such and takes nothing from the others.
 */
export class Catalog {
  /** By the finder and by the folder. */
  private readonly found = new Map<PluginFinder, Map<string, FoundPlugin>>();
  private readonly changed = new Emitter<void>();
  private folders: readonly string[] = [];
  private searching: Promise<void> | undefined;
  private searched = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly finders: readonly PluginFinder[],
    private readonly disk: Files,
  ) {}

  /** What was found, in the order of the paths. */
  get all(): readonly FoundPlugin[] {
    return this.finders
      .flatMap((finder) => [...(this.found.get(finder)?.values() ?? [])])
      .sort((a, b) => (a.plugin.folder < b.plugin.folder ? -1 : a.plugin.folder > b.plugin.folder ? 1 : 0));
  }

  /** The plugins that could be read, in the same order. */
  get plugins(): readonly Plugin[] {
    return this.all.filter(isPlugin).map(({ plugin }) => plugin);
  }

  /** Those that could not. */
  get unreadable(): readonly UnreadablePlugin[] {
    return this.all.flatMap((found) => (found.is === 'unreadable' ? [found.plugin] : []));
  }

  /** The plugins to which a file belongs, the innermost first; platforms may share a folder. */
  pluginsOf(file: string): readonly FoundPlugin[] {
    return this.all
      .filter(({ plugin }) => isInside(plugin.folder, file))
      .sort((a, b) => b.plugin.folder.length - a.plugin.folder.length);
  }

  /** The innermost of them: one, or one of each platform that has a plugin in that folder. */
  innermostOf(file: string): readonly FoundPlugin[] {
    const [first, ...others] = this.pluginsOf(file);
    return first ? [first, ...others.filter(({ plugin }) => plugin.folder === first.plugin.folder)] : [];
  }

  /** The innermost plugin of a file that could be read; of platforms that share its folder that of the first finder. */
  pluginOf(file: string): Plugin | undefined {
    return this.innermostOf(file).find(isPlugin)?.plugin;
  }

  /** What is known of one plugin; undefined when it is not there any more. */
  known(identity: PluginIdentity): FoundPlugin | undefined {
    return this.all.find(({ plugin }) => isSamePlugin(plugin, identity));
  }

  /**
   * What a plugin is called wherever it is shown: its own name, with as much of its path as tells it from others of that
   * name, or with its platform where they share the folder.
   */
  nameOf(identity: PluginIdentity): string {
    const { folder, platform } = identity;
    const found = this.known(identity);
    if (!found) {
      return basename(folder);
    }
    const name = ownName(found);
    const twins = this.all.filter((other) => other !== found && ownName(other) === name);
    const elsewhere = twins.map(({ plugin }) => plugin.folder).filter((other) => other !== folder);
    const telling = [
      ...(elsewhere.length > 0 ? [tellingTail(folder, elsewhere)] : []),
      ...(elsewhere.length < twins.length ? [platform] : []),
    ];
    return telling.length > 0 ? `${name} (${telling.join(', ')})` : name;
  }

  /** The folders of the workspace. */
  get roots(): readonly string[] {
    return this.folders;
  }

  /** The innermost folder of the workspace in which a file lies. */
  rootOf(file: string): string | undefined {
    return this.folders.filter((root) => isInside(root, file)).sort((a, b) => b.length - a.length)[0];
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
   * Reads the plugins anew to which the changed, made or deleted files belong, when a search that runs is over. Does
   * nothing before the first search.
   * @param madeFolders Folders that came as a whole, of whose files nobody tells.
   */
  async update(changed: readonly string[], madeFolders: readonly string[] = []): Promise<void> {
    await this.searching;
    if (!this.searched) {
      return;
    }
    const files = this.lookAnew();
    const paths = new Set(changed);
    const touched = new Set(changed.flatMap((file) => [...withAncestors(file)]));
    const work = this.finders.map(async (finder) => {
      const made = await this.candidates(finder, madeFolders, files);
      const marked = changed.flatMap((file) => finder.folderOf(file) ?? []);
      const hangs = (folder: string): boolean => changed.some((file) => finder.hangsOn?.(folder, file) ?? false);
      const known = this.foldersOf(finder).filter(
        (folder) => touched.has(folder) || isInsideAny(paths, folder) || hangs(folder),
      );
      return this.readAll(finder, new Set([...made, ...marked, ...known]), files);
    });
    if ((await Promise.all(work)).some(Boolean)) {
      this.changed.fire();
    }
  }

  private async searchAll(): Promise<void> {
    const { folders } = this;
    const files = this.lookAnew();
    for (const finder of this.finders) {
      const candidates = await this.candidates(finder, folders, files);
      await this.readAll(finder, new Set([...candidates, ...this.foldersOf(finder)]), files);
    }
    if (folders !== this.folders) {
      await this.searchAll();
    }
  }

  private lookAnew(): Files {
    return new FilesInTurns(new OneLook(this.disk));
  }

  /** The folders below some others that may be plugins. One that cannot be searched is read itself, which tells why. */
  private async candidates(finder: PluginFinder, below: readonly string[], files: Files): Promise<string[]> {
    const found = below.map((folder) =>
      files.find(folder, finder.markers).then(
        (markers) => markers.flatMap((marker) => finder.folderOf(marker) ?? []),
        () => [folder],
      ),
    );
    return (await Promise.all(found)).flat();
  }

  private foldersOf(finder: PluginFinder): string[] {
    return [...(this.found.get(finder)?.keys() ?? [])];
  }

  /** True when anything is other than it was. */
  private async readAll(finder: PluginFinder, folders: ReadonlySet<string>, files: Files): Promise<boolean> {
    const waiting = [...new Set([...folders].flatMap((folder) => this.inWorkspace(folder)))].reverse();
    let changed = false;
    const work = async (): Promise<void> => {
      for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
        changed = (await this.readOne(finder, folder, files)) || changed;
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return changed;
  }

  private async readOne(finder: PluginFinder, folder: string, files: Files): Promise<boolean> {
    const found = await this.find(finder, folder, files);
    if (this.inWorkspace(folder).length === 0) {
      return false;
    }
    const known = this.found.get(finder) ?? new Map<string, FoundPlugin>();
    const before = known.get(folder);
    if (found) {
      this.found.set(finder, known.set(folder, found));
    } else {
      known.delete(folder);
    }
    return JSON.stringify(before) !== JSON.stringify(found);
  }

  private async find(finder: PluginFinder, folder: string, files: Files): Promise<FoundPlugin | undefined> {
    try {
      const plugin = await finder.read(folder, files);
      return plugin && { is: 'plugin', plugin };
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      return { is: 'unreadable', plugin: unreadablePlugin(finder.platform, folder, error) };
    }
  }

  /** The folder itself; for one above the workspace, the workspace's folders in it: what lies outside is not looked at. */
  private inWorkspace(folder: string): string[] {
    return this.folders.some((root) => isInside(root, folder))
      ? [folder]
      : this.folders.filter((root) => isInside(folder, root));
  }
}

function isPlugin(found: FoundPlugin): found is Extract<FoundPlugin, { is: 'plugin' }> {
  return found.is === 'plugin';
}

/** The name that a plugin has by itself; one that cannot be read goes by its folder's. */
function ownName(found: FoundPlugin): string {
  return found.is === 'plugin' ? found.plugin.name : basename(found.plugin.folder);
}
