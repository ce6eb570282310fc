import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requirementInstaller } from '../../../../src/platforms/bksops/load/install-requirements';
import type { LoadReport } from '../../../../src/platforms/bksops/load/load-report';
import type { SupervisedWork } from '../../../../src/runtime/loading/supervised-work';
import { Processes } from '../../../../src/runtime/processes/processes';
import { EnvironmentSetup } from '../../../../src/runtime/python/environment-setup';
import { PythonInterpreters } from '../../../../src/runtime/python/interpreters';
import { Uv } from '../../../../src/runtime/python/uv';
import { component, folderSource, loadFiles, manifestOf, said, sopsLoader, sopsPython } from '../../../sops-loader';
import { restoreVariables } from '../../../variables';
import { copyOwnPip, writeWheel } from '../../../wheels';

describe('requirements that are installed on request', function () {
  this.timeout(120_000);
  const processes = new Processes();
  const variables = { ...process.env };
  let loader: SupervisedWork;
  let folder: string;
  /** The installers take a blank for the end of an address. */
  let wheels: string;

  before(() => {
    loader = sopsLoader(processes);
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'load requirements ')));
    wheels = await realpath(await mkdtemp(path.join(tmpdir(), 'wheels-')));
    copyOwnPip(sopsPython(), wheels);
    Object.assign(process.env, {
      XDG_CACHE_HOME: path.join(folder, 'kept'),
      PIP_NO_INDEX: '1',
      PIP_FIND_LINKS: wheels,
    });
  });
  afterEach(async () => {
    restoreVariables(variables);
    await rm(folder, { recursive: true });
    await rm(wheels, { recursive: true });
  });
  after(() => processes[Symbol.asyncDispose]());

  function wheel(name: string, version: string, ...needs: string[]): void {
    writeWheel(sopsPython(), wheels, name, version, ...needs);
  }

  async function load(files: Readonly<Record<string, string>>, modules: readonly string[]): Promise<LoadReport> {
    const run = processes.run.bind(processes);
    const python = new PythonInterpreters(run);
    const uv = new Uv(run, python, path.resolve('.test-env/tools'));
    const place = () => Promise.resolve({ interpreter: sopsPython(), version: '3.11.0' });
    const { signal } = new AbortController();
    const install = requirementInstaller({ python, environments: new EnvironmentSetup(run, python, { uv }) }, place, {
      signal,
    });
    const all = { 'team/__init__.py': '', ...files, 'sources.yaml': manifestOf([folderSource(modules)]) };
    return loadFiles(folder, all, loader, processes, { install });
  }

  it('are there for the modules after the one that lists them, and neither before nor in the Python itself', async () => {
    wheel('stapler', '2.0');
    const files = {
      'team/first.py': 'import stapler\n__requirements__ = ["stapler"]\n',
      'team/second.py': '__requirements__ = ["stapler>=1"]\n',
      'team/third.py': `import stapler\n${component('of').replace('1.0.0', '" + stapler.VERSION + "')}`,
    };
    const { sources } = await load(files, ['team.second', 'team.third', 'team.first']);
    const fates = sources.flatMap(({ modules }) =>
      modules.map(({ module, fate, unmet = [] }) => [module, fate, unmet.length]),
    );
    assert.deepEqual(fates, [
      ['team.second', 'loaded', 0],
      ['team.third', 'loaded', 0],
      ['team.first', 'loaded', 0],
    ]);
    assert.equal(sources[0]?.modules[1]?.components[0]?.version, '2.0');
    assert.notEqual(spawnSync(sopsPython(), ['-c', 'import stapler']).status, 0);
    assert.deepEqual(said(await load(files, ['team.first', 'team.second']), []).slice(0, 1), [
      `failed team.first: SOPS logs "ModuleNotFoundError: No module named 'stapler'" and loads no more of local. SOPS installs "stapler" of "__requirements__" only after the body of the module that lists it, and goes on when that fails. List it in the root package and import "stapler" in a module that is loaded later, or have it in the image of SOPS.`,
    ]);
  });

  it('are installed up to the one that fails, which is told at its line and ends its list alone', async () => {
    wheel('stapler', '2.0');
    wheel('paper', '1.0');
    const files = {
      'team/__init__.py': '__requirements__ = [\n    "paper",\n    "no-such-paper==3",\n    "stapler",\n]\n',
      'team/a.py': 'import paper\n__requirements__ = ["stapler"]\n',
      'team/b.py': 'import stapler\n',
    };
    const { sources } = await load(files, ['team.a', 'team.b']);
    assert.deepEqual(
      sources.flatMap(({ modules }) => modules.map(({ fate, unmet }) => [fate, unmet])),
      [
        [
          'loaded',
          [
            {
              requirement: 'no-such-paper==3',
              message:
                '"__requirements__" lists "no-such-paper==3", which cannot be installed here. There is no package no-such-paper for this Python in the index. uv found no version of it. SOPS logs "RuntimeError: can not install requirement no-such-paper==3" and goes on.',
              where: { file: path.join(folder, 'team/__init__.py'), line: 3 },
              isInstallable: false,
            },
            {
              requirement: 'stapler',
              message:
                '"__requirements__" lists "stapler", which cannot be installed here. SOPS installs nothing that stands behind "no-such-paper==3" in the list when that fails.',
              where: { file: path.join(folder, 'team/__init__.py'), line: 4 },
              isInstallable: false,
            },
          ],
        ],
        ['loaded', undefined],
      ],
    );
  });

  it('never take the place of what SOPS itself runs with', async () => {
    wheel('old_times', '1.0', 'Django<4');
    const files = {
      'team/a.py': '__requirements__ = ["Django==3.2"]\n',
      'team/b.py': '__requirements__ = ["old_times"]\n',
      'team/c.py': 'import django\nassert django.VERSION[:2] == (4, 2)\n',
    };
    const { sources } = await load(files, ['team.a', 'team.b', 'team.c']);
    assert.deepEqual(
      sources.flatMap(({ modules }) => modules.map(({ fate, unmet }) => [fate, unmet?.[0]?.message])),
      [
        [
          'loaded',
          '"__requirements__" lists "Django==3.2", and SOPS itself runs with 4.2.30: it would install the other version over its own.',
        ],
        [
          'loaded',
          '"__requirements__" lists "old_times", which cannot be installed here. Could not install old_times. Versions conflict: all versions of old-times depend on django<4 and django==4.2.30; the plugin requires old-times. SOPS logs "RuntimeError: can not install requirement old_times" and goes on.',
        ],
        ['loaded', undefined],
      ],
    );
  });

  it('are read as requirements alone, and nothing else reaches an installer', async () => {
    const { sources } = await load({ 'team/a.py': `__requirements__ = ["--target=${folder}/out", "stapler"]\n` }, [
      'team.a',
    ]);
    assert.deepEqual(
      sources[0]?.modules[0]?.unmet?.map(({ message }) => message),
      [
        `"__requirements__" lists "--target=${folder}/out", which cannot be installed here. It is an option, a path, or no requirement at all, which the workbench hands on to nobody.`,
        `"__requirements__" lists "stapler", which cannot be installed here. SOPS installs nothing that stands behind "--target=${folder}/out" in the list when that fails.`,
      ],
    );
    assert.deepEqual((await readdir(folder)).sort(), ['sources.yaml', 'team']);
  });
});
