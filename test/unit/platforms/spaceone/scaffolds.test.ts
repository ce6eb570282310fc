import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { completeAnswers, type Answers } from '../../../../src/base/questions';
import { refusePlan, type ScaffoldPlan, type Templates } from '../../../../src/base/scaffold';
import { ScaffoldWriter } from '../../../../src/runtime/scaffold/scaffold-writer';
import { everyPlugin, scaffoldOf, scaffoldPlan, templatesOfKind } from './scaffold-plans';
import { unusualAnswers } from './unusual-answers';

const root = join(__dirname, '../../../..');
const example = 'plugin-example-inven-collector';
const scaffoldCollector = scaffoldOf('spaceone.collector');
const never = new AbortController().signal;
const run = promisify(execFile);

describe('the scaffold of an inventory collector', () => {
  let templates: Templates;

  before(async () => {
    templates = await templatesOfKind(scaffoldCollector);
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
      ['cloudforet.Plugin', /lower-case letter/],
      ['cloudforet.a.b', /lower-case letter/],
      ['google.cloud', /lower-case letter/],
      ['spaceone.core', /package spaceone\.core/],
      ['spaceone.inventory', /package spaceone\.inventory/],
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

    for (const name of [
      'plugin',
      'naver_cloud',
      'match',
      'cloudforet',
      'p2',
      'cloudforet.inventory',
      'spaceone.naver',
    ]) {
      it(`is fine when it is ${name}`, () => {
        assert.equal(plan({ package: name }).open, `src/${name.replace('.', '/')}/main.py`);
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

describe('the scaffold of every kind of plugin', () => {
  for (const [kind, answers] of everyPlugin) {
    describe([kind, ...Object.values(answers)].join(' '), () => {
      let plan: ScaffoldPlan;
      let paths: string[];

      before(async () => {
        plan = await scaffoldPlan(kind, { ...answers, ...unusualAnswers, package: 'cloudforet.true_story' });
        paths = plan.files.map(({ path }) => path);
      });

      it('is a plan that can be written on every system', () => {
        assert.equal(refusePlan(plan), undefined);
      });

      it('fills every token, and leaves no line of one that stands for nothing', () => {
        for (const { path, text } of plan.files) {
          assert.doesNotMatch(path + text, /\{\{\w*\}\}/, path);
          assert.doesNotMatch(text, /\n{4}|\n\n$/, path);
        }
      });

      it('has no line of Python that is too long to be read', () => {
        const lines = plan.files.filter(({ path }) => path.endsWith('.py')).flatMap(({ text }) => text.split('\n'));

        assert.deepEqual(
          lines.filter((line) => line.length > 120),
          [],
        );
      });

      it('has the whole tree of a plugin', () => {
        const tree = [
          '.dockerignore',
          '.env',
          '.env.example',
          '.gitignore',
          '.vscode/launch.json',
          'Dockerfile',
          'README.md',
          'pkg/pip_requirements.txt',
          'src/VERSION',
          'src/cloudforet/__init__.py',
          'src/cloudforet/true_story/__init__.py',
          'src/setup.py',
          'test/api/config.yml',
          'test/spacectl/register_plugin.yaml',
        ];
        assert.deepEqual(
          tree.filter((path) => !paths.includes(path)),
          [],
        );
        assert.equal(paths.filter((path) => /^test\/api\/test_\w+\.py$/.test(path)).length, 1);
      });

      it('opens the module of the method that is called first', () => {
        const text = plan.files.find(({ path }) => path === plan.open)?.text ?? '';
        const [service = '', method = ''] = (plan.firstCall ?? '').split('.');

        assert.ok(
          text.includes(`@app.route("${plan.firstCall}")`) ||
            (text.includes(`resource = "${service}"`) && text.includes(`def ${method}(self, params: dict)`)),
          text,
        );
      });

      it('names what its README tells of', () => {
        const readme = plan.files.find(({ path }) => path === 'README.md')?.text ?? '';
        const told = [...readme.matchAll(/`((?:src|test|pkg|requests)\/[\w./]*)`/g)].map(([, path = '']) => path);

        assert.deepEqual(
          told.filter((place) => !paths.some((path) => path === place || path.startsWith(place))),
          [],
        );
      });
    });
  }

  for (const [kind, answers, command] of [
    ['spaceone.webhook', {}, '"run", "plugin-server", "plugin"'],
    ['spaceone.datasource', {}, '"run", "grpc-server", "plugin"'],
    ['spaceone.webhook', { framework: '1.x' }, '"grpc", "plugin"'],
  ] as const) {
    it(`is started as its generation does: ${command}`, async () => {
      const { files } = await scaffoldPlan(kind, answers);
      const dockerfile = files.find(({ path }) => path === 'Dockerfile')?.text ?? '';

      assert.ok(dockerfile.includes(`CMD [${command}]`), dockerfile);
    });
  }

  it('is registered by the words of its generation', async () => {
    const register = async (answers: Answers): Promise<Record<string, unknown>> => {
      const { files } = await scaffoldPlan('spaceone.auth', { name: 'plugin-a', ...answers });
      return parse(files.find(({ path }) => path === 'test/spacectl/register_plugin.yaml')?.text ?? '') as Record<
        string,
        unknown
      >;
    };
    const [current, old] = [await register({}), await register({ framework: '1.x' })];

    assert.deepEqual(
      [current['resource_type'], current['plugin_id'], current['service_type']],
      ['identity.ExternalAuth', 'plugin-a', undefined],
    );
    assert.deepEqual(
      [old['resource_type'], old['plugin_id'], old['service_type']],
      [undefined, undefined, 'identity.Domain'],
    );
  });

  it('hides in the log what each method is given in secret, where the framework does not', async () => {
    const { files } = await scaffoldPlan('spaceone.protocol', { framework: '1.x' });
    const config = files.find(({ path }) => path === 'src/plugin/conf/global_conf.py')?.text;

    assert.equal(
      config,
      [
        '# The log has every request. What stands here is hidden in it.',
        'LOG = {',
        '    "filters": {',
        '        "masking": {',
        '            "rules": {',
        '                "Protocol.verify": ["secret_data"],',
        '                "Notification.dispatch": ["secret_data", "channel_data"],',
        '            }',
        '        }',
        '    }',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('turns a function of the contract into a service and a servicer of 2.0', async () => {
    const { files } = await scaffoldPlan('spaceone.datasource', { monitoring: 'log' });
    const textOf = (path: string): string | undefined => files.find((file) => file.path === path)?.text;

    assert.equal(
      textOf('src/plugin/interface/grpc/log.py'),
      `from spaceone.api.monitoring.plugin import log_pb2, log_pb2_grpc
from spaceone.core.pygrpc import BaseAPI

from plugin.service.log_service import LogService


class Log(BaseAPI, log_pb2_grpc.LogServicer):
    pb2 = log_pb2
    pb2_grpc = log_pb2_grpc

    def list(self, request, context):
        params, metadata = self.parse_request(request, context)
        for answer in LogService(metadata).list(params):
            yield self.dict_to_message(answer)
`,
    );
    assert.match(
      textOf('src/plugin/service/log_service.py') ?? '',
      /^from plugin\.connector\.cloud_connector import CloudConnector\nfrom plugin\.manager\.log_manager import LogManager\n\n\nclass LogService\(BaseService\):\n {4}resource = "Log"\n\n {4}@transaction\n {4}@check_required\(\["options", "secret_data", "query", "start", "end"\]\)\n {4}def list\(self, params: dict\) -> Generator\[dict, None, None\]:/m,
    );
  });

  it('leaves out of 1.x a method that its API does not have', async () => {
    const accounts = async (framework: string): Promise<boolean> => {
      const { files } = await scaffoldPlan('spaceone.cost', { framework });
      return files.some(({ text }) => text.includes('def get_linked_accounts'));
    };

    assert.deepEqual([await accounts('2.0'), await accounts('1.x')], [true, false]);
  });
});
