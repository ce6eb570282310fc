import assert from 'node:assert/strict';
import { Manifests, type FileNameReader, type ManifestReader } from '../../../src/catalog/manifests';
import type { ManifestDocument } from '../../../src/manifest/parse/manifest-document';
import { readNamesInSteps, type Mention, type NameReader } from '../../../src/manifest/names/names';
import { OutsideNames } from '../../../src/manifest/names/outside-names';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { finish } from '../../../src/base/steps';
import { strict } from '../../../src/manifest/dialects/strict-dialect';
import { MemoryFiles } from '../../memory-files';

/** `define: NAME`, `scope: SCOPE` and `use: NAME`; a document with `maybe` is read only when its name is used. */
const nameReader: NameReader = {
  dialect: strict,
  sniff: (text) => /define|use/.test(text),
  candidates: (text) => (text.includes('maybe') ? [/define: (\w+)/.exec(text)?.[1] ?? ''] : undefined),
  read: function* (document: ManifestDocument): Iterable<Mention> {
    const scope = document.at('scope')?.text;
    for (const [key, is] of [
      ['define', 'definition'],
      ['use', 'reference'],
    ] as const) {
      const value = document.at(key);
      if (value) {
        yield { is, sort: 'thing', name: value.text, range: value.range, ...(scope === undefined ? {} : { scope }) };
      }
    }
  },
};

const moduleReader: FileNameReader = {
  sort: 'thing',
  globs: ['**/*.py'],
  fits: (file) => file.endsWith('.py'),
  read: (files) =>
    files.map((file) => ({
      is: 'definition',
      sort: 'module',
      name: file,
      range: { start: 0, end: 0 },
      file,
      at: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    })),
};

const reader: ManifestReader = {
  // eslint-disable-next-line require-yield
  *manifests(text) {
    return text.includes('define') ? [{ kind: 'thing', title: 'Thing', line: 1 }] : [];
  },
  names: (text, isWanted, cache = new ParseCache()) => readNamesInSteps(text, [nameReader], isWanted, cache),
  fileNames: [moduleReader],
};

async function indexOf(texts: Record<string, string>): Promise<{ manifests: Manifests; files: MemoryFiles }> {
  const files = new MemoryFiles(texts);
  const manifests = new Manifests(reader, files);
  manifests.setFolders(['/w']);
  await manifests.ready();
  return { manifests, files };
}

const defined = ({ names }: Manifests, name?: string, scope?: string): string[] =>
  names.definitions('thing', name, scope).map(({ file, at }) => `${file}:${at.start.line + 1}`);

