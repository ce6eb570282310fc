import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toFailure } from '../../../../src/base/workbench-error';
import { BucketCache } from '../../../../src/runtime/fetching/bucket-cache';
import { limits } from '../../../../src/runtime/fetching/fitting-files';
import { LocalCopy, type SyncedCopy } from '../../../../src/runtime/fetching/local-copy';
import type { FetchRun } from '../../../../src/runtime/fetching/origin';
import type { S3Bucket } from '../../../../src/runtime/fetching/s3-bucket';
import { S3Origin } from '../../../../src/runtime/fetching/s3-origin';
import { bucketAt, readTree, serveHttp, serveS3, writeTree, type SourceServer } from '../../../source-servers';

const { signal } = new AbortController();
const run: FetchRun = { signal, tell: () => undefined };

describe('a bucket of a real S3 server', () => {
  let place: string;
  let server: SourceServer;
  let bucket: S3Bucket;

  beforeEach(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'bucket '));
    server = await serveS3(path.join(place, 'served'));
    bucket = bucketAt(server.address);
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(place, { recursive: true });
  });

  async function put(objects: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, text] of Object.entries(objects)) {
      await bucket.put(key, Buffer.from(text), signal);
    }
  }

  async function keys(): Promise<string[]> {
    return (await bucket.list('', 1000, signal)).map(({ key }) => key);
  }

  describe('as a source', () => {
    const copy = (): LocalCopy => new LocalCopy(path.join(place, 'copy'));
    const sync = (folder = ''): Promise<SyncedCopy> => copy().sync(new S3Origin(bucket, folder), {}, run);

    it('is copied below its folder, with names of any letters', async () => {
      await put({ 'lib/team/ü +&=!.py': 'odd', 'lib/team/__init__.py': '', 'library/x.py': 'x', 'y.py': 'y' });
      await sync('lib');
      assert.deepEqual(await readTree(copy().current), { 'team/__init__.py': '', 'team/ü +&=!.py': 'odd' });
    });

    it('is asked once, for its list, while nothing has changed', async () => {
      await put({ 'team/a.py': 'a', 'team/b.py': 'b' });
      await sync();
      server.requests.length = 0;
      await sync();
      assert.deepEqual(server.requests, ['GET /plugins?list-type=2&encoding-type=url']);
    });

    it('is asked for what has changed alone', async () => {
      await put({ 'team/a.py': 'a', 'team/b.py': 'b' });
      await sync();
      await put({ 'team/a.py': 'A' });
      server.requests.length = 0;
      const { changed } = await sync();
      assert.deepEqual([changed, server.requests.slice(1)], [['team/a.py'], ['GET /plugins/team/a.py']]);
    });

    it('leaves out the markers of folders, and tells them', async () => {
      await put({ 'team/': '', 'team/a.py': 'a' });
      const { oddities, files } = await sync();
      assert.deepEqual([oddities, files], [[{ path: 'team/', is: 'folder marker' }], 1]);
    });

    for (const [what, change, expected] of [
      ['a wrong key', { accessKey: 'other' }, 'InvalidAccessKeyId'],
      ['a wrong bucket', { bucket: 'nothing' }, 'NoSuchBucket'],
    ] as const) {
      it(`refuses ${what} in the service's own word`, async () => {
        const held = bucketAt(server.address, 'bucket' in change ? change.bucket : 'plugins');
        Object.assign((held as unknown as { place: object }).place, change);
        await assert.rejects(held.list('', 10, signal), (error: Error) => error.message.includes(expected));
      });
    }
  });

  describe('as a cache', () => {
    const told: string[] = [];
    const fill = (files: Readonly<Record<string, string>>): ReturnType<BucketCache['fill']> => {
      const from = path.join(place, 'from');
      const own = Object.keys(files).map((name) => ({ path: name, digest: '', from: `${from}/${name}`, within: from }));
      return writeTree(from, files).then(() =>
        new BucketCache(bucket, 'lib').fill([{ name: 'team', files: own }], {
          signal,
          tell: (line) => told.push(line),
        }),
      );
    };

    it('gets what is new, loses what is stale, and keeps what is not of its roots', async () => {
      await put({ 'lib/team/stale.py': 's', 'lib/team/same.py': 'same', 'lib/teams/x.py': '', 'team/y.py': '' });
      const { added, changed, removed, files } = await fill({ 'team/same.py': 'same', 'team/new.py': 'n' });
      assert.deepEqual([added, changed, removed, files], [['team/new.py'], [], ['team/stale.py'], 2]);
      assert.deepEqual(told, ['writing team/new.py', 'removing lib/team/stale.py']);
      assert.deepEqual(await keys(), ['lib/team/new.py', 'lib/team/same.py', 'lib/teams/x.py', 'team/y.py']);
    });

    it('is asked once for each root while nothing has changed', async () => {
      await fill({ 'team/a.py': 'a' });
      server.requests.length = 0;
      await fill({ 'team/a.py': 'a' });
      assert.deepEqual(server.requests.length, 1);
    });
  });
});

