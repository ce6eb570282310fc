import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gitAddress } from '../../../../src/runtime/fetching/git-address';
import { GitCommand } from '../../../../src/runtime/fetching/git-command';
import { GitOrigin } from '../../../../src/runtime/fetching/git-origin';
import { LocalCopy, type SyncedCopy } from '../../../../src/runtime/fetching/local-copy';
import { Processes } from '../../../../src/runtime/processes/processes';
import { git, readTree, Repository, serveFolder, type SourceServer } from '../../../source-servers';

describe('a repository of the real git', () => {
  const processes = new Processes();
  let place: string;
  let server: SourceServer;
  let repository: Repository;
  let copy: LocalCopy;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'repository ')));
    repository = new Repository(path.join(place, 'team.git'));
    server = await serveFolder(place);
    copy = new LocalCopy(path.join(place, 'copy'));
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(place, { recursive: true });
  });
  after(() => processes[Symbol.asyncDispose]());

  function sync(branch = 'main', name = 'team.git'): Promise<SyncedCopy> {
    const from = gitAddress(`${server.address}/${name}`, branch);
    const origin = new GitOrigin(new GitCommand(processes), from, path.join(place, 'copy/git'));
    return copy.sync(origin, {}, { signal: new AbortController().signal, tell: () => undefined });
  }

  it('is copied by its branch, and its commit is the revision', async () => {
    repository.commit({ 'team/a.py': 'other' }, { branch: 'release/1' });
    const commit = repository.commit({ 'team/__init__.py': '', 'team/ä "b".py': 'a' });
    const { revision, files } = await sync();
    assert.deepEqual([revision, files], [commit, 2]);
    assert.deepEqual(await readTree(copy.current), { 'team/__init__.py': '', 'team/ä "b".py': 'a' });
    await sync('release/1');
    assert.deepEqual(await readTree(copy.current), { 'team/a.py': 'other' });
  });

  it('is copied by a tag, as git clones one', async () => {
    const commit = repository.commit({ 'a.py': '1' });
    git(repository.folder, ['tag', '-a', '-m', 'one', 'v1', commit]);
    git(repository.folder, ['update-server-info']);
    repository.commit({ 'a.py': '2' });
    assert.equal((await sync('v1')).revision, commit);
    assert.deepEqual(await readTree(copy.current), { 'a.py': '1' });
  });

  it('tells what a push has changed', async () => {
    repository.commit({ 'a.py': '1', 'b.py': '1', 'c.py': '1' });
    await sync();
    repository.commit({ 'a.py': '2', 'b.py': '1', 'd.py': '1' });
    const { added, changed, removed } = await sync();
    assert.deepEqual([added, changed, removed], [['d.py'], ['a.py'], ['c.py']]);
  });

  it('is asked for its branch alone while nothing was pushed', async () => {
    repository.commit({ 'a.py': '1' });
    await sync();
    server.requests.length = 0;
    await sync();
    assert.deepEqual(
      new Set(server.requests.map((request) => request.split('?')[0])),
      new Set(['GET /team.git/info/refs', 'GET /team.git/HEAD']),
    );
  });

  it('is copied as it stands there: no line ends, keywords or filters are changed', async () => {
    const attributes = '* text eol=crlf ident working-tree-encoding=UTF-16\n*.bin filter=lfs\n';
    repository.commit({ '.gitattributes': attributes, 'a.py': '$Id$\n', 'b.bin': 'pointer\n' });
    await sync();
    assert.deepEqual(await readTree(copy.current), {
      '.gitattributes': attributes,
      'a.py': '$Id$\n',
      'b.bin': 'pointer\n',
    });
  });

  it('has the text of a link, as a raw host hands it out', async () => {
    repository.commit({ 'team/link.py': '../../../../etc/hostname' }, { links: ['team/link.py'] });
    const { oddities } = await sync();
    assert.deepEqual(oddities, [{ path: 'team/link.py', is: 'link' }]);
    assert.deepEqual(await readTree(copy.current), { 'team/link.py': '../../../../etc/hostname' });
  });

  it('says which branch there is when the one that is asked for is not', async () => {
    repository.commit({ 'a.py': '1' }, { branch: 'master' });
    await assert.rejects(sync('mastr'), {
      what: `There is no branch "mastr" in ${server.address}/team.git.`,
      next: { title: 'Write "master", or push the branch' },
    });
  });

  it("is told in git's own words where there is none", async () => {
    await assert.rejects(sync('main', 'other.git'), (error: Error) =>
      /git says: fatal: .*not found/.test(error.message),
    );
  });
});
