import { basename } from '../base/paths';
import type { Exchanged } from './exchange';
import { isGrpcFailure } from '../runtime/calls/grpc-api';

/** A failed call as the answer shows it: status, error id, message, and what to do. */
export function shownFailure({ failure, refusal }: Extract<Exchanged, { is: 'failed' }>): object {
  const { what, why, where, next } = failure;
  if (refusal) {
    const { status, id, message = '', raised } = refusal;
    return {
      ...{ status, id, message: message === '' ? what : message },
      cause: raised?.root,
      at: where && `${where.file}:${where.line ?? 1}`,
      next: refusal.next ?? next?.title,
    };
  }
  if (isGrpcFailure(failure)) {
    const { codeName: status, path: at, candidates } = failure;
    return { status, message: what, why, at, known: candidates.length > 0 ? candidates : undefined, next: next?.title };
  }
  return { message: what, why, at: where && `${basename(where.file)}:${where.line ?? 1}`, next: next?.title };
}
