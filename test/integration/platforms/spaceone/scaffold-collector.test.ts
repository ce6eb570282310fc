import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { scaffoldCollector } from '../../../../src/platforms/spaceone/scaffold-collector';
import { ScaffoldWriter } from '../../../../src/runtime/scaffold/scaffold-writer';
import { readTemplates } from '../../../../src/runtime/scaffold/templates';
import { unusualAnswers } from '../../../unit/platforms/spaceone/unusual-answers';
import { testPython } from '../../test-python';

describe('the scaffold of an inventory collector on the disk', () => {
  let into: string;

  before(async () => {
    into = await mkdtemp(path.join(tmpdir(), 'scaffold-collector-'));
    const templates = await readTemplates(path.resolve('src/platforms/spaceone/templates/collector'));
    const plan = scaffoldCollector.plan(unusualAnswers, templates);
    await new ScaffoldWriter().write(plan, into, 'refuse', new AbortController().signal);
  });
  after(() => rm(into, { recursive: true }));

  it('is Python that compiles, also by the rules of Python 3.8', async () => {
    const check =
      'import ast, pathlib, sys\n' +
      'for file in pathlib.Path(sys.argv[1]).rglob("*.py"):\n' +
      '    ast.parse(file.read_text(encoding="utf-8"), str(file), feature_version=(3, 8))\n' +
      '    print(file.name)\n';
    const { stdout } = await promisify(execFile)(testPython(), ['-c', check, path.join(into, unusualAnswers.name)]);

    assert.ok(stdout.includes('main.py'));
  });
});
