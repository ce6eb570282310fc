import assert from 'node:assert/strict';
import path from 'node:path';
import type { Addition, PluginScaffold, Templates } from '../../../../../src/base/scaffold';
import type { Answers } from '../../../../../src/base/questions';
import { checkText } from '../../../../../src/manifest/check/check-text';
import { manifestKinds, manifestRules } from '../../../../../src/platforms/bksops/manifest-kinds';
import { readPackage, type BksopsPlugin } from '../../../../../src/platforms/bksops/package-finder';
import { scaffoldComponent } from '../../../../../src/platforms/bksops/scaffold-component';
import { scaffoldPackage } from '../../../../../src/platforms/bksops/scaffold-package';
import { scaffoldSources } from '../../../../../src/platforms/bksops/scaffold-sources';
import { readTemplates } from '../../../../../src/runtime/scaffold/templates';
import { MemoryFiles, namesIn } from '../../../../memory-files';
import { broken, manifest, packageOf } from './packages';

const root = path.join(__dirname, '../../../../..');

describe('what is scaffolded for SOPS', () => {
  let templates: Templates;

  before(async () => {
    templates = await readTemplates(path.join(root, 'src/platforms/bksops/templates/package'));
  });

  function packaged(answers: Answers = {}): Record<string, string> {
    const plan = scaffoldPackage.plan({ name: 'pk', ...answers }, templates);
    return Object.fromEntries(plan.files.map(({ path: file, text }) => [`/w/${plan.folder}/${file}`, text]));
  }

  async function added(
    kind: PluginScaffold<BksopsPlugin>,
    answers: Answers,
    texts: Readonly<Record<string, string>>,
  ): Promise<{ addition: Addition; texts: Record<string, string> }> {
    const files = new MemoryFiles(texts);
    const plugin = (await readPackage('/w/pk', files)) ?? assert.fail('There is no package.');
    const place = kind.placeIn?.(plugin) ?? plugin.folder;
    const addition = await kind.plan(answers, new Map(), plugin, (file) => files.read(`${place}/${file}`));
    const written = [
      ...addition.files.map((file) => [`${place}/${file.path}`, file.text]),
      ...addition.edits.map((edit) => [`${place}/${edit.path}`, edit.after]),
    ];
    return { addition, texts: { ...texts, ...(Object.fromEntries(written) as Record<string, string>) } };
  }

  for (const [what, answers] of [
    ['with its defaults', {}],
    [
      'that polls, without a version, with a field of each type',
      { polls: 'yes', version: 'none', fields: 'who, count:int, at:datetime, notes:textarea' },
    ],
    ['that asks nothing', { fields: '' }],
  ] as const) {
    it(`is a package ${what} that keeps the contract`, async () => {
      assert.deepEqual(await broken(packaged(answers)), []);
    });
  }

  for (const [answer, why] of [
    [{ name: 'json' }, /Python has a "json" of its own/],
    [{ name: 'gcloud' }, /SOPS has a "gcloud" of its own/],
    [{ name: 'my-plugins' }, /lower-case letter/],
    [{ code: 'pk' }, /name a folder around it has/],
    [{ code: 'class' }, /keeps this word/],
    [{ group: 'a-b' }, /divides group and name at a hyphen/],
    [{ fields: 'who:password' }, /"password" is none of/],
    [{ fields: 'who, who' }, /"who" comes twice/],
  ] as const) {
    it(`refuses ${JSON.stringify(answer)}`, () => {
      assert.throws(() => packaged(answer), why);
    });
  }

  it('is a component in a package, named in the manifest that loads it', async () => {
    const before = packageOf({ '/w/sources.yaml': manifest(['pk.components.collections.hello'], '# the end\n') });
    const { addition, texts } = await added(scaffoldComponent, { name: 'greet' }, before);
    assert.deepEqual(
      [addition.files.map((file) => file.path), addition.open],
      [
        ['pk/tests/__init__.py', 'pk/components/collections/greet.py', 'pk/tests/test_greet.py'],
        'pk/components/collections/greet.py',
      ],
    );
    assert.equal(
      texts['/w/sources.yaml'],
      manifest(['pk.components.collections.hello', 'pk.components.collections.greet'], '# the end\n'),
    );
    assert.deepEqual(await broken(texts), []);
  });

  it('is named in a list in brackets and in JSON as that is written', async () => {
    const line = (modules: string): string =>
      `{"apiVersion": "bksops/v1", "sources": [{"name": "team", "type": "fs", "details": {"path": "."}, "packages": {"pk": {"version": "1", "modules": [${modules}]}}}]}\n`;
    const one = '"pk.components.collections.hello"';
    const { texts } = await added(scaffoldComponent, { name: 'greet' }, packageOf({ '/w/sources.json': line(one) }));
    assert.equal(texts['/w/sources.json'], line(`${one}, "pk.components.collections.greet"`));
  });

  it('is no component of a code that the package has', async () => {
    await assert.rejects(added(scaffoldComponent, { name: 'hello' }, packageOf()), /has a component or a module/);
  });

  for (const answers of [
    { type: 'git', repo: 'https://git.example.com/team.git', raw: 'https://raw.example.com/team' },
    { type: 's3', service: 'https://s3.example.com', bucket: 'plugins' },
    { type: 'fs', folder: '/srv/plugins' },
  ]) {
    it(`is a manifest of a ${answers.type} source that loads the package, without a finding`, async () => {
      const { texts } = await added(scaffoldSources, answers, packaged());
      const text = texts['/w/sources.yaml'] ?? '';
      const names = await namesIn(texts);
      const { findings, documents } = checkText(text, manifestKinds, manifestRules, { names });
      assert.deepEqual(
        [
          documents.map(({ kind }) => kind?.id),
          findings.map(({ code }) => code).filter((code) => code !== 'bksops/idea-not-tracked'),
        ],
        [['bksops.sources'], []],
      );
      assert.deepEqual(await broken(texts), []);
    });
  }

  it('is a YAML file where its name does not say so', async () => {
    const { addition } = await added(scaffoldSources, { type: 'fs', name: 'team' }, packaged());
    assert.equal(addition.open, 'team.yaml');
  });

  it('keeps a secret out of the manifest', async () => {
    const answers = { type: 's3', service: 'https://s3.example.com', bucket: 'plugins', secret: 'TEAM_KEY' };
    const { texts } = await added(scaffoldSources, answers, packaged());
    assert.match(texts['/w/sources.yaml'] ?? '', /secret_key: "\$\{env:TEAM_KEY\}"/);
  });

  it('loads no module that holds no component', async () => {
    const answers = { type: 'fs', modules: 'pk.components.collections.other' };
    await assert.rejects(added(scaffoldSources, answers, packaged()), /No module "pk\.components\.collections\.other"/);
  });
});
