import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { ScaffoldPlan } from '../../src/base/scaffold';
import { WorkbenchError } from '../../src/base/workbench-error';
import { readEnvironmentFile } from '../../src/runtime/secrets/environment-file';
import { GrpcConnections } from '../../src/runtime/calls/grpc-connections';
import { Processes } from '../../src/runtime/processes/processes';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { ScaffoldWriter } from '../../src/runtime/scaffold/scaffold-writer';

const CANARY = 'canary-5e7';

/** What a failed work says, in every field, cause and stack. */
async function saidBy(work: Promise<unknown>): Promise<{ error: WorkbenchError; all: string }> {
  const error: unknown = await work.then(
    () => assert.fail('it went well'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return { error: error as WorkbenchError, all: inspect(error, { depth: 9, showHidden: true }) };
}

describe('an error that could quote a secret', () => {
  const processes = new Processes();
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'errors-'));
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('5.60 names the variable, the file and the line of a NUL in an environment file, and not the value', async () => {
    const file = path.join(folder, '.env');
    await writeFile(file, `A=1\nexport API_KEY=${CANARY}\0rest\n`);
    const { error, all } = await saidBy(readEnvironmentFile(file, { within: 'anywhere' }));
    assert.equal(error.what, `The variable API_KEY in the environment file ${file} has a NUL character.`);
    assert.deepEqual(error.where, { file, line: 2 });
    assert.ok(!all.includes(CANARY));
  });

  it('5.61 names the variable of a NUL that reaches a process, and not the value', async () => {
    const { error, all } = await saidBy(processes.start('true', [], { env: { SAFE: '1', API_KEY: `${CANARY}\0` } }));
    assert.equal(
      error.message,
      'Cannot start true. The variable "API_KEY" has a NUL character, which no system takes.',
    );
    assert.ok(!all.includes(CANARY));
  });

  it('5.62 does not quote an argument or a folder with a NUL', async () => {
    for (const [args, cwd] of [
      [[`${CANARY}\0`], undefined],
      [[], `/${CANARY}\0`],
    ] as const) {
      const { error, all } = await saidBy(processes.start('true', args, { cwd }));
      assert.match(error.message, /^Cannot start true\. (One of its arguments|Its folder) has a NUL character/);
      assert.ok(!all.includes(CANARY));
    }
  });

  it('5.63 does not quote the password of an address that is none of gRPC', async () => {
    const { all } = await saidBy(new GrpcConnections().to(`grpc://me:${CANARY}@127.0.0.1:1`));
    assert.ok(!all.includes(CANARY), all);
  });

  it('5.64 is cleaned with its stack and its causes, and stays the object that it was', () => {
    const redactor = new Redactor();
    redactor.hide([{ name: 'KEY', value: CANARY }]);
    const cause = new Error(`spawn failed: ${CANARY}`);
    const error = new WorkbenchError({
      what: `What ${CANARY}`,
      why: `Why ${CANARY}`,
      cause,
      next: { title: `Do ${CANARY}` },
    });
    assert.equal(redactor.redactError(error), error);
    assert.ok(error instanceof WorkbenchError);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(CANARY));
  });

  it('5.65 near miss: what its next step acts on stays, though a folder has a secret in its name', () => {
    const redactor = new Redactor();
    redactor.hide([{ name: 'PIN', value: '4821' }]);
    const next = { title: 'Go', command: 'go', arguments: ['/work/plugin-4821'] };
    const error = new WorkbenchError({ what: 'x', where: { file: '/work/plugin-4821/a.py' }, next });
    redactor.redactError(error);
    assert.deepEqual([error.where, error.next], [{ file: '/work/plugin-4821/a.py' }, next]);
  });
});

describe('a file that may hold secrets', () => {
  const plan: ScaffoldPlan = {
    folder: 'plugin',
    files: [
      { path: 'main.py', text: 'x' },
      { path: '.env', text: 'KEY=', local: true },
    ],
    open: 'main.py',
    renamed: () => plan,
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'written-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const modeOf = async (name: string): Promise<string> =>
    ((await stat(path.join(folder, 'plugin', name))).mode & 0o777).toString(8);

  it("5.70 a new .env is for this person's eyes alone, other files are as usual", async () => {
    await new ScaffoldWriter().write(plan, folder, 'refuse', new AbortController().signal);
    assert.equal(await modeOf('.env'), '600');
    assert.notEqual(await modeOf('main.py'), '600');
  });

  it('5.71 one that is there stays as it is, its text and its mode', async () => {
    const signal = new AbortController().signal;
    await new ScaffoldWriter().write(plan, folder, 'refuse', signal);
    await writeFile(path.join(folder, 'plugin/.env'), 'KEY=own');
    await new ScaffoldWriter().write(plan, folder, 'overwrite', signal);
    const { readFile } = await import('node:fs/promises');
    assert.equal(await readFile(path.join(folder, 'plugin/.env'), 'utf8'), 'KEY=own');
    assert.deepEqual(await readdir(folder), ['plugin']);
  });
});
