/** A place in a file that a person can go to; `line` is 1-based. */
export interface FilePlace {
  readonly file: string;
  readonly line?: number;
}

/** What is to be done next, whoever can do it: the editor has a command for each, the command line a line to type. */
export type Intent =
  /** `python`: the interpreter from which it is made; the best of the machine unless given. */
  | { readonly is: 'set up the environment'; readonly folder: string; readonly python?: string }
  | { readonly is: 'choose an interpreter'; readonly folder: string }
  | { readonly is: 'complete or replace the chosen interpreter'; readonly folder: string }
  | { readonly is: 'give credentials' }
  | { readonly is: 'give a token' };

/** The one thing to do next: a sentence's worth of button, and what it does; without that the title stands as advice. */
export interface NextStep {
  readonly title: string;
  readonly intent?: Intent;
  /** A command of the editor, of a step that only the editor knows. */
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

export interface Failure {
  readonly what: string;
  readonly why?: string | undefined;
  readonly where?: FilePlace | undefined;
  readonly next?: NextStep | undefined;
  readonly cause?: unknown;
}

/** A failure that a person is meant to read: what happened, why in the platform's own terms, where, and the next step. */
export class WorkbenchError extends Error implements Failure {
  readonly what: string;
  readonly why: string | undefined;
  readonly where: FilePlace | undefined;
  readonly next: NextStep | undefined;

  constructor(failure: Failure) {
    super(failure.why ? `${failure.what} ${failure.why}` : failure.what, { cause: failure.cause });
    this.name = 'WorkbenchError';
    this.what = failure.what;
    this.why = failure.why;
    this.where = failure.where;
    this.next = failure.next;
  }
}

/** True for an abort, which is a person's wish and never a failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The failure in any thrown value. */
export function toFailure(error: unknown): Failure {
  // By its shape and not its class: the gRPC chunk is a bundle of its own and brings its own classes.
  if (error instanceof Error && 'what' in error && typeof error.what === 'string') {
    return error as Error & Failure;
  }
  return { what: error instanceof Error ? error.message : String(error), cause: error };
}

/** The failure in one line: what happened and why, with its next step where no button can say it. */
export function sentence({ what, why, next }: Failure): string {
  const advice = next && !next.command && !next.intent ? `${next.title}.` : undefined;
  return joined([what, why, advice]);
}

/** Sentences one after the other; one that is followed by another has its stop, whoever wrote it. */
export function joined(sentences: readonly (string | undefined)[]): string {
  const said = sentences.flatMap((each) => each?.trimEnd() ?? []).filter(Boolean);
  return said.map((each, index) => (index === said.length - 1 ? each : stopped(each))).join(' ');
}

/** A sentence with its stop. */
export function stopped(words: string): string {
  return ENDS.test(words) ? words : `${words}.`;
}

const ENDS = /[.!?…:;][)\]"'”’»]?$/u;
