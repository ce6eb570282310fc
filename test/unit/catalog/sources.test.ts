import assert from 'node:assert/strict';
import { Manifests } from '../../../src/catalog/manifests';
import { Sources } from '../../../src/catalog/sources';
import { platforms } from '../../../src/platforms/all-platforms';
import { manifestReader } from '../../../src/platforms/platforms';
import { MemoryFiles } from '../../memory-files';

const yaml = `cache:
  type: fs
  name: kept
  details: {path: /var/cache}
sources:
  - name: team
    type: git
    details:
      repo_address: https://example.com/team.git
      repo_raw_address: https://example.com/team/raw
      branch: master
    packages:
      team:
        version: "1.0"
        modules:
          - team.first
          - team.second
  - name: store
    type: s3
    details: {service_address: "https://s3", bucket: b, access_key: canary-key, secret_key: canary-secret}
    packages: {store: {version: "2", modules: []}}
`;

describe('the sources of a workspace', () => {
  function sourcesOf(tree: Record<string, string>): { sources: Sources; files: MemoryFiles; manifests: Manifests } {
    const files = new MemoryFiles(tree);
    const manifests = new Manifests(manifestReader(), files);
    manifests.setFolders(['/w']);
    const readers = platforms.flatMap((platform) => platform.sources ?? []);
    return { sources: new Sources(manifests, readers, files), files, manifests };
  }

  it('have their plugin sets and modules, each with its place', async () => {
    const all = await sourcesOf({ '/w/sources.yaml': yaml, '/w/other.yaml': 'a: 1\n' }).sources.all();
    assert.deepEqual(
      all.map(({ platform, name, type, isCache, line }) => [platform, name, type, isCache, line]),
      [
        ['bksops', 'team', 'git', false, 6],
        ['bksops', 'store', 's3', false, 18],
        ['bksops', 'kept', 'fs', true, 1],
      ],
    );
    assert.deepEqual(all[0]?.sets, [
      {
        file: '/w/sources.yaml',
        line: 13,
        rootPackage: 'team',
        version: '1.0',
        modules: [
          { name: 'team.first', file: '/w/sources.yaml', line: 16 },
          { name: 'team.second', file: '/w/sources.yaml', line: 17 },
        ],
      },
    ]);
  });

  it('tell where they are and no secrets', async () => {
    const [team, store] = await sourcesOf({ '/w/sources.yaml': yaml }).sources.all();
    assert.deepEqual(team?.details, {
      repo_address: 'https://example.com/team.git',
      repo_raw_address: 'https://example.com/team/raw',
      branch: 'master',
    });
    assert.deepEqual(store?.details, { service_address: 'https://s3', bucket: 'b' });
    assert.doesNotMatch(JSON.stringify(store), /canary/);
  });

  it('are found in every document of a file and in the other forms', async () => {
    const settings =
      'COMPONENTS_PACKAGE_SOURCES:\n  - name: set\n    type: git\n    details: {repo_raw_address: "https://r", branch: m}\n    packages: {p: {version: "1", modules: [p.a]}}\n';
    const all = await sourcesOf({ '/w/a.yaml': `a: 1\n---\n${settings}` }).sources.all();
    assert.deepEqual(
      all.map(({ name, line }) => [name, line]),
      [['set', 4]],
    );
  });

  it('are other ones after a file has changed, also where only an address has', async () => {
    const { sources, files, manifests } = sourcesOf({ '/w/sources.yaml': yaml });
    await sources.all();
    let told = 0;
    sources.onDidChange(() => (told += 1));
    files.texts.set('/w/sources.yaml', yaml.replace('branch: master', 'branch: main'));
    await manifests.update(['/w/sources.yaml']);
    sources.update(['/w/sources.yaml']);
    assert.ok(told > 0);
    assert.equal((await sources.all())[0]?.details['branch'], 'main');
  });

  it('leave out what a template or a mistake makes', async () => {
    const broken = yaml.replace('- team.first', '- {{ first }}').replace('branch: master', 'branch: [1]');
    const [team] = await sourcesOf({ '/w/sources.yaml': broken }).sources.all();
    assert.deepEqual(
      team?.sets[0]?.modules.map(({ name }) => name),
      ['team.second'],
    );
    assert.equal(team.details['branch'], undefined);
  });
});
