import type { Remark } from './finding';

/** A mistake in the YAML itself, whoever reads it. */
export interface StructureProblem extends Remark {
  readonly code: string;
}

/** Deeper than any manifest; from about here on PyYAML and protobuf's JSON reader run out of stack, too. */
export const depthLimit = 200;

/** More values than any manifest holds; aliases or merge keys that expand to more bring their reader down. */
export const expansionLimit = 1_000_000;
