import { WorkbenchError, type Failure } from '../../base/workbench-error';

/** What tells where something is fetched from. */
export type PlacePart = 'address' | 'branch' | 'service' | 'bucket' | 'access key' | 'secret key' | 'folder';

/** That something cannot be fetched because of one part of what tells where it is. */
export class WrongPart extends WorkbenchError {
  /** @param part One of the parts that a fetch knows, or what its caller calls another one. */
  constructor(
    readonly part: string,
    failure: Failure,
  ) {
    super(failure);
  }
}

/** A failure, at the part that is to blame where one is known. */
export function failureIn(part: PlacePart | undefined, failure: Failure): WorkbenchError {
  return part === undefined ? new WorkbenchError(failure) : new WrongPart(part, failure);
}
