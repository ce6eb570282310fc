import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkbenchError } from '../../../../src/base/workbench-error';
import type { EnvironmentPlan } from '../../../../src/runtime/python/environment-plan';
import { EnvironmentSetup, type SetUpRequest } from '../../../../src/runtime/python/environment-setup';
import { PythonInterpreters } from '../../../../src/runtime/python/interpreters';
import { Requirement } from '../../../../src/runtime/python/requirement';
import type { Run } from '../../../../src/runtime/python/run';

const plan: EnvironmentPlan = {
  steps: [
    { title: 'Framework', requirements: [Requirement.of('framework')] },
    { title: 'Requirements', files: ['/r.txt'] },
  ],
  constraints: [Requirement.of('framework<3')],
  preferences: [Requirement.of('protobuf<4')],
  requires: ['framework', 'other>=2'],
  notes: ['A note.'],
};

/** A machine whose Python is played by the test: `answers` says what an interpreter or pip does. */
interface Machine {
  readonly folder: string;
  readonly commands: string[];
  readonly setUp: (request?: Partial<SetUpRequest>) => ReturnType<EnvironmentSetup['setUp']>;
  readonly interpreters: PythonInterpreters;
}

type Answer = { readonly code: number; readonly lines: readonly string[] } | undefined;

describe('setting up an environment (with a Python that the test plays)', () => {
  let root: string;
  let bin: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'workbench environment ü ')));
    bin = path.join(root, 'bin');
    await mkdir(path.join(root, 'plugin'), { recursive: true });
    await mkdir(bin);
    await writeFile(path.join(bin, 'python3'), '', { mode: 0o755 });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** Probes answer as a Python 3.11 that meets everything, `-m venv` makes the files, pip does nothing, unless `answer` says otherwise. */
  function machine(
    answer: (command: string, signal?: AbortSignal) => Answer | Promise<Answer> = () => undefined,
  ): Machine {
    const folder = path.join(root, 'plugin');
    const commands: string[] = [];
    const run: Run = async (command, args, { signal }) => {
      signal?.throwIfAborted();
      const isProbe = args[0] === '-c';
      const line = `${path.relative(root, command)} ${isProbe ? 'probe' : args.join(' ').replaceAll(`${folder}/`, '')}`;
      if (!isProbe) {
        commands.push(line);
      }
      const played = await answer(line, signal);
      signal?.throwIfAborted();
      if (!played && args.includes('venv')) {
        await mkdir(path.join(args.at(-1)!, 'bin'), { recursive: true });
        await writeFile(path.join(args.at(-1)!, 'pyvenv.cfg'), 'home = /x');
        await writeFile(path.join(args.at(-1)!, 'bin/python'), '');
      }
      return played ?? { code: 0, lines: isProbe ? [probed({ isVirtual: command.includes('.venv') })] : [] };
    };
    const interpreters = new PythonInterpreters(
      run,
      () => [],
      () => bin,
    );
    const setup = new EnvironmentSetup(run, interpreters);
    return { folder, commands, interpreters, setUp: (request = {}) => setup.setUp({ folder, plan, ...request }) };
  }

  const probed = (more: object = {}): string =>
    `plugin-workbench ${JSON.stringify({ version: '3.11.2', isVirtual: false, hasPip: true, makesEnvironments: true, distributions: {}, missing: [], ...more })}`;

  const failing = async (work: Promise<unknown>): Promise<WorkbenchError> => {
    const error: unknown = await work.then(
      () => assert.fail('It went well.'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof WorkbenchError, String(error));
    assert.ok(error.next, 'There is no next step.');
    return error;
  };

  /** An environment that a person made; without `python` it is broken. */
  async function environmentOf(folder: string, works: boolean): Promise<void> {
    await mkdir(path.join(folder, '.venv/bin'), { recursive: true });
    await writeFile(path.join(folder, '.venv/pyvenv.cfg'), '');
    await writeFile(path.join(folder, '.venv/mine.txt'), 'kept');
    await writeFile(path.join(folder, '.venv/bin/python'), works ? '' : 'broken');
  }

  it('makes .venv, installs step by step under the constraints, and closes with pip check', async () => {
    const { setUp, commands, folder } = machine();
    const result = await setUp();
    const pip = '--no-color --no-input --disable-pip-version-check';
    const own = `-c .venv/plugin-workbench-constraints.txt ${pip} --progress-bar off`;
    assert.deepEqual(commands, [
      'bin/python3 -I -m venv .venv',
      `plugin/.venv/bin/python -I -m pip install ${own} -- framework`,
      `plugin/.venv/bin/python -I -m pip install -r /r.txt ${own}`,
      `plugin/.venv/bin/python -I -m pip check ${pip}`,
    ]);
    assert.equal(
      await readFile(path.join(folder, '.venv/plugin-workbench-constraints.txt'), 'utf8'),
      'framework<3\nprotobuf<4\n',
    );
    assert.deepEqual(
      [result.environment, result.interpreter, result.notes],
      ['made', path.join(folder, '.venv/bin/python'), ['A note.']],
    );
  });

  it('tells which of how many steps it is at', async () => {
    const heard: string[] = [];
    await machine().setUp({ onProgress: ({ step, steps, title }) => heard.push(`${step}/${steps} ${title}`) });
    assert.deepEqual(heard, ['1/4 Python environment', '2/4 Framework', '3/4 Requirements', '4/4 Check']);
  });

  it('returns what pip check finds and what is still missing', async () => {
    const { setUp } = machine((command) =>
      command.includes('pip check')
        ? {
            code: 1,
            lines: [
              ...[
                'a 1 requires b, which is not installed.',
                '',
                '  ',
                'WARNING: old',
                '  DEPRECATION: old',
                '[notice] new',
              ],
              'c 2 has requirement d, of which a WARNING is a part.',
            ],
          }
        : undefined,
    );
    assert.deepEqual((await setUp()).findings, [
      'a 1 requires b, which is not installed.',
      'c 2 has requirement d, of which a WARNING is a part.',
    ]);
  });

  it('finds nothing where pip check finds nothing, whatever it says', async () => {
    const { setUp } = machine((command) =>
      command.includes('pip check') ? { code: 0, lines: ['No broken requirements found.'] } : undefined,
    );
    assert.deepEqual((await setUp()).findings, []);
  });

  it('counts all that is needed as missing once the environment does not answer any more', async () => {
    let isFilled = false;
    const { setUp } = machine((command) => {
      isFilled ||= command.includes('-r /r.txt');
      return command === 'plugin/.venv/bin/python probe' && isFilled ? { code: 1, lines: [] } : undefined;
    });
    assert.deepEqual((await setUp()).missing, plan.requires);
  });

  it('uses an environment that works, whoever made it', async () => {
    const { setUp, commands, folder } = machine();
    await environmentOf(folder, true);
    assert.equal((await setUp()).environment, 'reused');
    assert.ok(!commands.some((command) => command.includes('-m venv')));
    assert.equal(await readFile(path.join(folder, '.venv/mine.txt'), 'utf8'), 'kept');
  });

  it('gives pip to an environment that was made without it', async () => {
    let hasPip = false;
    const { setUp, commands, folder } = machine((command) => {
      hasPip ||= command.includes('ensurepip');
      return command === 'plugin/.venv/bin/python probe'
        ? { code: 0, lines: [probed({ isVirtual: true, hasPip })] }
        : undefined;
    });
    await environmentOf(folder, true);
    await setUp();
    assert.equal(commands[0], 'plugin/.venv/bin/python -I -m ensurepip --default-pip');
  });

  it('moves a broken environment of a person aside and makes a new one', async () => {
    let made = false;
    const { setUp, folder } = machine((command) => {
      made ||= command.includes('-m venv');
      return command === 'plugin/.venv/bin/python probe' && !made ? { code: 127, lines: [] } : undefined;
    });
    await environmentOf(folder, false);
    const result = await setUp();
    assert.deepEqual([result.environment, result.movedTo], ['replaced', path.join(folder, '.venv.broken')]);
    assert.equal(await readFile(path.join(folder, '.venv.broken/mine.txt'), 'utf8'), 'kept');
  });

  it('replaces a broken environment of its own without leaving anything aside', async () => {
    const first = machine();
    await first.setUp();
    let made = false;
    const { setUp, folder } = machine((command) => {
      made ||= command.includes('-m venv');
      return command === 'plugin/.venv/bin/python probe' && !made ? { code: 1, lines: [] } : undefined;
    });
    assert.equal((await setUp()).environment, 'replaced');
    assert.deepEqual(await readdir(folder), ['.venv']);
  });

  it('removes a broken environment of its own only when the new one is whole', async () => {
    await machine().setUp();
    let isNew = false;
    const broken = machine((command) => {
      isNew ||= command.includes('-m venv');
      return command.includes('pip install') || (command === 'plugin/.venv/bin/python probe' && !isNew)
        ? { code: 1, lines: ['ERROR: No matching distribution found for nothing'] }
        : undefined;
    });
    await failing(broken.setUp());
    assert.deepEqual((await readdir(broken.folder)).sort(), ['.venv', '.venv.replaced']);

    assert.equal((await machine().setUp()).environment, 'reused');
    assert.deepEqual(await readdir(broken.folder), ['.venv']);
  });

  it('says where a person’s environment lies also when the run that moved it did not come to its end', async () => {
    let isNew = false;
    const broken = machine((command) => {
      isNew ||= command.includes('-m venv');
      return command.includes('pip install') || (command === 'plugin/.venv/bin/python probe' && !isNew)
        ? { code: 1, lines: ['ERROR: No matching distribution found for nothing'] }
        : undefined;
    });
    await environmentOf(broken.folder, false);
    await failing(broken.setUp());

    assert.equal((await machine().setUp()).movedTo, path.join(broken.folder, '.venv.broken'));
    assert.equal((await machine().setUp()).movedTo, undefined);
  });

  it('replaces a link in the place of its own files and not what it leads to', async () => {
    const { setUp, folder } = machine();
    await environmentOf(folder, true);
    const far = path.join(root, 'far.txt');
    await writeFile(far, 'far');
    for (const name of ['plugin-workbench-constraints.txt', 'plugin-workbench.json']) {
      await symlink(far, path.join(folder, '.venv', name));
    }
    await setUp();
    assert.equal(await readFile(far, 'utf8'), 'far');
  });

  it('puts a broken environment back when no new one can be made', async () => {
    const { setUp, folder } = machine((command) =>
      command.includes('-m venv')
        ? { code: 1, lines: ['Error: [Errno 28] No space left on device'] }
        : command.startsWith('plugin/')
          ? { code: 127, lines: [] }
          : undefined,
    );
    await environmentOf(folder, false);
    assert.match((await failing(setUp())).why ?? '', /No space left/);
    assert.deepEqual(await readdir(folder), ['.venv']);
    assert.equal(await readFile(path.join(folder, '.venv/mine.txt'), 'utf8'), 'kept');
  });

  it('leaves a folder .venv alone that is no environment', async () => {
    const { setUp, folder, commands } = machine();
    await mkdir(path.join(folder, '.venv'));
    await writeFile(path.join(folder, '.venv/notes.txt'), 'mine');
    assert.match((await failing(setUp())).what, /is no Python environment/);
    assert.deepEqual([commands, await readdir(path.join(folder, '.venv'))], [[], ['notes.txt']]);
  });

  it('gives up a preference that a requirement cannot live with, and says so', async () => {
    const { setUp, folder, commands } = machine((command) =>
      command.includes('/r.txt') && !commands.slice(0, -1).some((before) => before.includes('/r.txt'))
        ? {
            code: 1,
            lines: [
              'ERROR: Cannot install a because these package versions have conflicting dependencies.',
              '    The user requested (constraint) protobuf<4',
            ],
          }
        : undefined,
    );
    const { notes } = await setUp();
    assert.match(
      notes.at(-1)!,
      /^Requirements does not go together with protobuf<4, which the workbench had put in front; it was given up\.$/,
    );
    assert.equal(await readFile(path.join(folder, '.venv/plugin-workbench-constraints.txt'), 'utf8'), 'framework<3\n');
  });

  it('keeps what a failed run has made, but does not let it pass for a whole environment', async () => {
    const { setUp, folder, interpreters } = machine((command) =>
      command.includes('/r.txt')
        ? { code: 1, lines: ['ERROR: No matching distribution found for nothing'] }
        : undefined,
    );
    assert.match((await failing(setUp())).what, /no package nothing/);
    assert.match((await failing(interpreters.forPlugin(folder))).why ?? '', /not finished/);
    const again = machine();
    assert.equal((await again.setUp()).environment, 'reused');
    assert.equal(await again.interpreters.forPlugin(folder), path.join(folder, '.venv/bin/python'));
  });

  it('takes away what it made when the person cancels, and keeps what was there before', async () => {
    for (const existed of [false, true]) {
      const controller = new AbortController();
      const { setUp, folder, interpreters } = machine((command) => {
        if (command.includes('/r.txt')) {
          controller.abort();
        }
        return undefined;
      });
      if (existed) {
        await environmentOf(folder, true);
      }
      await assert.rejects(setUp({ signal: controller.signal }), { name: 'AbortError' });
      assert.deepEqual(await readdir(folder), existed ? ['.venv'] : []);
      if (existed) {
        assert.equal(await interpreters.forPlugin(folder), path.join(folder, '.venv/bin/python'));
      } else {
        assert.match((await failing(interpreters.forPlugin(folder))).message, /no Python environment/);
      }
    }
  });

  it('leaves an environment that worked as it was when a later set-up fails, and shows no half one beside it', async () => {
    const { setUp, folder, interpreters, commands } = machine((command) =>
      command.includes('/r.txt')
        ? { code: 1, lines: ['ERROR: No matching distribution found for nothing'] }
        : undefined,
    );
    await environmentOf(folder, true);
    assert.match((await failing(setUp())).what, /no package nothing/);
    assert.ok(commands.some((command) => command.startsWith('plugin/.venv.new/bin/python -I -m pip install')));
    assert.deepEqual(
      [await readdir(folder), (await readdir(path.join(folder, '.venv'))).sort()],
      [['.venv'], ['bin', 'mine.txt', 'pyvenv.cfg']],
    );
    assert.equal(await interpreters.forPlugin(folder), path.join(folder, '.venv/bin/python'));
  });

  it('puts an environment back that was aside when the machine went down', async () => {
    const { setUp, folder } = machine();
    await environmentOf(folder, true);
    await rename(path.join(folder, '.venv'), path.join(folder, '.venv.replaced'));
    assert.equal((await setUp()).environment, 'reused');
    assert.deepEqual(await readdir(folder), ['.venv']);
    assert.equal(await readFile(path.join(folder, '.venv/mine.txt'), 'utf8'), 'kept');
  });

  it('does nothing with an interpreter that the person chose but say what it lacks', async () => {
    const { setUp, commands } = machine((command) =>
      command === 'bin/python3 probe' ? { code: 0, lines: [probed({ missing: ['other>=2'] })] } : undefined,
    );
    const chosen = path.join(bin, 'python3');
    const { what, why, next } = await failing(setUp({ chosen }));
    assert.deepEqual(
      [what, why],
      [`${chosen} lacks other>=2.`, 'It is an interpreter of your own, in which nothing is installed for you.'],
    );
    const folder = path.join(root, 'plugin');
    assert.deepEqual(next?.intent, { is: 'complete or replace the chosen interpreter', folder });
    assert.deepEqual(commands, ['bin/python3 -m pip check --no-color --no-input --disable-pip-version-check']);
    assert.deepEqual(await readdir(path.join(root, 'plugin')), []);
  });

  it('takes an interpreter that the person chose and that lacks nothing as it is', async () => {
    const { setUp } = machine();
    const { environment, missing } = await setUp({ chosen: path.join(bin, 'python3') });
    assert.deepEqual([environment, missing], ['chosen', []]);
  });

  it('says which package Debian keeps the missing venv module in', async () => {
    const { setUp } = machine((command) =>
      command === 'bin/python3 probe' ? { code: 0, lines: [probed({ makesEnvironments: false })] } : undefined,
    );
    assert.match((await failing(setUp())).next!.title, /apt install python3\.11-venv/);
  });

  it('says so when the Python is too old, of Python 2 as well', async () => {
    const { setUp, folder } = machine((command) =>
      command === 'bin/python3 probe' ? { code: 0, lines: ['plugin-workbench {"version": "2.7.18"}'] } : undefined,
    );
    assert.equal((await failing(setUp())).what, 'Python 2.7.18 is too old.');
    assert.deepEqual(await readdir(folder), []);
  });

  it('says so when there is no Python at all', async () => {
    await rm(path.join(bin, 'python3'));
    assert.equal((await failing(machine().setUp())).what, 'There is no Python on the PATH.');
  });

  it('takes a Python of the lines that the plan names, and no other', async () => {
    await writeFile(path.join(bin, 'python3.12'), '', { mode: 0o755 });
    const { setUp, commands } = machine((command) =>
      command === 'bin/python3.12 probe' ? { code: 0, lines: [probed({ version: '3.12.1' })] } : undefined,
    );
    const ofLines = (python: readonly string[]): Partial<SetUpRequest> => ({ plan: { ...plan, python } });
    await setUp(ofLines(['3.11', '3.10']));
    assert.match(commands[0]!, /^bin\/python3 .*-m venv/);
    await rm(path.join(root, 'plugin/.venv'), { recursive: true });
    const failure = await failing(setUp(ofLines(['3.9'])));
    assert.deepEqual(
      [failure.what, failure.next?.title],
      ['There is no Python 3.9 on the PATH.', 'Install Python 3.9 with its venv module, or choose an interpreter'],
    );
  });

  it('takes the line that comes first where the machine has it, and else the best of the others', async () => {
    await writeFile(path.join(bin, 'python3.12'), '', { mode: 0o755 });
    const { setUp, commands } = machine((command) =>
      command === 'bin/python3 probe' ? { code: 0, lines: [probed({ version: '3.8.18' })] } : undefined,
    );
    await setUp({ plan: { ...plan, rather: '3.8' } });
    assert.match(commands[0]!, /^bin\/python3 .*-m venv/);
    await rm(path.join(root, 'plugin/.venv'), { recursive: true });
    commands.length = 0;
    await setUp({ plan: { ...plan, rather: '3.9' } });
    assert.match(commands[0]!, /^bin\/python3\.12 .*-m venv/);
  });

  it('offers another Python of the machine where versions do not go together, and makes the environment anew with it', async () => {
    await writeFile(path.join(bin, 'python3.8'), '', { mode: 0o755 });
    const { setUp, commands } = machine((command) =>
      command === 'bin/python3.8 probe'
        ? { code: 0, lines: [probed({ version: '3.8.18' })] }
        : command.includes('/r.txt') && !commands.some((each) => each.startsWith('bin/python3.8 '))
          ? { code: 1, lines: ['ERROR: No matching distribution found for old==1'] }
          : undefined,
    );
    const failure = await failing(setUp({ plan: { ...plan, rather: '3.11' } }));
    assert.deepEqual(failure.next, {
      title: 'Set Up With Python 3.8.18',
      intent: {
        is: 'set up the environment',
        folder: path.join(root, 'plugin'),
        python: path.join(bin, 'python3.8'),
      },
    });
    assert.match(failure.why ?? '', /or take another Python$/);
    commands.length = 0;
    const { environment } = await setUp({ base: path.join(bin, 'python3.8') });
    assert.deepEqual([environment, /^bin\/python3\.8 .*-m venv/.test(commands[0]!)], ['replaced', true]);
  });

  it('never makes an environment with a program from the plugin’s folder, not even through a link', async () => {
    await rm(path.join(bin, 'python3'));
    const hidden = path.join(root, 'plugin/tools');
    await mkdir(hidden);
    await writeFile(path.join(hidden, 'python3'), '', { mode: 0o755 });
    await rm(bin, { recursive: true });
    await symlink(hidden, bin);
    const { setUp, commands } = machine();
    assert.equal((await failing(setUp())).what, 'There is no Python on the PATH.');
    assert.deepEqual(commands, []);
  });

  it('passes over a program of that name that does not work', async () => {
    await writeFile(path.join(bin, 'python3.11'), '');
    const { setUp, commands } = machine((command) =>
      command === 'bin/python3.11 probe' ? { code: 127, lines: ['not found'] } : undefined,
    );
    await setUp();
    assert.match(commands[0]!, /^bin\/python3 /);
  });
});
