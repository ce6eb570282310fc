import { Disposable } from 'vscode';
import { Catalog } from '../catalog/catalog';
import { Manifests } from '../catalog/manifests';
import { Sources } from '../catalog/sources';
import { ParseCache } from '../manifest/parse/parse-cache';
import { manifestReader, pluginFinders, sourceReaders } from '../platforms/platforms';
import { NodeFiles } from '../runtime/files/node-files';
import { EditorFiles, workspacePaths } from './editor-files';
import { IgnoredFiles } from './ignored-files';
import type { Log } from './log';
import { workspaceChanges } from './workspace-changes';

/** What there is in the folders of the window, kept up to date once it {@link follow}s them. */
export class KnownWorkspace {
  readonly files: EditorFiles;
  readonly catalog: Catalog;
  readonly ignored: IgnoredFiles;
  readonly manifests: Manifests;
  readonly sources: Sources;

  constructor(log: Log) {
    const disk = new NodeFiles(workspacePaths, { tell: (note) => log.info(note) });
    this.files = new EditorFiles(disk);
    this.catalog = new Catalog(pluginFinders, this.files);
    this.ignored = new IgnoredFiles(disk, (note) => log.info(note));
    const cache = new ParseCache(1_000_000);
    this.manifests = new Manifests(manifestReader(cache), this.ignored.without(this.files));
    this.sources = new Sources(this.manifests, sourceReaders, this.files, cache);
  }

  follow(): Disposable {
    return Disposable.from(this.ignored, workspaceChanges(this.catalog, this.manifests, this.sources));
  }
}
