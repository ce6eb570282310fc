import assert from 'node:assert/strict';
import { frameIn, lastTraceback, placeIn } from '../../../src/runtime/processes/traceback';

const chained = `INFO starting
Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/spaceone/core/pygrpc/server.py", line 80, in _get_grpc_app
    app_module = __import__(module_path, fromlist=[app_name])
  File "/work space/plugin/src/plugin/main.py", line 3, in <module>
    import schematics
ModuleNotFoundError: No module named 'schematics'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File "/venv/lib/python3.11/site-packages/spaceone/core/pygrpc/server.py", line 88, in _get_grpc_app
    raise ImportError(f"Cannot import app: {e}")
ImportError: Cannot import app: No module named 'schematics'`.split('\n');

describe('the last traceback of a log', () => {
  it('is the root of a chain, since the framework wraps what a plugin raised', () => {
    assert.equal(lastTraceback(chained)?.error, "ModuleNotFoundError: No module named 'schematics'");
  });

  it('leads to the line in the plugin, not in the framework', () => {
    const traceback = lastTraceback([
      ...chained.slice(0, 6),
      '  File "/venv/lib/python3.11/site-packages/x.py", line 9, in f',
      'ValueError: x',
    ]);
    assert.deepEqual(traceback && placeIn('/work space/plugin', traceback), {
      file: '/work space/plugin/src/plugin/main.py',
      line: 3,
      code: 'import schematics',
    });
  });

  it('leads into the plugin even when its environment lies in the same folder', () => {
    const traceback = lastTraceback([
      'Traceback (most recent call last):',
      '  File "/p/src/plugin/main.py", line 7, in init',
      '  File "/p/.venv/lib/python3.11/site-packages/x.py", line 9, in f',
      'ValueError: x',
    ]);
    assert.deepEqual(traceback && placeIn('/p', traceback), { file: '/p/src/plugin/main.py', line: 7 });
  });

  for (const nowhere of [
    '<frozen importlib.util>',
    '<frozen importlib._bootstrap>',
    '<string>',
    '<stdin>',
    '<template>',
  ]) {
    it(`has no frame in code that lies in no file: ${nowhere}`, () => {
      const frame = `  File "${nowhere}", line 94, in find_spec`;
      const lines = ['Traceback (most recent call last):', frame, "ModuleNotFoundError: No module named 'boto9'"];
      assert.deepEqual(lastTraceback(lines), { error: "ModuleNotFoundError: No module named 'boto9'", frames: [] });
      assert.deepEqual(placeIn('/p', { error: '', frames: [] }), undefined);
      assert.equal(frameIn(frame), undefined);
    });
  }

  it('has a frame in a file whose path has angle brackets', () => {
    assert.deepEqual(frameIn('  File "/p/<old>/main.py", line 2, in f'), { file: '/p/<old>/main.py', line: 2 });
  });

  it('finds the place of a syntax error', () => {
    const traceback = lastTraceback([
      'Traceback (most recent call last):',
      '  File "/p/serve.py", line 1, in <module>',
      '  File "/p/src/plugin/main.py", line 12',
      '    return {',
      '           ^',
      "SyntaxError: '{' was never closed",
    ]);
    assert.deepEqual(traceback && [traceback.error, placeIn('/p', traceback)?.line], [
      "SyntaxError: '{' was never closed",
      12,
    ]);
  });

  it('is the later of two that have nothing to do with each other', () => {
    const one = ['Traceback (most recent call last):', '  File "/p/a.py", line 1, in a', 'ValueError: first'];
    const two = ['Traceback (most recent call last):', '  File "/p/b.py", line 2, in b', 'ValueError: second'];
    assert.equal(lastTraceback([...one, 'INFO going on', '', '', ...two])?.error, 'ValueError: second');
  });

  it('is nothing in a log without one', () => {
    assert.equal(lastTraceback(['all is well']), undefined);
  });
});
