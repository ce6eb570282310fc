import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../../src/runtime/processes/processes';
import type { EnvironmentPlan, InstallStep } from '../../../../src/runtime/python/environment-plan';
import { EnvironmentSetup, type SetUpRequest } from '../../../../src/runtime/python/environment-setup';
import { PythonInterpreters } from '../../../../src/runtime/python/interpreters';
import { PipOption } from '../../../../src/runtime/python/pip-option';
import { Requirement } from '../../../../src/runtime/python/requirement';
import { restoreVariables } from '../../../variables';

describe('setting up an environment (with the real Python and pip)', function () {
  this.timeout(120_000);
  let folder: string;
  const small = (requirement: string, more: Partial<InstallStep> = {}): EnvironmentPlan => ({
    steps: [{ title: 'A small package', requirements: [Requirement.of(requirement)], ...more }],
    constraints: [],
    preferences: [],
    requires: ['six>=1.10', 'no-such-distribution'],
    notes: [],
  });

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'workbench real ü ')));
  });
  const before = { ...process.env };
  afterEach(async () => {
    restoreVariables(before);
    await rm(folder, { recursive: true, force: true });
  });

  async function setUp(request: Partial<SetUpRequest>): ReturnType<EnvironmentSetup['setUp']> {
    await using processes = new Processes();
    const run = processes.run.bind(processes);
    return await new EnvironmentSetup(run, new PythonInterpreters(run)).setUp({
      folder,
      plan: small('six'),
      ...request,
    });
  }

  it('makes one that works, after one whose Python is gone was moved aside', async () => {
    await mkdir(path.join(folder, '.venv/bin'), { recursive: true });
    await writeFile(path.join(folder, '.venv/pyvenv.cfg'), '');
    await symlink('/nowhere/python3', path.join(folder, '.venv/bin/python'));
    const result = await setUp({});
    assert.deepEqual(
      [result.environment, result.movedTo, result.missing, result.findings],
      ['replaced', path.join(folder, '.venv.broken'), ['no-such-distribution'], []],
    );
  });

  it('gives up a preference when pip names it as the cause of a conflict', async () => {
    const plan = {
      ...small('six>=1.15'),
      preferences: ['six>=1.5,<1.10', 'protobuf<4'].map((line) => Requirement.of(line)),
    };
    const { notes } = await setUp({ plan });
    assert.deepEqual(notes, [
      'A small package does not go together with six>=1.5,<1.10, which the workbench had put in front; it was given up.',
    ]);
  });

  it('says that the index cannot be reached, and says it once', async () => {
    // pip waits longer before each of the five times that it tries again by default.
    process.env['PIP_RETRIES'] = '1';
    const index = PipOption.of('--index-url', 'http://127.0.0.1:9/simple')!;
    const plan = small('six', { options: [index, PipOption.of('--find-links', folder)!] });
    await assert.rejects(setUp({ plan }), {
      what: 'pip cannot reach the package index http://127.0.0.1:9/simple.',
      why: 'Connection refused.',
    });
  });

  it('leaves no trace when it is cancelled while pip runs', async () => {
    const controller = new AbortController();
    const onLine = (line: string): void => {
      if (line.startsWith('Collecting')) {
        controller.abort();
      }
    };
    await assert.rejects(setUp({ plan: small('six'), signal: controller.signal, onLine }), { name: 'AbortError' });
    assert.deepEqual(await readdir(folder), []);
  });
});
