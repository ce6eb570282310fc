import type { CopyIndex } from './copy-index';

/** A file of a source, as the source tells it before it is fetched. */
export interface FoundFile {
  /** Seen from the top of the source, with forward slashes. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Another one means that the content may be another. */
  readonly tag: string;
}

/** Why something of a source is not in its copy; `link` alone is there, as the text that it is. */
export type Obstacle =
  'folder marker' | 'name' | 'too large' | 'folder of the same name' | 'leads out' | 'no file' | 'link' | 'submodule';

/** What of a source is not in its copy, or in another way than it stands there. */
export interface Oddity {
  readonly path: string;
  readonly is: Obstacle;
}

/** What a source holds at the moment. */
export interface Look {
  /** The source's own name for this state; without one it is told by the files. */
  readonly revision?: string;
  readonly files: readonly FoundFile[];
  readonly oddities: readonly Oddity[];
}

/** What one sync goes by. */
export interface FetchRun {
  readonly signal: AbortSignal;
  /** Hears what is being done, in half a sentence. */
  readonly tell: (progress: string) => void;
}

/** From where files are copied. What it throws is a WorkbenchError, or an AbortError on abort. */
export interface Origin {
  /** @param known What the last copy was made of, for a source that can say at once that it is the same. */
  look(known: CopyIndex | undefined, run: FetchRun): Promise<Look>;
  /**
   * Writes files below a folder, in which none of them is yet.
   * @returns for each path what tells its content from any other
   */
  fetch(files: readonly FoundFile[], into: string, run: FetchRun): Promise<ReadonlyMap<string, string>>;
}
