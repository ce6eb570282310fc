import type { Event } from '../../base/emitter';
import type { CheckedText } from '../../manifest/check/check-text';
import type { ManifestKind } from '../../manifest/kind';

/** A kind of files about which more is learnt once one of them is open. */
export interface LearntKind {
  readonly kind: ManifestKind;
  /** Learns what a checked file asks for. */
  look(file: string, checked: CheckedText): Promise<void>;
  /** Fires when open files are to be checked again. */
  readonly onDidChange: Event<void>;
}

/** The kinds with those about which more is learnt in the place of the same. */
export function withLearnt(kinds: readonly ManifestKind[], learnt: readonly LearntKind[]): ManifestKind[] {
  const better = learnt.map(({ kind }) => kind);
  return [...kinds.filter(({ id }) => !better.some((each) => each.id === id)), ...better];
}
