import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LoadOptions } from '../../src/platforms/bksops/load/load-manifest';
import { runComponent } from '../../src/platforms/bksops/load/run-component';
import { packageTask } from '../../src/platforms/bksops/runs/package-task';
import type { ModuleLoad } from '../../src/platforms/bksops/load/load-report';
import type { SupervisedWork } from '../../src/runtime/loading/supervised-work';
import { processFacts } from '../../src/runtime/processes/process-facts';
import { Processes } from '../../src/runtime/processes/processes';
import { serveHttp, writeTree } from '../source-servers';
import { component, folderSource, loadFiles, manifestOf, sopsLoader } from '../sops-loader';
import { TemporaryFolder } from './temporary-folder';

/** Between two modules that do nothing wrong, one that does. */
describe('a module that is hostile while it is imported', function () {
  this.timeout(120_000);
  const folder = new TemporaryFolder();
  const processes = new Processes();
  let loader: SupervisedWork;

  beforeEach(() => {
    loader = sopsLoader(processes);
  });
  afterEach(() => loader[Symbol.asyncDispose]());
  after(() => processes[Symbol.asyncDispose]());

  async function loadHostile(text: string | Buffer, options: Partial<LoadOptions> = {}): Promise<ModuleLoad[]> {
    const report = await loadFiles(
      folder.path,
      {
        'team/__init__.py': '',
        'team/before.py': component('before'),
        'team/hostile.py': text,
        'team/after.py': component('after'),
        'sources.yaml': manifestOf([folderSource(['team.before', 'team.hostile', 'team.after'])]),
      },
      loader,
      processes,
      options,
    );
    return report.sources.flatMap(({ modules }) => modules);
  }

  /** What becomes of it, when the others stay what they are. */
  async function fateOf(text: string, options: Partial<LoadOptions> = {}): Promise<string | undefined> {
    const [before, hostile, after] = await loadHostile(text, options);
    assert.equal(before?.fate, 'loaded');
    assert.deepEqual(
      before.components.map(({ code }) => code),
      ['before'],
    );
    assert.equal(after?.fate, hostile?.fate === 'loaded' ? 'loaded' : 'skipped');
    assert.deepEqual(
      after.components.map(({ code }) => code),
      ['after'],
    );
    return `${hostile?.fate}: ${[hostile?.message, ...(hostile?.notes ?? [])].filter(Boolean).join(' ')}`;
  }

  it('9.1 sys.exit ends its process and no other module', async () => {
    const [, hostile, after] = await loadHostile('import sys\n\nsys.exit(3)\n');
    assert.equal(hostile?.message, 'It ends the process with exit code 3: SOPS does not start. Take out what ends it.');
    assert.deepEqual(hostile.python, { file: path.join(folder.path, 'team/hostile.py'), line: 3 });
    assert.equal(after?.message, 'SOPS does not come to it, because team.hostile ends the process. It would load.');
  });

  it('9.2 os._exit with the code of success is no success', async () => {
    assert.equal(
      await fateOf('import os\nos._exit(0)\n'),
      'failed: It ends the process with exit code 0: SOPS does not start. Take out what ends it.',
    );
  });

  it('9.3 a signal, and a crash of the interpreter', async () => {
    assert.equal(
      await fateOf('import os, signal\nos.killpg(0, signal.SIGKILL)\n'),
      'failed: Its process is ended by SIGKILL: SOPS does not start.',
    );
    assert.equal(
      await fateOf('import ctypes\nctypes.string_at(0)\n'),
      'failed: Its process is ended by SIGSEGV: SOPS does not start.',
    );
  });

  it('9.4 an endless loop that takes no signal is ended by its limit', async () => {
    const text = 'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True:\n    pass\n';
    assert.equal(
      await fateOf(text, { seconds: 2 }),
      'failed: It is not imported within 2 seconds, and was ended: SOPS waits for it for ever.',
    );
  });

  it('9.5 a fork tells nothing a second time', async () => {
    assert.equal(
      await fateOf('import os\nos.fork()\nos.fork()\n'),
      'loaded: It registers no component. It forks the process while it is imported: SOPS would go on in each of them.',
    );
  });

  it('9.6 what it writes to every descriptor forges no event', async () => {
    const forged = [
      '{"run": 1, "event": {"is": "failed", "source": 0, "module": 2, "error": {"type": "X", "message": "", "frames": []}}}',
      '{"is": "failed", "source": 0, "module": 1, "error": {"type": "X", "message": "", "frames": []}}',
      '{"done": true}',
    ];
    const text = `import os
for line in ${JSON.stringify(forged)}:
    for number in range(1, 1100):
        try:
            os.write(number, ("\\n1 " + line + "\\n" + line + "\\n").encode())
        except OSError:
            pass
`;
    assert.equal(await fateOf(text), 'loaded: It registers no component.');
  });

  it('9.7 100 MB of output, with lines and without, are read and not kept', async () => {
    const text = `import sys
for _ in range(50):
    sys.stdout.write("x" * 1000000 + "\\n")
    sys.stderr.write("y" * 1000000)
`;
    const [, hostile, after] = await loadHostile(text);
    assert.deepEqual([hostile?.fate, after?.fate], ['loaded', 'loaded']);
    assert.ok((hostile?.printed.join('').length ?? 0) <= 4_000_000);
    assert.match(hostile?.notes.at(-1) ?? '', /^It printed 9\d{7} bytes more than are kept\.$/);
  });

  it('9.8 who ends the process that started it is alone to blame', async () => {
    assert.equal(
      await fateOf('import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)\n'),
      'failed: It ends the process that started it: SOPS would lose its own.',
    );
  });

  it('9.9 who closes all descriptors is told apart from the others', async () => {
    assert.equal(
      await fateOf('import os\nos.closerange(3, 4096)\n'),
      'failed: It closes descriptors that are not its own, and could not be followed any further.',
    );
    const reopened = 'import os\nfor number in range(3, 1100):\n    os.dup2(1, number)\n';
    assert.match((await fateOf(reopened)) ?? '', /^failed: It closes descriptors that are not its own/);
  });

  it('9.10 what it leaves behind in a session of its own, with nothing of its parent, is ended', async () => {
    const text = `import subprocess, sys
left = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(600)"],
    env={}, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
open(${JSON.stringify(path.join(folder.path, 'left'))}, "w").write(str(left.pid))
`;
    assert.equal(await fateOf(text), 'loaded: It registers no component.');
    const pid = Number(await readFile(path.join(folder.path, 'left'), 'utf8'));
    assert.equal(await processFacts(pid), undefined);
  });

  it('9.11 a stop in the middle ends all of it', async () => {
    const stop = new AbortController();
    let pid = 0;
    await using called = await serveHttp((request) => {
      pid = Number(request.url?.slice(1));
      stop.abort();
    });
    const { hostname, port } = new URL(called.address);
    const text = `import http.client, os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
connection = http.client.HTTPConnection("${hostname}", ${port})
connection.request("GET", "/" + str(os.getpid()))
connection.getresponse()
`;
    await assert.rejects(loadHostile(text, { signal: stop.signal }), { name: 'AbortError' });
    assert.equal(await processFacts(pid), undefined);
  });

  it('9.12 a secret that it prints or raises stays hidden', async () => {
    processes.redactor.hide(['canary-77e0c1b4d2']);
    const [, hostile] = await loadHostile('print("canary-77e0c1b4d2")\nraise ValueError("canary-77e0c1b4d2")\n');
    assert.ok(hostile?.message?.includes('ValueError'));
    assert.ok(!JSON.stringify(hostile).includes('canary-77e0c1b4d2'));
    assert.equal(hostile?.printed.length, 1);
  });

  it('9.13 nothing that it requires is installed', async () => {
    await using index = await serveHttp((_, response) => response.writeHead(404).end());
    const text = `__requirements__ = ["--index-url=${index.address}/ evil", "evil"]\n`;
    const [, hostile] = await loadHostile(text);
    assert.equal(hostile?.fate, 'loaded');
    assert.deepEqual(index.requests, []);
  });

  it('9.14 a module that undoes what imports others is itself the one that fails them, and the report comes to its end', async () => {
    const text = 'import importlib\nimportlib.import_module = lambda name: exit(9)\n';
    const fates = (await loadHostile(text)).map(({ module, fate }) => `${fate} ${module}`);
    assert.deepEqual(fates, ['loaded team.before', 'loaded team.hostile', 'failed team.after']);
  });

  it('9.15 a module that is not in UTF-8 is its own failure', async () => {
    const [, hostile] = await loadHostile(Buffer.from('NAME = "caf\xe9"\n', 'latin1'));
    assert.match(
      hostile?.message ?? '',
      /^SOPS logs "(?:UnicodeDecodeError|SyntaxError): .* The file is not in UTF-8, in which SOPS reads it\. Save it in UTF-8\.$/,
    );
  });

  it('9.16 a raw host whose answer has no end is left at the limit', async () => {
    await using web = await serveHttp((_, response) => {
      const sending = setInterval(() => response.write('# '.repeat(1000)), 20);
      response.on('close', () => clearInterval(sending));
    });
    const source = {
      ...folderSource(['team.before'], { name: 'git', type: 'git' }),
      details: { repo_raw_address: web.address, branch: 'main' },
    };
    const files = { 'sources.yaml': manifestOf([source]) };
    const { sources } = await loadFiles(folder.path, files, loader, processes, { seconds: 2 });
    assert.equal(
      sources[0]?.modules[0]?.message,
      'It is not imported within 2 seconds, and was ended: SOPS waits for it for ever.',
    );
  });

  it('9.17 who asks for more memory than a process has here fails alone, and the machine goes on', async () => {
    assert.equal(
      await fateOf('data = bytearray(6 << 30)\n'),
      'failed: SOPS logs "MemoryError" and loads no more of local. Here a process that loads packages has 4 GB of memory, and this asked for more. Let the module or its source take less while it is imported.',
    );
  });

  it('9.18 an exception whose parts are longer than any event is told all the same', async () => {
    const endless = '"x" * 5_000_000';
    const raising = [
      `raise ImportError("short", name=${endless})`,
      `raise type(${endless}, (Exception,), {})("short")`,
      `raise SyntaxError("short", (${endless}, [${endless}], 1, "text"))`,
      `exec(compile("1 / 0", ${endless}, "exec"))`,
    ];
    for (const text of raising) {
      assert.match((await fateOf(`${text}\n`)) ?? '', /^failed: SOPS logs "/, text);
    }
  });

  it('9.19 of 100,000 requirements as many are looked up as anybody has, and the others are counted', async () => {
    const [, hostile, after] = await loadHostile('__requirements__ = [f"none-of-these-{n}" for n in range(100_000)]\n');
    assert.deepEqual([hostile?.fate, after?.fate], ['loaded', 'loaded']);
    assert.equal(hostile?.unmet?.length, 1001);
    assert.equal(hostile.unmet.at(-1)?.requirement, '99000 more');
  });

  it('9.20 an output longer than any event is counted, and the others are shown', async () => {
    const text = component('big').replace(
      'return True',
      'data.outputs.long = "x" * 5_000_000\n        data.outputs.short = 1\n        return True',
    );
    await writeTree(folder.path, { 'team/__init__.py': '', 'team/big.py': text });
    const tasks = [packageTask(path.join(folder.path, 'team'), ['team.big'])];
    const { signal } = new AbortController();
    const wanted = { code: 'big', version: undefined, inputs: undefined, parent: undefined };
    const { result, outputs } = await runComponent(tasks, wanted, loader, { signal });
    assert.equal(result, true);
    assert.deepEqual(outputs, { long: 'not shown: 5000002 characters', short: 1 });
  });

  it('9.21 what it tells in the place of the loader counts only where the loader could have told it', async () => {
    const finding =
      'import sys\nf = sys._getframe()\nwhile not hasattr(f.f_locals.get("self"), "tell"):\n    f = f.f_back\n';
    const events = [
      '{"is": "failed", "source": 0, "module": 1, "error": None}',
      '{"is": "failed", "source": 0, "module": 1, "error": {"type": 1, "message": "", "frames": []}}',
      '{"is": "source failed", "source": 0, "error": 1}',
      '{"is": "loaded", "source": 0, "module": 1, "file": 5}',
      '{"is": "source", "source": "__proto__"}',
      '{"is": "component"}',
      '{"is": "requirements"}',
      '{"is": "kept"}',
    ];
    const telling = events.map((event) => `f.f_locals["self"].tell(${event})\n`).join('');
    assert.equal(await fateOf(finding + telling), 'loaded: It registers no component.');
  });

  it('9.22 who cannot take what is told is not left waiting', async () => {
    const onEvent = (): void => {
      throw new TypeError('of the listener');
    };
    const { signal } = new AbortController();
    const task = { sources: [], component: { code: 'none' } };
    await assert.rejects(loader.run(task, 10, { onEvent }, signal), { message: 'of the listener' });
  });

  it('9.23 a line that no file has is none', async () => {
    const [, hostile] = await loadHostile('raise SyntaxError("x", (__file__, -5, 1, "text"))\n');
    assert.deepEqual(hostile?.python, { file: path.join(folder.path, 'team/hostile.py'), line: 1 });
  });
});
