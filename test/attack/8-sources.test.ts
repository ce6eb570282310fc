import assert from 'node:assert/strict';
import { chmod, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { toFailure } from '../../src/base/workbench-error';
import { syncSources, type SyncReport } from '../../src/platforms/bksops/sync/sync-sources';
import { GitCommand } from '../../src/runtime/fetching/git-command';
import { Processes } from '../../src/runtime/processes/processes';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { bucketAt, readTree, Repository, serveFolder, serveHttp, serveS3, writeTree } from '../source-servers';
import { restoreVariables } from '../variables';
import { TemporaryFolder } from './temporary-folder';

/** A manifest with one source, and perhaps a cache. */
interface Given {
  readonly type: string;
  readonly details: Readonly<Record<string, string>>;
  readonly cache?: { readonly type: string; readonly details: Readonly<Record<string, string>> };
}

/** Answers what another server answers. */
function relay(address: string, response: ServerResponse): void {
  void fetch(address).then(async (answer) => {
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
}

describe('8 sources', function () {
  this.timeout(60_000);
  const folder = new TemporaryFolder();
  const redactor = new Redactor();
  const processes = new Processes(redactor);
  const before = { ...process.env };

  beforeEach(() => (process.env['XDG_CACHE_HOME'] = path.join(folder.path, 'kept')));
  afterEach(() => {
    restoreVariables(before);
  });
  after(() => processes[Symbol.asyncDispose]());

  async function sync(given: Given, signal = new AbortController().signal): Promise<SyncReport> {
    const source = { name: 'team', ...given, cache: undefined, packages: { team: { version: '1', modules: [] } } };
    const cache = given.cache && { name: 'kept', ...given.cache };
    const text = JSON.stringify({ apiVersion: 'bksops/v1', sources: [source], cache });
    const file = await folder.write('sources.yaml', text);
    const variable = (name: string): string | undefined => process.env[name];
    const tell = (): void => undefined;
    return syncSources({ file, text }, { git: new GitCommand(processes), redactor, variable, signal, tell });
  }

  /** The copy that a sync has made, with its paths. */
  async function copy(): Promise<Record<string, string>> {
    const [name = ''] = await readdir(path.join(folder.path, 'kept/plugin-workbench/sources'));
    return readTree(path.join(folder.path, 'kept/plugin-workbench/sources', name, 'current'));
  }

  const store = (address: string, more = {}): Given => ({
    type: 's3',
    details: { service_address: address, bucket: 'plugins', access_key: 'S3RVER', secret_key: 'S3RVER', ...more },
  });
  const repositoryAt = (repo_address: string, branch = 'main'): Given => ({
    type: 'git',
    details: { repo_address, repo_raw_address: 'http://127.0.0.1:1/raw', branch },
  });
  const failureOf = ({ sources }: SyncReport): string => {
    const { what, why = '' } = sources[0]?.failure ?? { what: '' };
    return `${what} ${why}`;
  };
  const listing = (objects: Readonly<Record<string, number>>): string =>
    `<ListBucketResult>${Object.entries(objects)
      .map(([key, size]) => `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`)
      .join('')}</ListBucketResult>`;

  it('8.1 keys that climb, are absolute, or name what git runs stay out of the copy', async () => {
    const odd = [
      '../x.py',
      '/x.py',
      'team/../../x.py',
      'team//x.py',
      'team/&#9;.py',
      'team/.git/config',
      'team/.GIT/x',
    ];
    const odder = ['team/git~1/x', 'team/.g&#x200C;it/x', 'team/..\\x.py', '.', `team/${'n'.repeat(300)}`];
    const all = Object.fromEntries([...odd, ...odder, 'team/a.py'].map((key) => [key, 1]));
    await using server = await serveHttp((request, response) => {
      response.end(request.url?.includes('list-type') ? listing(all) : 'a');
    });
    const report = await sync(store(server.address));
    assert.equal(report.sources[0]?.outcome, 'synced');
    assert.deepEqual(await copy(), { 'team/a.py': 'a' });
    assert.deepEqual((await readdir(folder.path)).sort(), ['kept', 'sources.yaml']);
  });

  it('8.2 an object of 10 GB is refused by its size, and not asked for', async () => {
    await using server = await serveHttp((request, response) => {
      response.end(request.url?.includes('list-type') ? listing({ 'team/a.py': 1, 'team/b.bin': 1e10 }) : 'a');
    });
    const { sources } = await sync(store(server.address));
    assert.deepEqual(sources[0]?.notes, ['1 entry was left out, larger than 20 MB: "team/b.bin".']);
    assert.deepEqual(server.requests.slice(1), ['GET /plugins/team/a.py']);
  });

  it('8.3 an object that is longer than it was listed is read no further', async () => {
    const piece = 'x'.repeat(65_536);
    let taken = 0;
    await using server = await serveHttp((request, response) => {
      if (request.url?.includes('list-type')) {
        response.end(listing({ 'team/a.py': 1 }));
      } else {
        const send = (): void => {
          taken += piece.length;
          if (response.write(piece)) {
            setImmediate(send);
          }
        };
        response.on('drain', send);
        send();
      }
    });
    assert.match(
      failureOf(await sync(store(server.address))),
      /^team\/a\.py in .* is not what the service has listed\./,
    );
    // What the system holds on the way between the two is more than nothing.
    assert.ok(taken < 25_000_000, `${taken} bytes`);
  });

  it('8.4 a signature does not travel to another host', async () => {
    await using other = await serveHttp((_, response) => response.end(listing({})));
    await using server = await serveHttp((_, response) => response.writeHead(307, { location: other.address }).end());
    assert.match(failureOf(await sync(store(server.address))), /sends the request on to another host/);
    assert.deepEqual(other.requests, []);
  });

  it('8.5 a login page is told, for a list and for an object', async () => {
    const page = '<!DOCTYPE html><html><body>Log in</body></html>';
    await using server = await serveHttp((_, response) => response.end(page));
    assert.match(failureOf(await sync(store(server.address))), /It answers 200 with a page of HTML, as a login does\./);
    await using later = await serveHttp((request, response) => {
      response.end(request.url?.includes('list-type') ? listing({ 'team/a.py': page.length - 1 }) : page);
    });
    assert.match(failureOf(await sync(store(later.address))), /A page of HTML came in its place/);
  });

  it('8.6 a list without end ends', async () => {
    await using server = await serveHttp((_, response) => {
      response.end(
        '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>',
      );
    });
    assert.match(failureOf(await sync(store(server.address))), /The source holds no package team\./);
    assert.equal(server.requests.length, 2);
  });

  for (const [address, branch, expected] of [
    ['--upload-pack=touch x', 'main', 'SOPS refuses this repository: an address must not begin with "-". '],
    ['--upload-pack=x@host:path', 'main', 'SOPS refuses this repository: an address must not begin with "-". '],
    ['ext::sh -c touch% x', 'main', 'SOPS refuses this repository: an address with "::" names a transport helper. '],
    [
      'file:///etc',
      'main',
      'SOPS refuses this repository: it takes addresses that begin with http, https, git, ssh, not file. ',
    ],
    ['/etc', 'main', 'SOPS refuses this repository: it takes addresses that begin with http, https, git, ssh. '],
    ['http://', 'main', 'SOPS refuses this repository: an address must have a host. '],
    ['ssh://-oProxyCommand=x/y', 'main', 'This repository is not asked. Its address has no host.'],
    [
      'user@-oProxyCommand=x:y',
      'main',
      'This repository is not asked. Its address does not begin with https://, http://, git://, ssh://.',
    ],
    ['http://127.0.0.1:1/x', '-x', 'SOPS refuses a branch that begins with "-". '],
    ['http://127.0.0.1:1/x', 'a..b', '"a..b" is no name of a branch. '],
    ['http://127.0.0.1:1/x', 'refs/heads/*', '"refs/heads/*" is no name of a branch. '],
  ] as const) {
    it(`8.7 git is not run for ${address} and ${branch}`, async () => {
      assert.equal(failureOf(await sync(repositoryAt(address, branch))), expected);
      assert.deepEqual((await readdir(folder.path)).sort(), ['sources.yaml']);
    });
  }

  it('8.8 a tree with names of git and links writes nothing but its plain files', async () => {
    const repository = new Repository(path.join(folder.path, 'team.git'));
    const hostile = {
      'team/.git/hooks/post-checkout': '#!/bin/sh',
      'team/GIT~1/config': 'x',
      'team/out': '../../../..',
    };
    repository.commit({ ...hostile, 'team/a.py': 'a' }, { links: ['team/out'] });
    await using server = await serveFolder(folder.path);
    const { sources } = await sync(repositoryAt(`${server.address}/team.git`));
    assert.equal(sources[0]?.failure, undefined);
    assert.deepEqual(await copy(), { 'team/a.py': 'a', 'team/out': '../../../..' });
  });

  it('8.9 settings and variables of git lead neither to a program nor into another repository', async () => {
    const repository = new Repository(path.join(folder.path, 'team.git'));
    repository.commit({ 'team/a.py': 'a' });
    await using server = await serveFolder(folder.path);
    const marker = path.join(folder.path, 'ran');
    const hook = await folder.write('hooks/reference-transaction', `#!/bin/sh\ntouch ${marker}\n`);
    await chmod(hook, 0o755);
    const settings = `[core]\nhooksPath = ${path.dirname(hook)}\nfsmonitor = ${hook}\n`;
    process.env['GIT_CONFIG_GLOBAL'] = await folder.write('settings', settings);
    process.env['GIT_DIR'] = path.join(folder.path, 'nowhere');
    process.env['GIT_OBJECT_DIRECTORY'] = path.join(folder.path, 'elsewhere');
    assert.equal((await sync(repositoryAt(`${server.address}/team.git`))).sources[0]?.outcome, 'synced');
    const redirect = `[protocol "ext"]\nallow = always\n[url "ext::touch ${marker} "]\ninsteadOf = ${server.address}\n`;
    await writeFile(process.env['GIT_CONFIG_GLOBAL'], redirect);
    assert.match(failureOf(await sync(repositoryAt(`${server.address}/team.git`))), /transport 'ext' not allowed/);
    assert.deepEqual((await readdir(folder.path)).sort(), ['hooks', 'kept', 'settings', 'sources.yaml', 'team.git']);
  });

  it('8.10 a password is in no argument and no file', async () => {
    const log = path.join(folder.path, 'arguments');
    const program = await folder.write(
      'bin/git',
      `#!/bin/sh\necho "$@" >> ${log}\nenv | grep -c ^GIT_CONFIG_VALUE_0= >> ${log}\nexit 0\n`,
    );
    await chmod(program, 0o755);
    process.env['SECRET'] = 'pa/ss@word';
    process.env['PATH'] = `${path.dirname(program)}:${before['PATH'] ?? ''}`;
    await sync(repositoryAt('https://user:${env:SECRET}@127.0.0.1:1/team.git'));
    const written = Object.values(await readTree(folder.path)).join('\n');
    assert.match(await readFile(log, 'utf8'), /ls-remote -- https:\/\/127\.0\.0\.1:1\/team\.git .*\n1\n/);
    assert.ok(!/pa\/ss|pa%2Fss|cGEvc3NAd29yZA|dXNlcjpw/.test(written));
  });

  it('8.11 a source is not read through links that lead out of it', async () => {
    await folder.write('secret.txt', 'canary');
    await writeTree(path.join(folder.path, 'source'), { 'team/a.py': 'a' });
    await symlink(folder.path, path.join(folder.path, 'source/team/up'));
    await symlink('../../secret.txt', path.join(folder.path, 'source/team/secret.py'));
    await sync({ type: 'fs', details: { path: path.join(folder.path, 'source') } });
    assert.deepEqual(await copy(), { 'team/a.py': 'a' });
  });

  for (const [what, file] of [
    ['what no sync has written', 'team/mine.py'],
    ['what was changed since', 'team/a.py'],
  ] as const) {
    it(`8.12 a cache folder keeps ${what}`, async () => {
      const cache = path.join(folder.path, 'cache');
      const given = {
        type: 'fs',
        details: { path: path.join(folder.path, 'source') },
        cache: { type: 'fs', details: { path: cache } },
      };
      await writeTree(path.join(folder.path, 'source'), { 'team/a.py': 'a' });
      assert.equal((await sync(given)).cache?.outcome, 'synced');
      await writeTree(cache, { [file]: 'by hand' });
      await writeTree(path.join(folder.path, 'source'), { 'team/a.py': 'other' });
      const { failure } = (await sync(given)).cache!;
      assert.equal(failure?.what, `${cache}/${file} stays, and the cache as it is with it.`);
      assert.equal(await readFile(path.join(cache, file), 'utf8'), 'by hand');
    });
  }

  it('8.13 a cache in the place of its own source is refused, and nothing of it deleted', async () => {
    await using server = await serveS3(path.join(folder.path, 'served'));
    const bucket = bucketAt(server.address);
    const { signal } = new AbortController();
    await bucket.put('team/a.py', Buffer.from('a'), signal);
    const given = store(server.address);
    const { cache } = await sync({ ...given, cache: { type: 's3', details: given.details } });
    assert.equal(cache?.failure?.what, 'The cache is the place of the source team itself.');
    assert.equal((await bucket.list('', 10, signal)).length, 1);
  });

  it('8.14 a server that never ends its answer is left at a cancel', async () => {
    let came = (): void => undefined;
    const asked = new Promise<void>((resolve) => (came = resolve));
    // It sends enough for git never to give it up by itself.
    await using server = await serveHttp((_, response) => {
      const dripping = setInterval(() => response.write(' '.repeat(1000)), 100);
      response.on('close', () => clearInterval(dripping));
      came();
    });
    const cancel = new AbortController();
    const running = sync(repositoryAt(`${server.address}/team.git`), cancel.signal).catch(toFailure);
    await asked;
    cancel.abort();
    assert.match(JSON.stringify(await running), /aborted/);
  });

  it('8.15 a password does not travel to the host to which a Git server sends on', async () => {
    new Repository(path.join(folder.path, 'team.git')).commit({ 'team/a.py': 'a' });
    await using files = await serveFolder(folder.path);
    const heard: string[] = [];
    const toOther: string[] = [];
    await using other = await serveHttp((request, response) => {
      toOther.push(request.headers.authorization ?? 'nothing');
      relay(`${files.address}${request.url}`, response);
    });
    const elsewhere = other.address.replace('127.0.0.1', 'localhost');
    await using server = await serveHttp((request, response) => {
      heard.push(request.headers.authorization === undefined ? 'nothing' : 'the password');
      response.writeHead(301, { location: `${elsewhere}${request.url}` }).end();
    });
    process.env['SECRET'] = 'pass';
    const { sources } = await sync(repositoryAt(`${server.address.replace('//', '//user:${env:SECRET}@')}/team.git`));
    assert.deepEqual([sources[0]?.outcome, heard, toOther], ['failed', ['the password'], []]);
  });

  it('8.16 a bucket that vanishes in the middle leaves the last good copy', async () => {
    let [isGone, text] = [false, 'old'];
    await using server = await serveHttp((request, response) => {
      if (request.url?.includes('list-type')) {
        response.end(listing({ 'team/a.py': text.length, 'team/b.py': text.length }));
      } else if (isGone && request.url?.includes('b.py')) {
        response.destroy();
      } else {
        response.end(text);
      }
    });
    assert.equal((await sync(store(server.address))).sources[0]?.outcome, 'synced');
    [isGone, text] = [true, 'newer'];
    assert.equal((await sync(store(server.address))).sources[0]?.outcome, 'failed');
    assert.deepEqual(await copy(), { 'team/a.py': 'old', 'team/b.py': 'old' });
  });

  it('8.17 a repository that vanishes in the middle leaves the last good copy', async () => {
    const repository = new Repository(path.join(folder.path, 'team.git'));
    repository.commit({ 'team/a.py': 'old' });
    await using files = await serveFolder(folder.path);
    let isGone = false;
    await using server = await serveHttp((request, response) => {
      if (isGone && request.url?.includes('/objects/')) {
        response.destroy();
        return;
      }
      relay(`${files.address}${request.url}`, response);
    });
    assert.equal((await sync(repositoryAt(`${server.address}/team.git`))).sources[0]?.outcome, 'synced');
    repository.commit({ 'team/a.py': 'newer' });
    isGone = true;
    assert.equal((await sync(repositoryAt(`${server.address}/team.git`))).sources[0]?.outcome, 'failed');
    assert.deepEqual(await copy(), { 'team/a.py': 'old' });
  });

  it('8.18 what is no UTF-8 is copied byte for byte, and a name that is none stays out', async () => {
    const source = path.join(folder.path, 'source');
    await writeTree(source, { 'team/a.py': 'a' });
    await writeFile(path.join(source, 'team/latin.py'), Buffer.from('# \xe9\n', 'latin1'));
    await writeFile(Buffer.concat([Buffer.from(`${source}/team/`), Buffer.from([0xff]), Buffer.from('.py')]), 'x');
    const { sources } = await sync({ type: 'fs', details: { path: source } });
    assert.deepEqual(sources[0]?.notes, [
      '1 entry was left out, whose names cannot be those of files here: "team/\uFFFD.py".',
    ]);
    assert.deepEqual(Object.keys(await copy()), ['team/a.py', 'team/latin.py']);
    const [name = ''] = await readdir(path.join(folder.path, 'kept/plugin-workbench/sources'));
    const copied = await readFile(
      path.join(folder.path, 'kept/plugin-workbench/sources', name, 'current/team/latin.py'),
    );
    assert.deepEqual([...copied], [...Buffer.from('# \xe9\n', 'latin1')]);
  });
});
