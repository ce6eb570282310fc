import type { Event } from 'vscode';
import type { ManifestEntry } from '../../catalog/manifests';
import type { WordsOf } from '../context-words';

/** What a row says of a manifest beside its file and title. */
export interface ManifestNote {
  /** Such as `registered at Local`. */
  readonly text: string | undefined;
  /** What its menu depends on. */
  readonly words: WordsOf<'plugins'>;
}

/** What is known of the workspace's manifests beside what stands in them, such as what a server has of them. */
export interface ManifestNotes {
  /** Fires when it may be something else. */
  readonly onDidChange: Event<void>;
  /** Undefined when there is nothing to say of it. */
  of(manifest: ManifestEntry): Promise<ManifestNote | undefined>;
  /** What the row of a folder's plugin says of all its manifests. */
  in(folder: string): Promise<string | undefined>;
}
