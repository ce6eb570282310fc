import assert from 'node:assert/strict';
import { growth, LINEAR } from '../../growth';
import { checkText } from '../../../../src/manifest/check/check-text';
import { completeAt } from '../../../../src/manifest/edit/completion';
import type { Finding } from '../../../../src/manifest/finding';
import { applyEdits, editsOf } from '../../../../src/manifest/edit/fix-edits';
import { NameTable, noNames } from '../../../../src/manifest/names/names';
import { ParseCache } from '../../../../src/manifest/parse/parse-cache';
import { manifestKinds, manifestRules } from '../../../../src/platforms/bksops/manifest-kinds';
import { pythonModules } from '../../../../src/platforms/bksops/python-modules';
import { sourceNames } from '../../../../src/platforms/bksops/source-names';
import { namesIn } from '../../../memory-files';

const manifest = (modules: readonly string[], root = 'plugins'): string => `apiVersion: bksops/v1
sources:
  - name: team
    type: git
    details: {repo_raw_address: "https://raw.example.com/team", branch: main}
    packages:
      ${root}:
        version: "1"
        modules:
${modules.map((module) => `          - ${module}\n`).join('')}`;

const empty = (...files: string[]): Record<string, string> => Object.fromEntries(files.map((file) => [file, '']));

const tree = empty(
  '/w/plugins/__init__.py',
  '/w/plugins/components/__init__.py',
  '/w/plugins/components/hello.py',
  '/w/plugins/components/bare/world.py',
  '/w/setup.py',
);

async function check(text: string, files: Record<string, string>): Promise<readonly Finding[]> {
  const names = await namesIn({ ...files, '/w/sources.yaml': text });
  return checkText(text, manifestKinds, manifestRules, { names }).findings;
}

async function said(modules: readonly string[], files = tree, root = 'plugins'): Promise<string[]> {
  const text = manifest(modules, root);
  const found = await check(text, files);
  return found.map(({ code, range, severity }) => `${severity} ${code} ${text.slice(range.start, range.end)}`);
}

