import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { PrintedFinding } from '../../src/cli/check/json-report';
import { isAbort } from '../../src/base/workbench-error';
import { environmentPlan } from '../../src/platforms/spaceone/requirements';
import { readPlugin } from '../../src/platforms/spaceone/plugin-finder';
import { CredentialFiles } from '../../src/runtime/secrets/credential-files';
import { readEnvironmentFile } from '../../src/runtime/secrets/environment-file';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { isUnfinished } from '../../src/runtime/python/virtual-environment';
import { readStream, readText } from '../../src/runtime/files/read-file';
import { disguises, noFiles, sentenceOf, tenGigabytes } from './disguises';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

/** Tells on standard error how much memory the process had at most. */
const telling = `data:text/javascript,process.on("exit",()=>console.error("kilobytes "+process.resourceUsage().maxRSS))`;

const bad = 'name: demo\nresource_typ: inventory.Collector\nimage: a/b\ncapability: {}\n';
const image = 'FROM x\nCOPY src /src\nWORKDIR /src\nCMD spaceone run plugin-server plugin\n';
const main = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
@app.route('Collector.init')
def init(params): pass
`;

let last = 0;
/** The number of the next attack. */
const next = (): string => `4.${String((last += 1)).padStart(2, '0')}`;

/** How many bytes this process has read so far, as Linux counts them. */
async function bytesRead(): Promise<number> {
  return Number(/^rchar: (\d+)$/m.exec(await readFile('/proc/self/io', 'utf8'))?.[1]);
}

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly megabytes: number;
}

describe('files that are read by name', function () {
  // Each of these takes a second at most; what is not defended never ends.
  this.timeout(20_000);

  let outside: string;
  let folder: string;
  const running = new Set<ChildProcess>();

  beforeEach(async () => {
    const top = await realpath(await mkdtemp(path.join(tmpdir(), 'read by name ')));
    outside = path.join(top, 'outside');
    folder = path.join(top, 'workspace');
    await mkdir(outside);
    await mkdir(folder);
  });
  afterEach(async () => {
    running.forEach((child) => child.kill('SIGKILL'));
    running.clear();
    await rm(path.dirname(folder), { recursive: true });
  });

  const at = (name: string): string => path.join(folder, name);

  async function write(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), text);
  }

  async function writePlugin(): Promise<void> {
    await write('Dockerfile', image);
    await write('src/plugin/main.py', main);
    await write('src/setup.py', "setup(name='plugin-x', install_requires=[])\n");
    await write('src/VERSION', '1.0\n');
    await write('pkg/pip_requirements.txt', 'requests\n');
  }

  /** Puts a disguise where an honest file was. */
  async function replace(name: string, make: (file: string, outside: string) => Promise<unknown>): Promise<void> {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await rm(at(name), { force: true });
    await make(at(name), outside);
  }

  function start(words: readonly string[]): { child: ChildProcess; ended: Promise<Outcome> } {
    const child = spawn(process.execPath, ['--import', telling, program, ...words], { cwd: folder });
    running.add(child);
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    const ended = new Promise<Outcome>((resolve) => {
      child.once('close', (code) => {
        running.delete(child);
        const [, kilobytes = ''] = /^kilobytes (\d+)\n/m.exec(said.err) ?? [];
        const err = said.err.replace(/^kilobytes \d+\n/m, '');
        resolve({ code, out: said.out, err, megabytes: Number(kilobytes) / 1000 });
      });
    });
    return { child, ended };
  }

  async function run(...words: string[]): Promise<Outcome> {
    const { child, ended } = start(words);
    child.stdin?.end();
    const outcome = await ended;
    assert.ok(outcome.megabytes > 10 && outcome.megabytes < 300, `${outcome.megabytes} MB`);
    return outcome;
  }

  const files = (): NodeFiles => new NodeFiles(() => [folder]);

  describe('by check', () => {
    for (const disguise of disguises('64 KB')) {
      it(`${next()} leave nothing out as an ignore file that is ${disguise.name}, and that is told`, async () => {
        await writeFile(path.join(outside, '.pluginworkbenchignore'), 'bad.yaml\n');
        await write('bad.yaml', bad);
        await replace('.pluginworkbenchignore', disguise.make);
        const { code, out, err } = await run('check', '.', '--format', 'json');
        assert.deepEqual([code, (JSON.parse(out) as PrintedFinding[]).map(({ file }) => file)], [1, ['bad.yaml']]);
        assert.equal(
          err,
          `Cannot read ${at('.pluginworkbenchignore')}. ${sentenceOf(disguise)} It leaves nothing out.\n1 manifest checked.\n`,
        );
      });
    }

    for (const disguise of disguises('').filter(({ name }) => !/folder|circle|gigabytes/.test(name))) {
      it(`${next()} are not called clean as a manifest that is ${disguise.name}`, async () => {
        await replace('deploy/a.yaml', disguise.make);
        const { code, out } = await run('check', '.');
        const told = `Cannot be read, so it is not checked: ${disguise.obstacle}.`;
        assert.deepEqual(
          [code, out],
          [
            1,
            `deploy/a.yaml:1:1: error manifest/unreadable: ${told}\n1 error, 0 warnings, 0 info in 0 manifests, 1 not checked\n`,
          ],
        );
      });
    }

    it(`${next()} are not read to their end as a manifest of ten gigabytes`, async () => {
      for (let index = 0; index < 100; index += 1) {
        await tenGigabytes(at(`${index}.yaml`));
      }
      const { code, out } = await run('check', '.');
      assert.deepEqual([code, out], [0, '0 errors, 0 warnings, 0 info in 0 manifests\n']);
    });

    it(`${next()} are refused as a path that is a pipe`, async () => {
      await replace('a.yaml', noFiles[1]!.make);
      const { code, err } = await run('check', 'a.yaml');
      assert.equal(code, 2);
      assert.match(err, /^"a\.yaml" is neither a file nor a folder; what comes from a pipe is checked as "-"\.$/m);
    });

    it(`${next()} may be links to elsewhere where the person names them`, async () => {
      await writeFile(path.join(outside, 'bad.yaml'), bad);
      await symlink(outside, at('linked'));
      await symlink(path.join(outside, 'bad.yaml'), at('a.yaml'));
      assert.match((await run('check', 'a.yaml')).out, /^a\.yaml:2:1: error /);
      assert.match((await run('check', 'linked')).out, /^linked\/bad\.yaml:2:1: error /);
    });

    it(`${next()} are not looked for behind linked folders: neither out of the workspace nor in a circle`, async () => {
      await writeFile(path.join(outside, 'bad.yaml'), bad);
      await symlink(outside, at('linked'));
      await symlink('/', at('root'));
      await write('deep/bad.yaml', bad);
      await symlink('..', at('deep/up'));
      const { out } = await run('check', '.');
      assert.match(out, /^deep\/bad\.yaml:2:1: error [^\n]+\n1 error, 0 warnings, 0 info in 1 manifest\n$/);
    });

    it(`${next()} are read from standard input no further than a manifest may be long`, async () => {
      const { child, ended } = start(['check', '-']);
      const endless = Readable.from(
        (function* () {
          for (;;) {
            yield Buffer.from(bad.repeat(1000));
          }
        })(),
      );
      child.stdin?.on('error', () => endless.destroy());
      endless.pipe(child.stdin!);
      const { code, out } = await ended;
      const told = 'error manifest/too-long: Longer than 4 MB: not checked.';
      const counts = '1 error, 0 warnings, 0 info in 0 manifests, 1 not checked';
      assert.deepEqual([code, out], [1, `stdin.yaml:1:1: ${told}\n${counts}\n`]);
    });

    it(`${next()} are waited for on standard input only until the check is stopped`, async () => {
      const { child, ended } = start(['check', '-']);
      // More than a pipe holds: it has gone in once the command reads.
      await new Promise((resolve) => child.stdin?.write('#'.repeat(1_000_000), resolve));
      child.kill('SIGTERM');
      const { code, err } = await ended;
      // It leaves nothing, so the signal itself ends it: no exit code and no words.
      assert.deepEqual([code, err], [null, '']);
    });
  });

  describe('by the finder of plugins', () => {
    for (const name of ['Dockerfile', 'src/setup.py', 'src/VERSION', 'src/plugin/main.py']) {
      for (const disguise of disguises('4 MB').filter((each) => each.name !== 'a folder')) {
        it(`${next()} make a plugin unreadable as a ${name} that is ${disguise.name}`, async () => {
          await writePlugin();
          await replace(name, disguise.make);
          await assert.rejects(readPlugin(folder, files()), {
            name: 'WorkbenchError',
            message: `Cannot read ${at(name)}. ${sentenceOf(disguise)}`,
            where: { file: at(name) },
          });
        });
      }
    }

    it(`${next()} are not there where a folder has their name`, async () => {
      await writePlugin();
      await replace('src/VERSION', (file) => mkdir(file));
      assert.equal((await readPlugin(folder, files()))?.version, undefined);
    });

    it(`${next()} may be links within the workspace`, async () => {
      await writePlugin();
      await replace('src/VERSION', (file) => symlink('../release', file));
      await write('release', '2.0\n');
      assert.equal((await readPlugin(folder, files()))?.version, '2.0');
    });

    it(`${next()} do not lead out of the workspace by a linked folder on the way`, async () => {
      await writePlugin();
      await writeFile(path.join(outside, 'VERSION'), '6.6.6\n');
      await writeFile(path.join(outside, 'setup.py'), "setup(name='stolen')\n");
      await mkdir(path.join(outside, 'plugin'));
      await writeFile(path.join(outside, 'plugin/main.py'), main);
      await rm(at('src'), { recursive: true });
      await symlink(outside, at('src'));
      await assert.rejects(readPlugin(folder, files()), /It leads out of the workspace\.$/);
    });

    it(`${next()} above the workspace are not there`, async () => {
      await writeFile(path.join(path.dirname(folder), 'Dockerfile'), image);
      assert.equal(await files().read(path.join(path.dirname(folder), 'Dockerfile')), undefined);
      await assert.rejects(files().read(`${folder}/../Dockerfile`), /It leads out of the workspace\.$/);
    });

    for (const name of ['serve', 'env', 'call']) {
      it(`${next()} end ${name} with words as a Dockerfile that is a pipe`, async () => {
        await writePlugin();
        await replace('Dockerfile', noFiles[1]!.make);
        const { code, err } = await run(name, '.', ...(name === 'call' ? ['Collector.init'] : []));
        assert.equal(code, 1);
        assert.ok(err.includes(`Cannot read ${at('Dockerfile')}. It is a pipe, not a file.`), err);
      });
    }
  });

  describe('for an environment', () => {
    for (const disguise of disguises('4 MB').filter((each) => each.name !== 'a folder')) {
      it(`${next()} end it with words as a requirements file that is ${disguise.name}`, async () => {
        await writePlugin();
        await replace('pkg/pip_requirements.txt', disguise.make);
        const plugin = await readPlugin(folder, files());
        await assert.rejects(environmentPlan(plugin!, files()), {
          message: `Cannot read ${at('pkg/pip_requirements.txt')}. ${sentenceOf(disguise)}`,
        });
      });
    }

    it(`${next()} are told as one source of many that cannot be read, and the others count`, async () => {
      await writePlugin();
      await replace('src/plugin/data.py', tenGigabytes);
      const plugin = await readPlugin(folder, files());
      const { steps, notes } = await environmentPlan(plugin!, files());
      assert.ok(steps.length > 0);
      assert.deepEqual(notes, [
        `Cannot read ${at('src/plugin/data.py')}. It is larger than 4 MB. What it imports is not known.`,
      ]);
    });

    for (const disguise of disguises('1 MB')) {
      it(`${next()} say nothing as the mark of an environment that is ${disguise.name}`, async () => {
        await writeFile(path.join(outside, 'plugin-workbench.json'), '{"made": true, "finished": false}');
        await replace('.venv/plugin-workbench.json', disguise.make);
        assert.equal(await isUnfinished(at('.venv')), false);
      });
    }
  });

  describe('for a server', () => {
    for (const disguise of disguises('2 MB')) {
      it(`${next()} are refused as a plugin's own .env that is ${disguise.name}`, async () => {
        await replace('.env', disguise.make);
        await assert.rejects(readEnvironmentFile(at('.env'), { within: [folder] }), {
          name: 'WorkbenchError',
          message: `Cannot read the environment file ${at('.env')}. ${sentenceOf(disguise)}`,
          where: { file: at('.env') },
        });
      });
    }

    it(`${next()} may be links to elsewhere as an environment file that the person names`, async () => {
      await writeFile(path.join(outside, 'mine.env'), 'A=1\n');
      await symlink(path.join(outside, 'mine.env'), at('.env'));
      assert.deepEqual(await readEnvironmentFile(at('.env'), { within: 'anywhere' }), { A: '1' });
    });

    for (const disguise of noFiles) {
      it(`${next()} end serve with words as an environment file that is ${disguise.name}`, async () => {
        await writePlugin();
        await replace('my.env', disguise.make);
        const { code, err } = await run('serve', '.', '--env-from', 'my.env');
        assert.equal(code, 1);
        assert.ok(err.startsWith(`Cannot read the environment file my.env. ${sentenceOf(disguise)}\n`), err);
      });
    }

    for (const disguise of [...noFiles, disguises('1 MB').at(-1)!]) {
      it(`${next()} are refused with their variable as a credential file that is ${disguise.name}`, async () => {
        await replace('key.json', disguise.make);
        await assert.rejects(new CredentialFiles().read({ GOOGLE_APPLICATION_CREDENTIALS: at('key.json') }), {
          what: `Cannot read the credential file ${at('key.json')}, which GOOGLE_APPLICATION_CREDENTIALS names.`,
          why: sentenceOf(disguise),
        });
      });
    }
  });

  describe('for a call', () => {
    for (const disguise of [...noFiles, disguises('100 MB').at(-1)!]) {
      it(`${next()} end it with words as --data that is ${disguise.name}`, async () => {
        await replace('data.json', disguise.make);
        const { code, err } = await run('call', 'grpc://127.0.0.1:9', 'Collector.init', '--data', '@data.json');
        assert.deepEqual([code, err], [1, `Cannot read data.json. ${sentenceOf(disguise)}\n`]);
      });
    }
  });

  describe('whatever they are', () => {
    it(`${next()} are whole or refused while they grow`, async () => {
      const growing = at('growing.py');
      await writeFile(growing, '');
      const grown = new AbortController();
      const grow = (async () => {
        while (!grown.signal.aborted) {
          await writeFile(growing, 'x'.repeat(100_000), { flag: 'a' });
        }
      })();
      let refusals = 0;
      while (refusals < 3) {
        const length = await readText(growing, { kind: 'source', within: [folder] }).then(
          (text) => text?.length ?? 0,
          (error: unknown) => {
            assert.ok(error instanceof Error && error.message.endsWith('It is larger than 4 MB.'));
            refusals += 1;
            return 0;
          },
        );
        assert.ok(length <= 4_000_000);
      }
      grown.abort();
      await grow;
    });

    it(`${next()} are not read any more once that is to stop`, async () => {
      await write('VERSION', '1.0\n');
      const stopped = new AbortController();
      const reading = readText(at('VERSION'), { kind: 'source', within: [folder], signal: stopped.signal });
      const searching = new NodeFiles(() => [folder], { signal: stopped.signal }).find(folder, ['**/*']);
      const listening = readStream(new Readable({ read: () => undefined }), 'manifest', stopped.signal);
      stopped.abort();
      const ends = await Promise.allSettled([reading, searching, listening]);
      assert.deepEqual(
        ends.map((end) => end.status === 'rejected' && isAbort(end.reason)),
        [true, true, true],
      );
    });

    if (process.platform === 'linux') {
      it(`${next()} are not read at all when they say that they are too large`, async () => {
        await tenGigabytes(at('huge.py'));
        const before = await bytesRead();
        await assert.rejects(readText(at('huge.py'), { kind: 'source', within: [folder] }), /larger than 4 MB\.$/);
        assert.ok((await bytesRead()) - before < 1000);
      });

      it(`${next()} are read up to the limit when they say nothing of their size`, async () => {
        // A regular file of the size 0 in which stands what a process has in memory, seventy KB and more.
        const before = await bytesRead();
        await assert.rejects(
          readText('/proc/self/smaps', { kind: 'ignore file', within: 'anywhere' }),
          /It is larger than 64 KB\.$/,
        );
        assert.ok((await bytesRead()) - before < 65_000);
      });
    }
  });
});
