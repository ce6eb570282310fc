import { basename } from '../../base/paths';
import { toFailure } from '../../base/workbench-error';
import type { CallFailure } from '../../platforms/platform';
import { isGrpcFailure } from '../../runtime/calls/grpc-api';

/** A failed call as the answer shows it: status, error id, message, and what to do. */
export function describeFailure(error: unknown, advice: (failure: CallFailure) => string | undefined): object {
  if (!isGrpcFailure(error)) {
    const { what, why, where, next } = toFailure(error);
    return { message: what, why, at: where && `${basename(where.file)}:${where.line ?? 1}`, next: next?.title };
  }
  const { codeName: status, errorId, details, what, path, candidates, next } = error;
  const answered = error.kind === 'answered';
  const message = answered && details !== '' ? withoutId(details, errorId) : what;
  return {
    status,
    id: errorId,
    message,
    why: answered ? undefined : error.why,
    at: path,
    known: candidates.length > 0 ? candidates : undefined,
    next: (answered ? advice({ status, errorId, message }) : undefined) ?? next.title,
  };
}

function withoutId(details: string, errorId: string | undefined): string {
  return errorId && details.startsWith(`${errorId}:`) ? details.slice(errorId.length + 1).trim() : details;
}
