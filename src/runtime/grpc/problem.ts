import { status } from '@grpc/grpc-js';
import { WorkbenchError } from '../../base/workbench-error';
import type { ServerRefusal } from '../calls/caller';
import type { GrpcFailure, GrpcFailureKind } from '../calls/grpc-api';

export interface ProblemFacts {
  readonly kind: GrpcFailureKind;
  readonly what: string;
  readonly why?: string | undefined;
  /** What to do: a sentence without its full stop. */
  readonly next: string;
  readonly code?: number;
  readonly details?: string;
  readonly path?: string;
  readonly candidates?: readonly string[];
  readonly count?: number;
  readonly cause?: unknown;
}

/** The one error of this chunk; outside it is known by its name and shape, {@link GrpcFailure}. */
export class GrpcProblem extends WorkbenchError implements GrpcFailure {
  override readonly name = 'GrpcFailure';
  override readonly next: { readonly title: string };
  readonly kind: GrpcFailureKind;
  readonly code: number;
  readonly codeName: string;
  readonly details: string;
  readonly path: string | undefined;
  readonly candidates: readonly string[];
  readonly count: number;

  constructor(facts: ProblemFacts) {
    const next = { title: facts.next };
    super({ what: facts.what, why: facts.why, next, cause: facts.cause });
    this.next = next;
    this.kind = facts.kind;
    this.code = facts.code ?? usualCode[facts.kind];
    this.codeName = codeNameOf(this.code);
    this.details = facts.details ?? facts.why ?? '';
    this.path = facts.path;
    this.candidates = facts.candidates ?? [];
    this.count = facts.count ?? 0;
  }

  get refusal(): ServerRefusal | undefined {
    return SERVERS_OWN.includes(this.kind) ? { status: this.codeName, details: this.details } : undefined;
  }
}

/** What the server itself answered with, not the way to it. */
const SERVERS_OWN: readonly GrpcFailureKind[] = ['answered', 'unauthenticated', 'permission-denied'];

/** The name of a gRPC status, such as `INVALID_ARGUMENT`; a number that gRPC does not know stays one. */
export function codeNameOf(code: number): string {
  return status[code] ?? `STATUS_${code}`;
}

/** The status that says it best where the server itself sent none. */
const usualCode: Readonly<Record<GrpcFailureKind, status>> = {
  answered: status.UNKNOWN,
  unauthenticated: status.UNAUTHENTICATED,
  'permission-denied': status.PERMISSION_DENIED,
  deadline: status.DEADLINE_EXCEEDED,
  'bad-address': status.INVALID_ARGUMENT,
  refused: status.UNAVAILABLE,
  'name-not-found': status.UNAVAILABLE,
  unreachable: status.UNAVAILABLE,
  'tls-missing': status.UNAVAILABLE,
  'tls-not-spoken': status.UNAVAILABLE,
  certificate: status.UNAVAILABLE,
  'not-grpc': status.UNAVAILABLE,
  gone: status.UNAVAILABLE,
  wedged: status.UNAVAILABLE,
  'no-reflection': status.UNIMPLEMENTED,
  'bad-descriptors': status.INTERNAL,
  'unknown-service': status.UNIMPLEMENTED,
  'unknown-method': status.UNIMPLEMENTED,
  'ambiguous-name': status.INVALID_ARGUMENT,
  'client-streaming': status.UNIMPLEMENTED,
  'unknown-key': status.INVALID_ARGUMENT,
  'wrong-type': status.INVALID_ARGUMENT,
  'bad-metadata': status.INVALID_ARGUMENT,
  'request-too-large': status.RESOURCE_EXHAUSTED,
  'answer-too-large': status.RESOURCE_EXHAUSTED,
  'refused-as-too-large': status.RESOURCE_EXHAUSTED,
  'unreadable-answer': status.INTERNAL,
};
