import { Emitter } from '../base/emitter';
import type { Files } from '../base/files';
import { isInside } from '../base/paths';

/** A manifest found in a file by its content. */
export interface ManifestEntry {
  readonly file: string;
  /** 1-based line on which its document starts. */
  readonly line: number;
  /** The kind's id, such as `spaceone.register`. */
  readonly kind: string;
  /** The kind in words, such as `Register manifest`. */
  readonly title: string;
}

/** Finds the manifests in a text; cheap for a text that holds none. */
export type ManifestReader = (text: string) => readonly Omit<ManifestEntry, 'file'>[];

const YAML = ['**/*.yaml', '**/*.yml'];

/** The manifests below each folder that was asked for, read on first use and kept up to date by the changes it is told of. */
export class Manifests {
  private readonly folders = new Map<string, Promise<Map<string, readonly ManifestEntry[]>>>();
  private readonly changed = new Emitter<void>();

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly readManifests: ManifestReader,
    private readonly files: Files,
  ) {}

  /** The manifests in the folder, by file and line. */
  async in(folder: string): Promise<readonly ManifestEntry[]> {
    let known = this.folders.get(folder);
    if (!known) {
      known = this.readAll(folder);
      this.folders.set(folder, known);
    }
    return [...(await known).values()]
      .flat()
      .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  }

  /**
   * Reads the changed, made or deleted files anew.
   * @param madeFolders Folders that came as a whole, of whose files nobody tells.
   */
  async update(changed: readonly string[], madeFolders: readonly string[] = []): Promise<void> {
    const made = await Promise.all(madeFolders.map((folder) => this.files.find(folder, YAML)));
    const yaml = [...changed.filter((file) => /\.ya?ml$/i.test(file)), ...made.flat()];
    let any = false;
    for (const [folder, known] of this.folders) {
      for (const file of yaml.filter((candidate) => isInside(folder, candidate))) {
        const entries = await this.read(file);
        any ||= JSON.stringify((await known).get(file) ?? []) !== JSON.stringify(entries);
        (await known).set(file, entries);
      }
    }
    if (any) {
      this.changed.fire();
    }
  }

  /** Forgets all that was read; the next question reads it anew. */
  forget(): void {
    this.folders.clear();
    this.changed.fire();
  }

  private async readAll(folder: string): Promise<Map<string, readonly ManifestEntry[]>> {
    const files = await this.files.find(folder, YAML);
    return new Map(await Promise.all(files.map(async (file) => [file, await this.read(file)] as const)));
  }

  private async read(file: string): Promise<ManifestEntry[]> {
    const text = await this.files.read(file);
    return text === undefined ? [] : this.readManifests(text).map((found) => ({ file, ...found }));
  }
}