describe('the modules of package sources', () => {
  it('lead to their files, from whichever package a source takes for its root', async () => {
    const names = await namesIn({
      ...tree,
      '/w/sources.yaml': manifest(['components.hello', 'plugins.components.hello']),
    });
    for (const name of ['components.hello', 'plugins.components.hello']) {
      assert.deepEqual(
        names.definitions('bksops.module', name).map(({ file }) => file),
        ['/w/plugins/components/hello.py'],
      );
    }
    assert.deepEqual(names.definitions('bksops.module', 'hello'), []);
    assert.deepEqual(
      names.definitions('bksops.module', 'plugins').map(({ file }) => file),
      ['/w/plugins/__init__.py'],
    );
  });

  it('are searched for only where a manifest has some', async () => {
    const names = await namesIn({ ...tree, '/w/other.yaml': 'sources: [a]\n' });
    assert.deepEqual(names.definitions('bksops.module'), []);
  });

  it('are not renamed without their files', () => {
    assert.match(sourceNames.refuses?.('bksops.module', 'a.b') ?? '', /rename the file/);
  });

  it('are doubted when they are not there, from the first segment on that is missing', async () => {
    assert.deepEqual(await said(['plugins.components.hello', 'plugins.componets.hello', 'plugins.components.other']), [
      'warning bksops/module-missing componets',
      'warning bksops/module-missing other',
    ]);
  });

  it('get the module that was meant', async () => {
    const text = manifest(['plugins.components.helo']);
    const [finding] = await check(text, tree);
    assert.match(finding?.message ?? '', /KeyError: 'plugins\.components\.helo' and loads nothing/);
    assert.ok(finding?.fix);
    assert.equal(applyEdits(text, editsOf(finding, finding.fix)), manifest(['plugins.components.hello']));
  });

  it('need an __init__.py in every folder above them', async () => {
    assert.deepEqual(await said(['plugins.components.bare.world']), ['warning bksops/package-without-init bare']);
  });

  it('need one in their root package, too', async () => {
    const files = empty('/w/plugins/components/__init__.py', '/w/plugins/components/hello.py');
    assert.deepEqual(await said(['plugins.components.hello'], files), ['warning bksops/package-without-init plugins']);
    assert.deepEqual(await said(['plugins.other'], files), []);
  });

  it('are no packages: nothing is looked for in these', async () => {
    assert.deepEqual(await said(['plugins.components', 'plugins']), [
      'warning bksops/module-is-package plugins.components',
      'warning bksops/module-is-package plugins',
    ]);
  });

  it('may be a root package that is a single file', async () => {
    assert.deepEqual(await said(['single'], empty('/w/single.py'), 'single'), []);
  });

  it('are believed when the workspace does not hold their root package, or has not been read', async () => {
    assert.deepEqual(await said(['elsewhere.a'], tree, 'elsewhere'), []);
    const text = manifest(['plugins.missing']);
    assert.deepEqual(checkText(text, manifestKinds, manifestRules, { names: noNames }).findings, []);
  });

  it('are there when one of several packages of a name has them', async () => {
    const files = { ...tree, ...empty('/w/old/plugins/__init__.py', '/w/old/plugins/extra.py') };
    assert.deepEqual(await said(['plugins.extra', 'plugins.components.hello'], files), []);
  });

  it('are said to be wrong once, however many ways there are', async () => {
    assert.deepEqual(await said(['"plugins.a,plugins.b"', 'other.components.hello']), [
      'error bksops/module-name "plugins.a,plugins.b"',
      'error bksops/module-root other',
    ]);
  });

  it('are completed from the files under the root package, but for those that are listed', async () => {
    const text = manifest(['plugins.components.hello']);
    const names = await namesIn({ ...tree, ...empty('/w/plugins/more.py'), '/w/sources.yaml': text });
    const open = { text: `${text}          - `, before: [], cache: new ParseCache(), names };
    assert.deepEqual(
      completeAt(open, open.text.length, manifestKinds).map(({ label }) => label),
      ['plugins.more'],
    );
  });

  it('bring their top packages as keys of a source’s packages', async () => {
    const text = 'apiVersion: bksops/v1\nsources:\n  - name: team\n    packages:\n      ';
    const files = { ...tree, ...empty('/w/elsewhere/other/__init__.py'), '/w/sources.yaml': manifest([]) };
    const names = await namesIn({ ...files, '/w/used.yaml': manifest(['plugins.x']) });
    const open = { text, before: [], cache: new ParseCache(), names };
    assert.deepEqual(
      completeAt(open, text.length, manifestKinds).map(({ is, label }) => `${is} ${label}`),
      ['name other', 'name plugins'],
    );
  });

  it('are read and checked in time that grows with their number', async () => {
    const grown = await growth(50, (folders) => {
      const files = Array.from({ length: folders }, (_, folder) => [
        `/w/plugins/p${folder}/__init__.py`,
        ...Array.from({ length: 49 }, (__, file) => `/w/plugins/p${folder}/m${file}.py`),
      ]).flat();
      const modules = Array.from({ length: folders * 5 }, (_, index) => `plugins.p${index % folders}.m${index % 60}`);
      const names = new NameTable(pythonModules.read(['/w/plugins/__init__.py', ...files]), true);
      const { findings } = checkText(manifest(modules), manifestKinds, manifestRules, { names });
      assert.equal(findings.length, modules.filter((module) => Number(module.split('.m')[1]) > 48).length);
    });
    assert.ok(grown < LINEAR, String(grown));
  });
});

describe('a Python file', () => {
  it('has no name that nothing can import', () => {
    const names = [...pythonModules.read(['/w/my-script.py', '/w/a-b/__init__.py', '/w/a-b/c.py', '/w/1.py'])];
    assert.deepEqual(
      names.map(({ name }) => name).filter((name) => name !== 'w'),
      [],
    );
  });
});

describe('a repository that is synced', () => {
  const text =
    `${manifest([])}cache: {name: cached, type: s3, details: {service_address: "https://a", bucket: a}}\n`.replace(
      'modules:\n',
      'modules: []\n',
    );
  const severities = async (files: Record<string, string>): Promise<string[]> =>
    (await check(text, files))
      .filter(({ code }) => code === 'bksops/idea-not-tracked')
      .map(({ code, severity }) => `${severity} ${code}`);

  it('needs a file in .idea at its top', async () => {
    assert.deepEqual(await severities(tree), ['warning bksops/idea-not-tracked']);
    assert.deepEqual(await severities({ ...tree, ...empty('/w/.idea/vcs.xml') }), []);
    assert.deepEqual(await severities({ ...tree, ...empty('/w/sub/.idea/vcs.xml') }), [
      'warning bksops/idea-not-tracked',
    ]);
  });

  it('is spoken about with less certainty where it is not in the workspace', async () => {
    assert.deepEqual(await severities({}), ['info bksops/idea-not-tracked']);
  });
});
