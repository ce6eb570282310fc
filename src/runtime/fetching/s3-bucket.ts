import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsV4Signer } from 'aws4fetch';
import { withoutEndSlashes } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import { sendHttp } from '../calls/http-request';
import type { Redactor } from '../secrets/redactor';
import { s3Failure } from './s3-failure';
import { readPage, type S3Object } from './s3-listing';
import { WrongPart } from './wrong-part';

/** Where objects are kept and who asks for them. */
export interface S3Place {
  /** The service's own address, such as `https://s3.example.com`. */
  readonly service: string;
  readonly bucket: string;
  /** True when the bucket stands in front of the host, false when it is the first part of the path. */
  readonly isVirtualHost: boolean;
  readonly accessKey: string;
  readonly secretKey: string;
}

interface S3Request {
  readonly verb: 'GET' | 'PUT' | 'DELETE';
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The most bytes of the answer. */
  readonly most: number;
}

interface S3Answer {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** Milliseconds in which something has to come. */
const SILENCE = 30_000;
/** A page of a thousand keys of the longest kind has 4 MB. */
const LARGEST_PAGE = 16_000_000;
const LARGEST_REFUSAL = 64_000;
/** A service that gives empty pages would give them for ever. */
const MOST_PAGES = 2000;

/** A bucket of a service that speaks S3. Requests are signed, and go to that service and nowhere else. */
export class S3Bucket {
  private readonly base: URL;

  /** @throws WorkbenchError for an address that is none of http */
  constructor(
    private readonly place: S3Place,
    private readonly redactor: Redactor,
    private readonly silence = SILENCE,
  ) {
    const { service, bucket } = place;
    if (!/^https?:\/\/[^/]/i.test(service) || !URL.canParse(service)) {
      throw new WrongPart('service', {
        what: `"${service}" is no address of an S3 service.`,
        next: { title: 'Write https://HOST' },
      });
    }
    if (!/^[\w.-]{1,255}$/.test(bucket) || /^\.+$/.test(bucket)) {
      throw new WrongPart('bucket', { what: `"${bucket}" is no name of a bucket.` });
    }
    redactor.hide([
      { name: 'access_key', value: place.accessKey },
      { name: 'secret_key', value: place.secretKey },
    ]);
    const base = new URL(withoutEndSlashes(service));
    if (place.isVirtualHost) {
      base.hostname = `${bucket}.${base.hostname}`;
    }
    this.base = base;
  }

  /** What failures call it. */
  get name(): string {
    return `the bucket ${this.place.bucket} at ${this.base.host}`;
  }

  /**
   * The objects whose keys begin with a prefix, a request for each thousand.
   * @param most No more are wanted: it ends with the page that has the first beyond.
   */
  async list(prefix: string, most: number, signal: AbortSignal): Promise<S3Object[]> {
    const objects: S3Object[] = [];
    let token: string | undefined;
    for (let page = 1; page <= MOST_PAGES; page++) {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        ...(prefix !== '' && { prefix }),
        ...(token !== undefined && { 'continuation-token': token }),
      };
      const { bytes } = await this.send({ verb: 'GET', query, most: LARGEST_PAGE }, signal);
      const read = readPage(bytes.toString('utf8')) ?? this.noListing(bytes);
      objects.push(...read.objects);
      if (read.next === undefined || read.next === token || objects.length > most) {
        return objects;
      }
      token = read.next;
    }
    return objects;
  }

  /**
   * An object as it was listed.
   * @throws WorkbenchError also for one that is not what was listed: another one by now, or a page in its place
   */
  async get({ key, size, etag }: S3Object, signal: AbortSignal): Promise<Buffer> {
    const answer = await this.send({ verb: 'GET', key, most: size }, signal);
    if (answer.bytes.length !== size || (answer.etag !== '' && etag !== '' && answer.etag !== etag)) {
      const isPage = /^\s*<(?:!doctype|html)/i.test(answer.bytes.subarray(0, 200).toString('latin1'));
      throw new WorkbenchError({
        what: `${key} in ${this.name} is not what the service has listed.`,
        why: isPage ? 'A page of HTML came in its place, as a login answers.' : 'It was changed in the meantime.',
        next: { title: isPage ? 'Correct the address of the service' : 'Sync again' },
      });
    }
    return answer.bytes;
  }

  async put(key: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.send({ verb: 'PUT', key, body: bytes, most: LARGEST_REFUSAL }, signal);
  }

  async delete(key: string, signal: AbortSignal): Promise<void> {
    await this.send({ verb: 'DELETE', key, most: LARGEST_REFUSAL }, signal);
  }

  private async send(request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(), this.silence);
    const until = AbortSignal.any([signal, silent.signal]);
    try {
      const answer = await this.answerTo(request, until);
      timer.refresh();
      const status = answer.statusCode ?? 0;
      const isDone = status >= 200 && status <= 299;
      const most = isDone ? request.most : LARGEST_REFUSAL;
      const bytes = await bodyOf(answer, most, until, () => timer.refresh());
      if (!isDone) {
        throw s3Failure({ status, bytes, place: this.name, shown: (text) => this.redactor.redact(text) });
      }
      return { etag: (answer.headers.etag ?? '').replace(/^W\/|"/g, ''), bytes };
    } catch (error) {
      signal.throwIfAborted();
      throw silent.signal.aborted
        ? new WrongPart('service', {
            what: `The service at ${this.base.host} does not answer.`,
            why: `Nothing has come for ${this.silence / 1000} seconds.`,
            next: { title: 'Check the address, and sync again' },
          })
        : error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async answerTo({ verb, key, query = {}, body }: S3Request, signal: AbortSignal): Promise<IncomingMessage> {
    const signer = new AwsV4Signer({
      method: verb,
      url: this.urlOf(key, query),
      service: 's3',
      accessKeyId: this.place.accessKey,
      secretAccessKey: this.place.secretKey,
      headers: body ? { 'X-Amz-Content-Sha256': createHash('sha256').update(body).digest('hex') } : {},
    });
    const { url, headers } = await signer.sign();
    const sent = { ...Object.fromEntries(headers), ...(body && { 'content-length': String(body.length) }) };
    return sendHttp({ url, verb, headers: sent, body }, { signal, isFromFile: true });
  }

  private urlOf(key: string | undefined, query: Readonly<Record<string, string>>): string {
    const bucket = this.place.isVirtualHost ? '' : `/${this.place.bucket}`;
    const path =
      key === undefined ? (bucket === '' ? '/' : '') : `/${key.split('/').map(encodeURIComponent).join('/')}`;
    const words = new URLSearchParams(query).toString();
    return `${withoutEndSlashes(this.base.href)}${bucket}${path}${words === '' ? '' : `?${words}`}`;
  }

  private noListing(bytes: Buffer): never {
    throw s3Failure({ status: 200, bytes, place: this.name, shown: (text) => this.redactor.redact(text) });
  }
}

/** The bytes of an answer, at most one chunk more than it may have. */
async function bodyOf(answer: IncomingMessage, most: number, signal: AbortSignal, alive: () => void): Promise<Buffer> {
  const abort = (): void => void answer.destroy();
  signal.addEventListener('abort', abort, { once: true });
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      alive();
      chunks.push(chunk);
      length += chunk.length;
      if (length > most) {
        break;
      }
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw new WorkbenchError({ what: 'An answer of the S3 service broke off.', next: { title: 'Sync again' }, cause });
  } finally {
    signal.removeEventListener('abort', abort);
    answer.destroy();
  }
  signal.throwIfAborted();
  return Buffer.concat(chunks);
}
