import { WorkbenchError, type Failure } from '../../base/workbench-error';
import type { ServerRefusal } from './caller';

export type HttpFailureKind =
  /** The server's own code refused or failed: see {@link HttpFailure.refusal}. */
  | 'answered'
  | 'bad-endpoint'
  | 'bad-token'
  | 'unknown-method'
  | 'unreachable'
  /** A file names an address at which a machine asks what only it may know. */
  | 'address-of-machine'
  | 'not-http'
  | 'redirected'
  | 'stalled'
  | 'answer-too-large'
  | 'unreadable-answer';

/** Every failure of a call over HTTP but a cancel, which is an AbortError. */
export class HttpFailure extends WorkbenchError {
  constructor(
    readonly kind: HttpFailureKind,
    failure: Failure,
    readonly refusal?: ServerRefusal,
  ) {
    super(failure);
    this.name = 'HttpFailure';
  }
}
