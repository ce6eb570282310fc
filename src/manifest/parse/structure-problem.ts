import type { Remark, Severity } from '../finding';

/** A mistake in the YAML itself, whoever reads it. */
export interface StructureProblem extends Remark {
  readonly code: string;
  /** An error when it is left out. */
  readonly severity?: Severity;
}

/** Deeper than any manifest; from about here on PyYAML and protobuf's JSON reader run out of stack, too. */
export const depthLimit = 200;

/** More values than any manifest holds; aliases that expand to more bring their reader down. */
export const expansionLimit = 1_000_000;

/** More keys than merge keys copy in any manifest: some thousand merges of a hundred keys. */
export const mergeLimit = 500_000;

/** A document of more lines, keys and items than this is not checked: some 30,000 lines of a usual manifest. */
export const partLimit = 60_000;

/**
 * The same for its lines with those of long strings, and for what the parser makes of it: it takes some microseconds for
 * each, blank or not, and reads a string in one part.
 */
export const lexemeLimit = 300_000;
