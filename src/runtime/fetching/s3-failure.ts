import type { WorkbenchError } from '../../base/workbench-error';
import { readRefusal } from './s3-listing';
import { failureIn, WrongPart, type PlacePart } from './wrong-part';

/** What services mean by their codes (Amazon S3 API, "Error responses"). */
const next: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Correct the bucket',
  NoSuchKey: 'Sync again',
  InvalidAccessKeyId: 'Correct "access_key"',
  SignatureDoesNotMatch: 'Correct "secret_key"',
  AccessDenied: 'Ask for the right to list and read the bucket',
  RequestTimeTooSkewed: 'Set the clock of this machine',
  SlowDown: 'Sync again in a while',
};

/** What of the place they blame. */
const parts: Readonly<Record<string, PlacePart>> = {
  NoSuchBucket: 'bucket',
  InvalidAccessKeyId: 'access key',
  SignatureDoesNotMatch: 'secret key',
};

/** An answer that is not what was asked for. */
interface Unwanted {
  readonly status: number;
  readonly bytes: Buffer;
  /** What was asked. */
  readonly place: string;
  readonly shown: (text: string) => string;
}

/** The failure that an answer of a service stands for. */
export function s3Failure({ status, bytes, place, shown }: Unwanted): WorkbenchError {
  const text = bytes.toString('utf8');
  const refusal = readRefusal(text);
  if (refusal) {
    const { code, message } = refusal;
    const advice = next[code];
    return failureIn(parts[code], {
      what: `The service refuses ${place}.`,
      why: shown([code, message.slice(0, 500)].filter(Boolean).join(': ')),
      next: advice === undefined ? undefined : { title: advice },
    });
  }
  const isPage = /<html[\s>]|<!doctype html/i.test(text.slice(0, 2000));
  return new WrongPart('service', {
    what: `What answers for ${place} is no S3 service.`,
    why: isPage
      ? `It answers ${status} with a page of HTML, as a login does.`
      : `It answers ${status} with what is no answer of S3.`,
    next: { title: 'Correct the address of the service' },
  });
}
