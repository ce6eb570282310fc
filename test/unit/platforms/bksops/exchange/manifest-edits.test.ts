import assert from 'node:assert/strict';
import { checkText } from '../../../../../src/manifest/check/check-text';
import { newManifest, withModules, withSources } from '../../../../../src/platforms/bksops/exchange/manifest-edits';
import type { SourceFields } from '../../../../../src/platforms/bksops/exchange/source-fields';
import { manifestKinds } from '../../../../../src/platforms/bksops/manifest-kinds';

const file = '/w/sources.yaml';
const folder: SourceFields = { name: 'folder', type: 'fs', details: new Map([['path', './plugins']]), sets: [] };
const cache: SourceFields = { name: 'local', type: 'fs', details: new Map([['path', '/data/cache']]), sets: [] };
const set = { rootPackage: 'team', version: '1.0.0', modules: ['team.a', 'team.b'] };

/** What the checks of the kinds' schemas have against a text. */
const problems = (text: string): string[] => checkText(text, manifestKinds, []).findings.map(({ message }) => message);

describe('a manifest of package sources', () => {
  it('begins with a source and a cache', () => {
    const text = newManifest({ origins: [{ ...folder, sets: [set] }], caches: [cache] });
    assert.equal(
      text,
      `apiVersion: bksops/v1
sources:
  - name: folder
    type: fs
    details:
      path: "./plugins"
    packages:
      team:
        version: 1.0.0
        modules:
          - team.a
          - team.b
cache:
  name: local
  type: fs
  details:
    path: /data/cache
`,
    );
    assert.deepEqual(problems(text), []);
  });

  it('gets a source behind its last one, at the same indentation, and a cache where it has none', () => {
    const text = `# ours
apiVersion: bksops/v1
sources:
- name: first
  type: fs
  details: {path: /a}
  packages: {}  # none yet

target: {sops: "3.34"}
`;
    const after = withSources(text, file, { origins: [folder], caches: [cache] });
    assert.equal(
      after,
      `# ours
apiVersion: bksops/v1
sources:
- name: first
  type: fs
  details: {path: /a}
  packages: {}  # none yet
- name: folder
  type: fs
  details:
    path: "./plugins"
  packages: {}

target: {sops: "3.34"}
cache:
  name: local
  type: fs
  details:
    path: /data/cache
`,
    );
    assert.deepEqual(problems(after), []);
  });

  it('keeps the cache that it has', () => {
    const text = newManifest({ origins: [folder], caches: [cache] });
    assert.equal(withSources(text, file, { origins: [], caches: [{ ...cache, name: 'other' }] }), text);
  });

  for (const nothing of ['sources: []', 'sources:', 'sources: null # later']) {
    it(`gets its first source in the place of "${nothing}"`, () => {
      const after = withSources(`apiVersion: bksops/v1\n${nothing}\n`, file, { origins: [folder], caches: [] });
      assert.equal(
        after,
        `apiVersion: bksops/v1
sources:${nothing.includes('#') ? ' # later' : ''}
  - name: folder
    type: fs
    details:
      path: "./plugins"
    packages: {}
`,
      );
    });
  }

  it('gets a source in the form that it has: of the API in JSON', () => {
    const body =
      '{"origins": [{"name": "a", "type": "fs", "details": {"path": "/a"}, "packages": {}}], "caches": []}\n';
    const after = withSources(body, file, { origins: [folder], caches: [cache] });
    const written = JSON.parse(after) as { origins: { name: string }[]; caches: { name: string }[] };
    assert.deepEqual(
      [written.origins.map(({ name }) => name), written.caches.map(({ name }) => name)],
      [['a', 'folder'], ['local']],
    );
  });

  it('gets no repository address in the form of the settings, which do not know it', () => {
    const details = new Map([
      ['repo_address', 'https://git.example.com/a.git'],
      ['repo_raw_address', 'https://raw.example.com/a'],
      ['branch', 'main'],
    ]);
    const git: SourceFields = { name: 'git', type: 'git', desc: 'ours', details, sets: [] };
    const after = withSources('COMPONENTS_PACKAGE_SOURCES: []\n', file, { origins: [git], caches: [cache] });
    assert.equal(
      after,
      `COMPONENTS_PACKAGE_SOURCES:
  - name: git
    type: git
    details:
      repo_raw_address: "https://raw.example.com/a"
      branch: main
    packages: {}
`,
    );
  });

  it('keeps its line ends, and a document before it', () => {
    const text = 'kind: Other\r\n---\r\napiVersion: bksops/v1\r\nsources: []\r\n';
    const after = withSources(text, file, { origins: [folder], caches: [] });
    assert.equal(
      after,
      'kind: Other\r\n---\r\napiVersion: bksops/v1\r\nsources:\r\n  - name: folder\r\n    type: fs\r\n    details:\r\n      path: "./plugins"\r\n    packages: {}\r\n',
    );
  });

  it('is left alone where its list is no list', () => {
    const text = 'apiVersion: bksops/v1\nsources: *others\n';
    assert.throws(() => withSources(text, file, { origins: [folder], caches: [] }), /Nothing can be added/);
  });
});

describe('a plugin set of a source', () => {
  const source = (packages: string): string => `apiVersion: bksops/v1
sources:
  - name: first
    type: fs
    details: {path: /a}
${packages}  - name: second
    type: fs
    details: {path: /b}
    packages: {}
`;

  for (const [title, packages] of [
    ['where there is nothing yet', '    packages: {}\n'],
    ['where the key is missing', ''],
  ] as const) {
    it(`is made ${title}`, () => {
      const after = withModules(source(packages), { file, line: 3, name: 'first' }, set);
      assert.equal(
        after,
        source(
          '    packages:\n      team:\n        version: 1.0.0\n        modules:\n          - team.a\n          - team.b\n',
        ),
      );
      assert.deepEqual(problems(after), []);
    });
  }

  it('is made behind another', () => {
    const packages = '    packages:\n      other:\n        version: "1"\n        modules: [other.a]\n';
    const after = withModules(source(packages), { file, line: 3, name: 'first' }, set);
    assert.equal(
      after,
      source(
        `${packages}      team:\n        version: 1.0.0\n        modules:\n          - team.a\n          - team.b\n`,
      ),
    );
  });

  it('gets the modules that it has not', () => {
    const packages = '    packages:\n      team:\n        version: "1"\n        modules:\n        - team.a  # kept\n';
    assert.equal(
      withModules(source(packages), { file, line: 3, name: 'first' }, set),
      source(`${packages}        - team.b\n`),
    );
  });

  it('gets them in a list on one line too', () => {
    const packages = (modules: string): string => `    packages:\n      team: {version: "1", modules: ${modules}}\n`;
    assert.equal(
      withModules(source(packages('[team.a]')), { file, line: 3, name: 'first' }, set),
      source(packages('[team.a, "team.b"]')),
    );
  });

  it('is that of the source which is meant, where several stand on one line', () => {
    const one = (name: string): object => ({ name, type: 'fs', details: { path: '/a' }, packages: {} });
    const body = JSON.stringify({ origins: [one('first'), one('second')], caches: [] });
    const after = withModules(body, { file, line: 1, name: 'second' }, set);
    const { origins } = JSON.parse(after) as { origins: { packages: object }[] };
    assert.deepEqual(
      origins.map(({ packages }) => packages),
      [{}, { team: { version: '1.0.0', modules: ['team.a', 'team.b'] } }],
    );
  });

  it('is refused where the source is not any more', () => {
    assert.throws(
      () => withModules(source('    packages: {}\n'), { file, line: 99, name: 'first' }, set),
      /Nothing can be added/,
    );
  });
});
