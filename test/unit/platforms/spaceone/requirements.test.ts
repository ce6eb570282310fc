import assert from 'node:assert/strict';
import path from 'node:path';
import type { Files } from '../../../../src/base/files';
import { readPlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { environmentPlan } from '../../../../src/platforms/spaceone/requirements';
import { NodeFiles } from '../../../../src/runtime/files/node-files';
import { installWords, type EnvironmentPlan } from '../../../../src/runtime/python/environment-plan';
import { tree } from './tree';

const fixtures = path.resolve('test/fixtures/spaceone');
const main = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
`;

async function planOf(folder: string, files: Files): Promise<EnvironmentPlan> {
  const plugin = await readPlugin(folder, files);
  return environmentPlan(plugin!, files);
}

/** The plan of a style C plugin with these files beside its main.py; RUN lines stand in its Dockerfile. */
function planWith(run: string, more: Record<string, string> = {}): Promise<EnvironmentPlan> {
  const image = `FROM cloudforet/python-core:2\nENV PKG=/tmp/pkg\nCOPY pkg/*.txt \${PKG}/\nCOPY src /tmp/src\nWORKDIR /tmp/src\n${run}\nCMD spaceone run plugin-server plugin`;
  return planOf('/w', tree({ '/w/Dockerfile': image, '/w/src/plugin/main.py': main, ...more }));
}

const steps = ({ steps: own }: EnvironmentPlan): string[] => own.map((step) => installWords(step).join(' '));

const lines = (requirements: readonly { readonly line: string }[]): string[] => requirements.map(({ line }) => line);

const FRAMEWORK = '-- spaceone-core>=2.0,<3 spaceone-api>=2.0,<3 spaceone-inventory>=2.0.dev0,<3 setuptools<81 debugpy';

describe('the environment plan', () => {
  it('of style A has the framework of 1.x, its requirements file, and what setup.py names beside it', async () => {
    const folder = path.join(fixtures, 'style-a');
    const plan = await planOf(folder, new NodeFiles(() => [folder]));
    assert.deepEqual(steps(plan), [
      '-- spaceone-core>=1.12,<2 spaceone-api>=1.12,<2 setuptools<81 debugpy',
      `-r ${folder}/pkg/pip_requirements.txt`,
      '-- python-dateutil>=2.8',
    ]);
    assert.deepEqual(lines(plan.preferences), [
      'spaceone-core>=1.12,<2',
      'spaceone-api>=1.12,<2',
      'protobuf<4',
      'setuptools<81',
    ]);
    assert.deepEqual(plan.notes, []);
  });

  it('of style B has the framework of 2.0 and the tester of its tests without the tester’s own requirements', async () => {
    const folder = path.join(fixtures, 'style-b');
    assert.deepEqual(steps(await planOf(folder, new NodeFiles(() => [folder]))), [
      '-- spaceone-core>=2.0,<3 spaceone-api>=2.0,<3 setuptools<81 debugpy',
      `-r ${folder}/pkg/pip_requirements.txt`,
      '--no-deps -- spaceone-tester',
    ]);
  });

  it('of style C has the service package of its server class, prereleases of that package alone admitted', async () => {
    const folder = path.join(fixtures, 'style-c');
    assert.deepEqual(steps(await planOf(folder, new NodeFiles(() => [folder]))), [
      FRAMEWORK,
      `-r ${folder}/pkg/pip_requirements.txt`,
    ]);
  });

  it('knows at which line each own requirement stands: in files that lead to one another, the Dockerfile, setup.py', async () => {
    const plan = await planWith('RUN true\nRUN echo && \\\n  pip install boto3>1', {
      '/w/requirements.txt': '# The first\n-r pkg/more.txt\n\nrequests \\\n  >=2\n',
      '/w/pkg/more.txt': '\nsix\n',
      '/w/src/setup.py':
        'NEEDED = [\n  "a",\n  "b>=1",\n]\nfrom setuptools import setup\nsetup(name="p", install_requires=NEEDED)\n',
    });
    assert.deepEqual(
      plan.written?.map(({ requirement, at }) => `${requirement.line} ${at.file}:${String(at.line)}`),
      [
        'six /w/pkg/more.txt:2',
        'requests >=2 /w/requirements.txt:4',
        'boto3>1 /w/Dockerfile:7',
        'a /w/src/setup.py:2',
        'b>=1 /w/src/setup.py:3',
      ],
    );
  });

  it('prefers protobuf 3, which the framework pins, and a setuptools that still has pkg_resources', async () => {
    assert.deepEqual(lines((await planWith('')).preferences).slice(2), ['protobuf<4', 'setuptools<81']);
  });

  it('leaves protobuf alone where the plugin asks for a newer one', async () => {
    assert.deepEqual(lines((await planWith('RUN pip install "protobuf>=4.21,<6"')).preferences).slice(2), [
      'setuptools<81',
    ]);
  });

  it('takes the pip lines of the Dockerfile without those that only bring pip and the framework', async () => {
    const plan = await planWith(
      'RUN pip install -U pip && pip install -i https://i.example/s -U spaceone-core boto3>1 && pip install --pre spaceone-inventory',
    );
    assert.deepEqual(steps(plan).slice(1), ['--index-url=https://i.example/s -- boto3>1']);
  });

  it('turns --pre into a specifier of the package that it is meant for', async () => {
    const plan = await planWith('RUN pip install --pre some[x] other>=1 "pinned==2.0.dev4"');
    assert.deepEqual(steps(plan).slice(1), ['-- some[x]>=0.dev0 other>=1,>=0.dev0 pinned==2.0.dev4']);
  });

  it('honours the versions that the plugin itself names for framework packages', async () => {
    const plan = await planWith('', {
      '/w/pkg/pip_requirements.txt': 'spaceone_core==2.0.100\nspaceone-inventory == 2.0.dev240 # fixed\n',
    });
    assert.equal(
      steps(plan)[0],
      '-- spaceone_core==2.0.100 spaceone-api>=2.0,<3 spaceone-inventory == 2.0.dev240 setuptools<81 debugpy',
    );
  });

  it('tells what the Dockerfile does to installed packages beside installing them, line by line', async () => {
    const plan = await planWith(
      [
        'COPY pkg/sdk /usr/local/lib/python3.8/site-packages/sdk',
        'COPY pkg/sdk /tmp/sdk',
        'RUN pip install a && sed -i s/b/c/ /usr/lib/python3/dist-packages/a.py && pip uninstall -y b',
        'WORKDIR /usr/local/lib/python3.8/site-packages',
        'RUN rm -rf c && echo /usr/lib/python3/dist-packages',
        'WORKDIR /tmp/src',
      ].join('\n'),
    );
    const told = (line: number, words: string): string =>
      `Line ${line} of the Dockerfile changes installed packages (${words}). The environment has them as the index has them: make the same change in its site-packages where the plugin needs it.`;
    assert.deepEqual(plan.notes, [
      told(6, 'COPY pkg/sdk /usr/local/lib/python3.8/site-packages/sdk'),
      told(8, 'sed -i s/b/c/ /usr/lib/python3/dist-packages/a.py'),
      told(8, 'pip uninstall -y b'),
      told(10, 'rm -rf c'),
    ]);
    assert.deepEqual([steps(plan).slice(1), plan.rather], [['-- a'], '3.8']);
  });

  it('installs what was meant where && was forgotten between two pip lines, and tells it', async () => {
    const plan = await planWith('RUN pip install --upgrade pip \\\n    pip install -r /tmp/pkg/r.txt boto3', {
      '/w/pkg/r.txt': 'six\n',
    });
    assert.deepEqual(steps(plan).slice(1), ['-r /w/pkg/r.txt', '-- boto3']);
    assert.deepEqual(plan.notes, [
      'Line 6 of the Dockerfile lacks && before "pip install": the image gets packages called pip and install instead. The environment is set up as it was meant.',
    ]);
  });

  it('takes a package called install for one where it stands alone', async () => {
    const plan = await planWith('RUN pip install install pip-tools');
    assert.deepEqual([steps(plan).slice(1), plan.notes], [['-- install pip-tools'], []]);
  });

  for (const [from, line] of [
    ['python:3.8-slim', '3.8'],
    ['registry.example/python:3.10', '3.10'],
    ['python:3', undefined],
    ['cloudforet/python-core:2', undefined],
  ] as const) {
    it(`would rather have the Python of the image ${from}: ${line ?? 'any'}`, async () => {
      const files = { '/w/Dockerfile': `FROM ${from}\nCOPY src /s\nWORKDIR /s\nCMD spaceone run plugin-server plugin` };
      const plan = await planOf('/w', tree({ ...files, '/w/src/plugin/main.py': main }));
      assert.equal(plan.rather, line);
    });
  }

  it('has pytest for tests that import it, unless the plugin brings its own', async () => {
    const tests = { '/w/test/test_a.py': 'import pytest\n\ndef test_a():\n    pass\n' };
    assert.deepEqual(steps(await planWith('', tests)).slice(1), ['-- pytest']);
    assert.deepEqual(steps(await planWith('RUN pip install pytest==8.0', tests)).slice(1), ['-- pytest==8.0']);
  });

  it('sets nothing against a version that the plugin names, also where the style has another generation of it', async () => {
    const plan = await planWith('RUN pip install spaceone-api==1.12.54 "spaceone-core>=2.0.100"');
    assert.deepEqual(lines(plan.preferences), ['spaceone-core>=2.0,<3', 'protobuf<4', 'setuptools<81']);
    assert.deepEqual(plan.constraints, []);
    assert.equal(
      steps(plan)[0],
      '-- spaceone-core>=2.0.100 spaceone-api==1.12.54 spaceone-inventory>=2.0.dev0,<3 setuptools<81 debugpy',
    );
  });

  it('finds requirements files where the image has them, each once, with the options they are installed with', async () => {
    const plan = await planWith(
      'RUN pip install --pre -r ${PKG}/dev.txt\nRUN pip install --upgrade -r $PKG/dev.txt -r /etc/none.txt',
      {
        '/w/pkg/dev.txt': '-r more.txt\na==1 \\\n  ; python_version > "3"\n--index-url https://i.example\n',
        '/w/pkg/more.txt': 'b>=2\n-r dev.txt',
        '/w/requirements.txt': '# none yet\n',
      },
    );
    assert.deepEqual(steps(plan).slice(1), ['--pre -r /w/pkg/dev.txt']);
    assert.deepEqual(plan.requires.slice(5), ['b>=2', 'a==1 ; python_version > "3"']);
    assert.deepEqual(plan.notes, ['The Dockerfile installs /etc/none.txt, which is not in the workspace.']);
  });

  it('reads the requirements of a setup.py that keeps them in a variable', async () => {
    const plan = await planWith('RUN python setup.py install', {
      '/w/src/setup.py': "DEPS = [\n  'a>=1',\n  'spaceone-core',\n]\nsetup(install_requires=DEPS)",
    });
    assert.deepEqual(steps(plan).slice(1), ['-- a>=1']);
  });

  it('says what it cannot take over: values of the build, packages of the image’s own files', async () => {
    const plan = await planWith('RUN pip install a==$UNKNOWN ./lib . /tmp/src[dev]', { '/w/src/setup.py': 'setup()' });
    assert.deepEqual(steps(plan), [FRAMEWORK]);
    assert.deepEqual(plan.notes, [
      'The Dockerfile installs a==$UNKNOWN, whose value is only known when the image is built.',
      'The Dockerfile installs ./lib from its own files; it is left out.',
    ]);
  });

  it('names a service package for every foreign service that is imported, and none for the plugin’s own', async () => {
    const plan = await planWith('', {
      '/w/src/plugin/a.py':
        'import spaceone.cost_analysis.model\nfrom spaceone import identity\nfrom spaceone.core import x',
      '/w/src/spaceone/monitoring/b.py': 'from spaceone.monitoring.b import c\n# from spaceone.repository import d',
      '/w/src/plugin/e.py': 'from spaceone.alert_manager.plugin.webhook.lib.server import W',
    });
    assert.equal(
      steps(plan)[0]
        ?.match(/spaceone-(?!core|api)\S+/g)
        ?.join(' '),
      'spaceone-cost-analysis>=2.0.dev0,<3 spaceone-identity>=2.0.dev0,<3 spaceone-inventory>=2.0.dev0,<3',
    );
    assert.deepEqual(plan.notes, [
      'The plugin imports spaceone.alert_manager, which no package of the public index brings.',
    ]);
  });
});
