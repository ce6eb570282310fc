import { Emitter, type Event } from '../base/emitter';
import type { Files } from '../base/files';
import { finishInTurns, type Steps } from '../base/steps';
import type { FilePlace } from '../base/workbench-error';
import type { ParseCache } from '../manifest/parse/parse-cache';
import type { ManifestEntry } from './manifests';

/** A place in a manifest. */
type Place = Required<FilePlace>;

/** A module that is loaded with a plugin set. */
export interface SetModule extends Place {
  /** Dotted, such as `team.components`. */
  readonly name: string;
}

/** What of a source is loaded under one root package. */
export interface PluginSet extends Place {
  readonly rootPackage: string;
  readonly version?: string | undefined;
  readonly modules: readonly SetModule[];
}

/** Where packages come from: a source that a manifest names, or the cache that they are loaded from in its place. */
export interface Source extends Place {
  /** The platform's id. */
  readonly platform: string;
  readonly name: string;
  /** In the platform's own words, such as `git`. */
  readonly type: string;
  readonly isCache: boolean;
  /** What else is told of it, such as its address, by key; no secrets. */
  readonly details: Readonly<Record<string, string>>;
  /** The line of each detail that is written, by key; secrets have one too. */
  readonly detailLines?: Readonly<Record<string, number>>;
  readonly sets: readonly PluginSet[];
}

/** How a platform reads its sources. */
export interface SourceReader {
  /** The platform's id. */
  readonly platform: string;
  /** Ids of the kinds of manifests that have sources. */
  readonly kinds: readonly string[];
  /** The sources in a file's text, in parts; what is wrong or a template's is left out, as the checks tell it. */
  read(text: string, file: string, cache?: ParseCache): Steps<readonly Source[]>;
}

/** The index of manifests, as far as sources ask it. */
interface ManifestIndex {
  all(): Promise<readonly ManifestEntry[]>;
  readonly onDidChange: Event<void>;
}

/** The sources that the manifests of the workspace name. Read when asked; a file that has not changed is read once. */
export class Sources {
  private readonly known = new Map<string, { readonly text: string; readonly sources: readonly Source[] }>();
  private readonly changed = new Emitter<void>();

  /** Fires when there may be others. */
  readonly onDidChange = this.changed.event;

  /** @param cache That of the index, which has parsed the files a moment before. */
  constructor(
    private readonly manifests: ManifestIndex,
    private readonly readers: readonly SourceReader[],
    private readonly files: Files,
    private readonly cache?: ParseCache,
  ) {
    manifests.onDidChange(() => this.changed.fire());
  }

  /** All of them, in the order of their files and in those of their places. */
  async all(): Promise<readonly Source[]> {
    const kinds = new Map(this.readers.flatMap((reader) => reader.kinds.map((kind) => [kind, reader] as const)));
    const entries = (await this.manifests.all()).filter(({ kind }) => kinds.has(kind));
    const files = [...new Set(entries.map(({ file }) => file))].sort();
    for (const file of [...this.known.keys()].filter((each) => !files.includes(each))) {
      this.known.delete(file);
    }
    const found = await Promise.all(
      files.map((file) => {
        const readers = entries.flatMap((entry) => (entry.file === file ? (kinds.get(entry.kind) ?? []) : []));
        return this.readFile(file, [...new Set(readers)]);
      }),
    );
    return found.flat();
  }

  /** Says that files have changed: what a source tells beside its names may be another thing in the same manifest. */
  update(changed: readonly string[]): void {
    if (changed.some((file) => this.known.has(file))) {
      this.changed.fire();
    }
  }

  /** One file that cannot be read has no sources that anybody knows. */
  private async readFile(file: string, readers: readonly SourceReader[]): Promise<readonly Source[]> {
    const text = await this.files.read(file).catch(() => undefined);
    const known = this.known.get(file);
    if (text === undefined || known?.text === text) {
      return text === undefined ? [] : (known?.sources ?? []);
    }
    const sources: Source[] = [];
    for (const reader of readers) {
      sources.push(...(await finishInTurns(reader.read(text, file, this.cache))));
    }
    this.known.set(file, { text, sources });
    return sources;
  }
}
