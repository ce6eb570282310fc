import assert from 'node:assert/strict';
import { toFailure, type Failure } from '../../../../src/base/workbench-error';
import { setUpEnvironment, anotherInterpreter } from '../../../../src/runtime/python/interpreters';
import { Redactor } from '../../../../src/runtime/secrets/redactor';
import type { ServerProcesses } from '../../../../src/runtime/server/server-process';
import { TestServer } from '../../../../src/runtime/server/test-server';
import { moduleRecipe } from '../../../python-recipes';

type Printed = readonly (readonly [stream: 'stdout' | 'stderr', line: string])[];

const folder = '/folder of a person/plugin';

/** What is said of a server that prints lines and ends before it is ready. */
async function failureOf(
  printed: Printed,
  { code = 1, interpreter = `${folder}/.venv/bin/python` }: { code?: number | null; interpreter?: string } = {},
): Promise<Failure> {
  const played: Pick<ServerProcesses, 'start'> = {
    start: (_start, _port, { onLine }) => {
      printed.forEach(([stream, line]) => onLine(line, stream));
      const ended = { pid: 1, exited: Promise.resolve({ code, signal: null }), stop: () => Promise.resolve() };
      return Promise.resolve(ended as unknown as Awaited<ReturnType<ServerProcesses['start']>>);
    },
  };
  const neverReady = (): Promise<never> => new Promise(() => undefined);
  const plugin = { platform: 'spaceone', folder };
  await using server = new TestServer(plugin, played as ServerProcesses, new Redactor(), neverReady);
  const recipe = moduleRecipe('plugin', folder);
  const error = await server
    .start(() => Promise.resolve({ recipe, interpreter, environment: {} }))
    .then(() => assert.fail('It is ready.'), toFailure);
  assert.deepEqual(server.state, { is: 'failed', failure: error });
  return error;
}

const traceback = (file: string, line: number, error: string): Printed => [
  ['stderr', 'Traceback (most recent call last):'],
  ['stderr', `  File "${file}", line ${line}, in <module>`],
  ['stderr', error],
];

describe('a test server that ends while it starts', () => {
  it('is told by the exception that it ended with, and where', async () => {
    const printed = traceback(`${folder}/main.py`, 7, 'KeyError: 2');
    const failure = await failureOf([['stdout', 'starting'], ...printed, ['stderr', 'bye']]);
    assert.deepEqual(
      [failure.what, failure.why, failure.where, failure.next],
      ['The plugin stopped while starting.', 'KeyError: 2', { file: `${folder}/main.py`, line: 7 }, undefined],
    );
  });

  it('has the place of a file that is named from its folder', async () => {
    const { where } = await failureOf(traceback('main.py', 7, 'KeyError: 2'));
    assert.deepEqual(where, { file: `${folder}/main.py`, line: 7 });
  });

  it('is told by its exception also where the other stream prints into the middle of it', async () => {
    const [head, ...rest] = traceback('main.py', 7, 'KeyError: 2');
    const { why } = await failureOf([head!, ['stdout', 'a word in between'], ...rest]);
    assert.equal(why, 'KeyError: 2');
  });

  it('is told by an exception that it printed to its standard output', async () => {
    const printed = traceback('main.py', 7, 'KeyError: 2').map(([, line]) => ['stdout', line] as const);
    assert.equal((await failureOf([...printed, ['stderr', 'bye']])).why, 'KeyError: 2');
  });

  it('is told by its last line that says something where there is no exception', async () => {
    const { why, where } = await failureOf([
      ['stdout', 'first'],
      ['stderr', '  no such command  '],
      ['stdout', ' '],
      ['stdout', ''],
    ]);
    assert.deepEqual([why, where], ['no such command', undefined]);
  });

  it('is told by its exit code where it printed nothing', async () => {
    assert.equal((await failureOf([], { code: 3 })).why, 'It ended with exit code 3 and printed nothing.');
    assert.equal(
      (await failureOf([['stdout', ' ']], { code: null })).why,
      'It ended with exit code unknown and printed nothing.',
    );
  });

  it('asks for a set-up where a module is missing from the environment of the plugin, else for another Python', async () => {
    const missing = traceback('main.py', 1, "ModuleNotFoundError: No module named 'schematics'");
    assert.deepEqual((await failureOf(missing)).next, setUpEnvironment(folder));
    assert.deepEqual((await failureOf(missing, { interpreter: '/usr/bin/python3' })).next, anotherInterpreter(folder));
    const line: Printed = [['stderr', '/usr/bin/python3: No module named plugin']];
    assert.deepEqual((await failureOf(line)).next, setUpEnvironment(folder));
  });
});