describe('a bucket of a service', () => {
  it('is read page by page', async () => {
    const page = (key: string, token: string): string =>
      `<ListBucketResult><IsTruncated>${token !== ''}</IsTruncated><NextContinuationToken>${token}</NextContinuationToken><Contents><Key>${key}</Key><Size>1</Size></Contents></ListBucketResult>`;
    const pages = [page('a', 'one two'), page('b', 'three'), page('c', '')];
    await using server = await serveHttp((_, response) => response.end(pages.shift()));
    const objects = await bucketAt(server.address).list('', 1000, signal);
    assert.deepEqual(
      objects.map(({ key }) => key),
      ['a', 'b', 'c'],
    );
    assert.equal(server.requests[1], 'GET /plugins?list-type=2&encoding-type=url&continuation-token=one+two');
  });

  it('is a source only of what is below its folder, and of no more than twice the files that fit', async () => {
    const asked: unknown[] = [];
    const keys = ['lib/', 'lib/a.py', 'library/b.py', 'c.py'];
    const listing = {
      name: 'the bucket',
      list: (...words: unknown[]) => {
        asked.push(words);
        return Promise.resolve(keys.map((key) => ({ key, size: 1, etag: 'e' })));
      },
    };
    const told: string[] = [];
    const origin = new S3Origin(listing as unknown as S3Bucket, 'lib');
    assert.deepEqual(await origin.look(undefined, { signal, tell: (line) => told.push(line) }), {
      files: [{ path: 'a.py', size: 1, tag: 'e' }],
      oddities: [{ path: 'lib/', is: 'folder marker' }],
    });
    assert.deepEqual(asked, [['lib/', limits.files * 2, signal]]);
    assert.deepEqual(told, ['listing the bucket']);
  });

  for (const [what, page, why] of [
    ['a page to log in', '<!doctype html><html>Log in</html>', 'It answers 200 with a page of HTML, as a login does.'],
    ['something else', '{"items": []}', 'It answers 200 with what is no answer of S3.'],
  ] as const) {
    it(`is told to be none when ${what} answers`, async () => {
      await using server = await serveHttp((_, response) => response.end(page));
      const failure = toFailure(
        await bucketAt(server.address)
          .list('', 1, signal)
          .catch((error: unknown) => error),
      );
      assert.match(failure.what, /^What answers for the bucket plugins at 127\.0\.0\.1:\d+ is no S3 service\.$/);
      assert.deepEqual([failure.why, failure.next?.title], [why, 'Correct the address of the service']);
    });
  }

  it('says so when an answer breaks off', async () => {
    await using server = await serveHttp((_, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('a', () => response.destroy());
    });
    const object = { key: 'a.py', size: 9, etag: '' };
    const failure = toFailure(
      await bucketAt(server.address)
        .get(object, signal)
        .catch((error: unknown) => error),
    );
    assert.deepEqual([failure.what, failure.next?.title], ['An answer of the S3 service broke off.', 'Sync again']);
  });

  it('is not read on once more has come than was listed', async () => {
    let isClosed: (() => void) | undefined;
    const closed = new Promise<void>((resolve) => (isClosed = resolve));
    await using server = await serveHttp((_, response) => {
      response.once('close', () => isClosed?.()).writeHead(200);
      response.write('much more than one');
    });
    const object = { key: 'a.py', size: 1, etag: '' };
    const failure = toFailure(
      await bucketAt(server.address)
        .get(object, signal)
        .catch((error: unknown) => error),
    );
    await closed;
    assert.equal(failure.why, 'It was changed in the meantime.');
  });

  for (const key of ['team/a.py', 'team/ü +&=!.py', "team/(a)*'b'~.py", 'team/%41.py']) {
    it(`gets ${key} with a signature that the service computes as well`, async () => {
      let isRight = false;
      await using server = await serveHttp((request, response) => {
        isRight = isSignedWith('S3RVER', request);
        response.end('x');
      });
      await bucketAt(server.address).get({ key, size: 1, etag: '' }, signal);
      assert.ok(isRight);
    });
  }
});

/** Signature Version 4 as a service computes it of what has come (Amazon S3 API, "Authenticating Requests"). */
function isSignedWith(secret: string, { method = '', url = '', headers }: IncomingMessage): boolean {
  const [, day = '', region = '', names = '', signature] =
    /Credential=[^/]+\/(\d+)\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const encoded = decodeURIComponent(url)
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    );
  const signed = names.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const hash = String(headers['x-amz-content-sha256']);
  const canonical = [method, encoded.join('/'), '', signed.join(''), names, hash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex') === signature;
}
