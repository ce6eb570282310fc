import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { completeAnswers, type Answers } from '../../../../src/base/questions';
import { refusePlan, type ScaffoldPlan, type Templates } from '../../../../src/base/scaffold';
import { scaffoldCollector } from '../../../../src/platforms/spaceone/scaffold-collector';
import { ScaffoldWriter } from '../../../../src/runtime/scaffold/scaffold-writer';
import { readTemplates } from '../../../../src/runtime/scaffold/templates';
import { unusualAnswers } from './unusual-answers';

const root = join(__dirname, '../../../..');
const example = 'plugin-example-inven-collector';
const never = new AbortController().signal;
const run = promisify(execFile);

describe('the scaffold of an inventory collector', () => {
  let templates: Templates;

  before(async () => {
    templates = await readTemplates(join(root, 'src/platforms/spaceone/templates/collector'));
  });

  function plan(answers: Answers = {}): ScaffoldPlan {
    return scaffoldCollector.plan(answers, templates);
  }
  function textOf(scaffold: ScaffoldPlan, path: string): string {
    const file = scaffold.files.find((one) => one.path === path);
    assert.ok(file, `${path} is not among the files`);
    return file.text;
  }

  describe('asks for a name that', () => {
    for (const [name, why] of [
      ['', /A name is needed/],
      ['../plugin-a', /another folder/],
      ['a/b', /another folder/],
      ['/tmp/plugin-a', /absolute path/],
      ['C:\\plugin-a', /absolute path/],
      ['con', /device/],
      ['Lpt1', /device/],
      ['plugin_a', /only letters, digits and hyphens/],
      ['plugin a', /only letters, digits and hyphens/],
      ['플러그인', /only letters, digits and hyphens/],
      ['plugin:latest', /character that Windows refuses/],
      ['-plugin', /starts and ends/],
      ['plugin-', /starts and ends/],
      ['p'.repeat(49), /48 characters at most; this one has 49/],
    ] as const) {
      it(`is refused when it is ${JSON.stringify(name)}`, () => {
        assert.throws(() => plan({ name }), why);
      });
    }

    for (const name of ['p', '9', 'Plugin-A', 'p'.repeat(48), 'a--b', 'plugin-collector']) {
      it(`is fine when it is ${name}`, () => {
        assert.equal(plan({ name }).folder, name);
      });
    }
  });

  describe('asks for a package that', () => {
    for (const [name, why] of [
      ['', /lower-case letter/],
      ['my-plugin', /lower-case letter/],
      ['1plugin', /lower-case letter/],
      ['cloudforet.plugin', /lower-case letter/],
      ['../plugin', /lower-case letter/],
      ['__init__', /lower-case letter/],
      ['Plugin', /lower-case letter/],
      ['import', /Python keeps/],
      ['lambda', /Python keeps/],
      ['spaceone', /framework itself/],
      ['json', /standard library/],
      ['test', /standard library/],
      ['grpc', /from another library/],
      ['google', /from another library/],
      ['yaml', /from another library/],
      ['setup', /setup\.py/],
      ['version', /src\/VERSION/],
      ['build', /src\/build/],
    ] as const) {
      it(`is refused when it is ${JSON.stringify(name)}`, () => {
        assert.throws(() => plan({ package: name }), why);
      });
    }

    for (const name of ['plugin', 'naver_cloud', 'match', 'cloudforet', 'p2']) {
      it(`is fine when it is ${name}`, () => {
        assert.equal(plan({ package: name }).open, `src/${name}/main.py`);
      });
    }
  });

  it('refuses a title that would end the text around it', () => {
    assert.throws(() => plan({ title: 'The "best" collector' }), /A title starts with/);
  });

  it('refuses a provider that is no id', () => {
    assert.throws(() => plan({ provider: 'Google Cloud' }), /A provider is lower-case/);
  });

  for (const [name, title, provider] of [
    ['plugin-google-cloud-inven-collector', 'Google Cloud Collector', 'google_cloud'],
    ['plugin-aws-collector', 'Aws Collector', 'aws'],
    ['Azure', 'Azure Collector', 'azure'],
    ['plugin-collector', 'Example Collector', 'example'],
  ] as const) {
    it(`offers ${title} of ${provider} for ${name}`, () => {
      const answers = completeAnswers(scaffoldCollector.questions, { name });
      assert.deepEqual([answers['title'], answers['provider'], answers['package']], [title, provider, 'plugin']);
    });
  }

  it('offers a name that is not taken, and what follows from it', () => {
    const taken = ['plugin-example-inven-collector', 'plugin-example-2-inven-collector'];
    const [name] = scaffoldCollector.questions;
    assert.equal(
      name?.default?.({}, (each) => taken.includes(each)),
      'plugin-example-3-inven-collector',
    );
    const answers = completeAnswers(scaffoldCollector.questions, { name: 'plugin-example-3-inven-collector' });
    assert.deepEqual([answers['title'], answers['provider']], ['Example 3 Collector', 'example_3']);
  });

  const unusual = unusualAnswers;

  it('fills every token, in texts and in paths', () => {
    for (const file of plan(unusual).files) {
      assert.doesNotMatch(file.path + file.text, /\{\{\w*\}\}/, file.path);
    }
  });

  it('is a plan that can be written on every system', () => {
    assert.equal(refusePlan(plan(unusual)), undefined);
  });

  it('writes manifests in which a name stays a text, whatever YAML could take it for', () => {
    const register = parse(textOf(plan(unusual), 'test/spacectl/register_plugin.yaml'));
    const deploy = parse(textOf(plan(unusual), 'test/spacectl/create_collector.yaml'));

    assert.equal(register.name, unusual.title);
    assert.equal(register.image, 'null');
    assert.equal(register.provider, '0x_1-e5');
    assert.equal(register.resource_type, 'inventory.Collector');
    assert.equal(deploy.plugin_info.plugin_id, register.plugin_id);
    assert.equal(deploy.plugin_info.version, textOf(plan(unusual), 'src/VERSION').trim());
  });

  it('writes launch configurations of our type for its own folder', () => {
    const { configurations } = JSON.parse(textOf(plan(), '.vscode/launch.json')) as {
      configurations: Record<string, string>[];
    };

    for (const configuration of configurations) {
      assert.equal(configuration['type'], 'plugin-server');
      assert.equal(configuration['plugin'], '${workspaceFolder}');
      assert.equal(configuration['envFile'], '${workspaceFolder}/.env');
    }
    assert.equal(new Set(configurations.map((configuration) => configuration['name'])).size, 2);
  });

  it('starts the package in its image by the name that it has', () => {
    assert.match(
      textOf(plan({ package: 'naver_cloud' }), 'Dockerfile'),
      /^CMD \["run", "plugin-server", "naver_cloud"\]$/m,
    );
  });

  it('takes the new name into its files when it is renamed, and keeps the other answers', () => {
    const renamed = plan({ name: 'plugin-a', title: 'A', provider: 'b' }).renamed('plugin-a-2');
    const register = parse(textOf(renamed, 'test/spacectl/register_plugin.yaml'));

    assert.equal(renamed.folder, 'plugin-a-2');
    assert.deepEqual([register.image, register.name, register.provider], ['plugin-a-2', 'A', 'b']);
  });

  it('refuses to be renamed to a name that no image can have', () => {
    assert.throws(() => plan({ name: 'p'.repeat(47) }).renamed(`${'p'.repeat(47)}-2`), /this one has 49/);
  });

  describe('on the disk', () => {
    let into: string;

    before(async () => {
      into = await mkdtemp(join(tmpdir(), 'scaffold-collector-'));
      await new ScaffoldWriter().write(plan(unusual), into, 'refuse', never);
    });
    after(() => rm(into, { recursive: true }));

    it('keeps the environment of this machine, and nothing else, from git', async () => {
      const folder = join(into, unusual.name);
      await run('git', ['init', '--quiet'], { cwd: folder });
      await run('git', ['-c', 'core.excludesFile=', 'add', '--all'], { cwd: folder });
      const { stdout } = await run('git', ['ls-files', '-z'], { cwd: folder });

      const committed = stdout.split('\0').filter((path) => path !== '');
      const shared = plan(unusual).files.filter((file) => file.local !== true);
      assert.deepEqual(committed.sort(), shared.map((file) => file.path).sort());
      assert.deepEqual(await readFile(join(folder, '.env'), 'utf8'), textOf(plan(unusual), '.env.example'));
    });
  });

  describe('with the name of the example', () => {
    const folder = join(root, 'examples', example);
    // What working with the example leaves there, as its .gitignore says.
    const leftBehind = /(^|\/)(__pycache__|\.venv|[^/]*\.egg-info)\/|^(reports|src\/build)\/|^\.env$/;

    it('writes what the example holds, byte for byte', async () => {
      for (const file of plan({ name: example }).files.filter((one) => one.local !== true)) {
        assert.equal(await readFile(join(folder, file.path), 'utf8'), file.text, file.path);
      }
    });

    it('writes every file that the example holds', async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const held = entries
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(folder.length + 1)
            .replaceAll('\\', '/'),
        )
        .filter((path) => !leftBehind.test(path));

      const planned = plan({ name: example }).files.filter((file) => file.local !== true);
      assert.deepEqual(held.sort(), planned.map((file) => file.path).sort());
    });
  });
});