describe('the index of manifests', () => {
  it('reads the workspace once, when it is first asked', async () => {
    const files = new MemoryFiles({ '/w/a.yaml': 'define: a', '/elsewhere/b.yaml': 'define: b' });
    const manifests = new Manifests(reader, files);
    manifests.setFolders(['/w']);
    assert.deepEqual([files.searches, manifests.names.isComplete], [0, false]);
    await Promise.all([manifests.ready(), manifests.in('/w')]);
    assert.deepEqual([files.searches, files.reads, manifests.names.isComplete], [1, 1, true]);
    assert.deepEqual(defined(manifests), ['/w/a.yaml:1']);
  });

  it('tells on which line of the file a name stands, whichever document it is in', async () => {
    const { manifests } = await indexOf({ '/w/a.yaml': 'other: 1\n---\n# comment\nuse: a\n---\ndefine: a\n' });
    assert.deepEqual(defined(manifests, 'a'), ['/w/a.yaml:6']);
    assert.equal(manifests.names.references('thing', 'a')[0]?.at.start.character, 5);
  });

  it('takes an open scope for any, and keeps known ones apart', async () => {
    const { manifests } = await indexOf({
      '/w/a.yaml': 'define: x\nscope: one\n',
      '/w/b.yaml': 'define: x\nscope: two\n',
      '/w/c.yaml': 'define: x\n',
    });
    assert.deepEqual(defined(manifests, 'x', 'one').sort(), ['/w/a.yaml:1', '/w/c.yaml:1']);
    assert.equal(defined(manifests, 'x').length, 3);
  });

  it('reads what may define a name only once the name is used', async () => {
    const { manifests, files } = await indexOf({ '/w/a.yaml': 'define: a # maybe' });
    assert.deepEqual(defined(manifests), []);
    files.texts.set('/w/b.yaml', 'use: a');
    await manifests.update(['/w/b.yaml']);
    assert.deepEqual(defined(manifests), ['/w/a.yaml:1']);
  });

  it('follows names from one file to the next', async () => {
    const { manifests } = await indexOf({
      '/w/c.yaml': 'define: c # maybe',
      '/w/b.yaml': 'define: b # maybe\nuse: c',
      '/w/a.yaml': 'use: b',
    });
    assert.deepEqual(defined(manifests).sort(), ['/w/b.yaml:1', '/w/c.yaml:1']);
  });

  it('follows changed, made and deleted files, and whole folders', async () => {
    const { manifests, files } = await indexOf({ '/w/a.yaml': 'define: a', '/w/below/b.yml': 'define: b' });
    let changes = 0;
    manifests.onDidChange(() => (changes += 1));
    files.texts.set('/w/a.yaml', 'define: a2');
    files.texts.delete('/w/below/b.yml');
    files.texts.set('/w/new/c.yaml', 'define: c');
    await manifests.update(['/w/a.yaml', '/w/below'], ['/w/new']);
    assert.deepEqual([defined(manifests).sort(), changes], [['/w/a.yaml:1', '/w/new/c.yaml:1'], 1]);
  });

  it('is silent about a change that leaves every name where it was', async () => {
    const { manifests, files } = await indexOf({ '/w/a.yaml': 'define: a' });
    let changes = 0;
    manifests.onDidChange(() => (changes += 1));
    files.texts.set('/w/a.yaml', 'define: a # as before');
    await manifests.update(['/w/a.yaml']);
    assert.equal(changes, 0);
  });

  it('looks for names of files only when a manifest refers to one, and follows them', async () => {
    const { manifests, files } = await indexOf({ '/w/a.yaml': 'define: a', '/w/m.py': '' });
    const modules = (): string[] => manifests.names.definitions('module').map(({ file }) => file);
    assert.deepEqual(modules(), []);
    files.texts.set('/w/b.yaml', 'use: a');
    await manifests.update(['/w/b.yaml']);
    assert.deepEqual(modules(), ['/w/m.py']);
    files.texts.delete('/w/m.py');
    files.texts.set('/w/n.py', '');
    await manifests.update(['/w/m.py', '/w/n.py']);
    assert.deepEqual(modules(), ['/w/n.py']);
  });

  it('reads anew what is forgotten while it is being read', async () => {
    const files = new MemoryFiles({ '/w/a.yaml': 'define: a' });
    const manifests = new Manifests(reader, files);
    manifests.setFolders(['/w']);
    const ready = manifests.ready();
    manifests.forget();
    await ready;
    assert.deepEqual([defined(manifests), manifests.names.isComplete], [['/w/a.yaml:1'], true]);
  });

  it('lists the manifests of a folder by file and line', async () => {
    const { manifests } = await indexOf({ '/w/p/a.yaml': 'define: a', '/w/q/b.yaml': 'define: b' });
    assert.deepEqual(await manifests.in('/w/p'), [{ file: '/w/p/a.yaml', kind: 'thing', title: 'Thing', line: 1 }]);
  });

  it('knows what is outside the workspace, also after it has forgotten the files', async () => {
    const { manifests } = await indexOf({ '/w/a.yaml': 'use: far' });
    let changes = 0;
    manifests.onDidChange(() => (changes += 1));
    manifests.know(new OutsideNames([{ sort: 'service', name: 'far', facts: { port: 1 } }]));
    assert.equal(changes, 1);
    manifests.forget();
    assert.deepEqual(
      [...manifests.names.outside('service', 'far')].map(({ facts }) => facts),
      [{ port: 1 }],
    );
    assert.deepEqual(manifests.names.outside('service', 'near'), []);
    await manifests.ready();
    const names = finish(manifests.namesWith('/w/a.yaml', 'use: near'));
    assert.equal(names.outside('service').length, 1);
    assert.deepEqual(names.definitions('service'), []);
  });
});
