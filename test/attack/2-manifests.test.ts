import assert from 'node:assert/strict';
import { Manifests, type ManifestReader } from '../../src/catalog/manifests';
import { checkText } from '../../src/manifest/check/check-text';
import { completeAt } from '../../src/manifest/edit/completion';
import { noNames } from '../../src/manifest/names/names';
import { ParseCache } from '../../src/manifest/parse/parse-cache';
import { finish } from '../../src/base/steps';
import { manifestKinds, manifestReader, manifestRules } from '../../src/platforms/platforms';
import { Requirement, requirementLines } from '../../src/runtime/python/requirement';
import { pipFailure } from '../../src/runtime/python/pip-failure';
import { MemoryFiles } from '../memory-files';

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** The codes of what is found in the files of a workspace, each once. */
async function codes(texts: Readonly<Record<string, string>>): Promise<string[]> {
  const manifests = new Manifests(manifestReader(), new MemoryFiles(texts));
  manifests.setFolders(['/w']);
  await manifests.ready();
  const found = Object.entries(texts).flatMap(([file, text]) => {
    const names = finish(manifests.namesWith(file, text));
    return checkText(text, manifestKinds, manifestRules, { names }).findings;
  });
  return [...new Set(found.map(({ code }) => code))].sort();
}

describe('a workspace with hostile manifests', function () {
  this.timeout(20_000);

  it('2.44 knows the names of all files but the one that cannot be read, and takes none for missing meanwhile', async () => {
    let isBroken = true;
    const real = manifestReader();
    const reader: ManifestReader = {
      ...real,
      names: (text, ...rest) => {
        if (isBroken && text.includes('evil')) {
          throw new RangeError('Maximum call stack size exceeded');
        }
        return real.names(text, ...rest);
      },
    };
    const register = (name: string): string => `name: ${name}\nresource_type: inventory.Collector\nimage: ${name}\n`;
    const manifests = new Manifests(
      reader,
      new MemoryFiles({ '/w/a.yaml': register('a'), '/w/evil.yaml': register('evil'), '/w/z.yaml': register('z') }),
    );
    manifests.setFolders(['/w']);
    await manifests.ready();
    const known = (): string[] => manifests.names.definitions('spaceone.plugin').map(({ name }) => name);
    assert.deepEqual([known(), manifests.names.isComplete], [['a', 'z'], false]);
    isBroken = false;
    await manifests.update(['/w/evil.yaml']);
    assert.deepEqual([known(), manifests.names.isComplete], [['a', 'evil', 'z'], true]);
  });

  it('2.45 is read anew after a reading that failed as a whole', async () => {
    const files = new MemoryFiles({ '/w/a.yaml': 'name: a\nresource_type: inventory.Collector\nimage: a\n' });
    const manifests = new Manifests(manifestReader(), {
      read: (file) => files.read(file),
      find: (folder, globs) =>
        files.searches === 0
          ? files.find('', []).then(() => Promise.reject(new Error('EIO')))
          : files.find(folder, globs),
    });
    manifests.setFolders(['/w']);
    await assert.rejects(manifests.ready(), /EIO/);
    assert.equal((await manifests.in('/w')).length, 1);
  });

  it('2.46 tells that names are not looked at to the end where thousands of manifests have one', async () => {
    const register = (index: number): string =>
      `name: a\nresource_type: inventory.Collector\nimage: plugin-a\nprovider: p${index}\n---\n`;
    assert.deepEqual(await codes({ '/w/a.yaml': times(2000, register) }), [
      'manifest/too-much-work',
      'spaceone/one-document',
    ]);
  });

  it('2.47 nested 100,000 deep, as YAML or JSON, has a finding and is no clean file', async () => {
    for (const level of ['[', '{"a": ', '- ', '? ']) {
      const text = `name: a\nresource_type: inventory.Collector\nimage: a\ntags:\n  ${level.repeat(100_000)}`;
      const [code = '', ...others] = await codes({ '/w/a.yaml': text });
      assert.match(code, /^manifest\/too-(deep|long)$/, level);
      assert.deepEqual(others, []);
    }
  });
});

describe('a regular expression of ours', function () {
  this.timeout(20_000);
  const many = 200_000;
  const configMap = (address: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  token: $a\n  baseUrl: ${JSON.stringify(address)}\n`;
  const applicationSet = (text: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec:\n  generators: [{plugin: {configMapRef: {name: a}}}]\n  template: {metadata: {name: ${JSON.stringify(text)}}}\n`;
  const complete = (text: string): unknown =>
    completeAt({ text, before: [], cache: new ParseCache(), names: noNames }, text.length, manifestKinds);
  const failureOf = (text: string): unknown => pipFailure({ title: 'a', lines: text.split('\n'), python: '3.11' });
  const inputs: readonly (readonly [what: string, use: () => unknown])[] = [
    ['slashes of an address', () => codes({ '/w/a.yaml': configMap(`http://h${'/'.repeat(many)}x`) })],
    ['braces of a template', () => codes({ '/w/a.yaml': applicationSet('{'.repeat(many)) })],
    [
      'braces of a secret',
      () =>
        codes({
          '/w/a.yaml': `name: a\nplugin_info:\n  plugin_id: a\n  version: '1'\n  secret_data: {token: "${'{{'.repeat(many)}"}\n`,
        }),
    ],
    ['digits of a number', () => codes({ '/w/a.yaml': `name: .${'1'.repeat(many)}x\nresource_type: a\nimage: a\n` })],
    [
      'a bytes of a Secret',
      () =>
        codes({
          '/w/a.yaml': `kind: Secret\napiVersion: v1\nmetadata: {name: a, labels: {app.kubernetes.io/part-of: argocd}}\nstringData: {a: ${'é'.repeat(many)}}\n`,
        }),
    ],
    [
      'a name of many parts',
      () =>
        codes({
          '/w/a.yaml': `- name: a\n  type: git\n  details: {}\n  packages: {a: {version: b, modules: [${'a.'.repeat(many)}b]}}\n`,
        }),
    ],
    ['blanks in a key', () => complete(`name: a\n a${' '.repeat(many)}b`)],
    ['comments of a requirement', () => requirementLines(`${' #'.repeat(many)}\u2028x`)],
    ['signs of a requirement', () => requirementLines(`-r${'='.repeat(many)} x y`)],
    ['options of a requirement', () => requirementLines(`a ${'--a '.repeat(many / 4)}\u2028x`)],
    ['blanks of a requirement', () => Requirement.read(`a${' '.repeat(many)}!`)],
    ['output of a build', () => failureOf(`╰─> [1 lines of output]\n${'\n'.repeat(many)}`)],
    ['conflicts of a build', () => failureOf(`The conflict is caused by:\n${' a'.repeat(many)}`)],
  ];
  it('2.48 takes a time that grows with the text and no faster', async () => {
    for (const [, use] of inputs) {
      await use();
    }
  });
});
