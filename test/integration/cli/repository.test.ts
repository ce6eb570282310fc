import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { freePort, isListening } from '../../../src/runtime/processes/ports';
import { Processes, type RunningProcess } from '../../../src/runtime/processes/processes';
import { Client, sample } from '../../unit/platforms/spaceone/repository/client';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

interface Running {
  readonly out: string[];
  readonly err: string[];
  readonly process: RunningProcess;
  readonly client: Client;
  readonly address: string;
}

describe('plugin-workbench repository', () => {
  const processes = new Processes();
  const clients: Client[] = [];
  let folder: string;

  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'command line repository '))));
  afterEach(() => clients.splice(0).forEach((client) => client.close()));
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Runs it and resolves when it has printed the given numbers of lines and of notes, or has ended. */
  async function run(words: readonly string[], lines: number, notes = 0): Promise<Omit<Running, 'client' | 'address'>> {
    const [out, err]: string[][] = [[], []];
    let enough = (): void => undefined;
    const printed = new Promise<void>((resolve) => (enough = resolve));
    const started = await processes.start(process.execPath, [program, 'repository', ...words], {
      cwd: folder,
      env: { HOME: folder },
      onLine: (line, stream) => {
        (stream === 'stdout' ? out : err)?.push(line);
        if (out?.length === lines && (err?.length ?? 0) >= notes) {
          enough();
        }
      },
    });
    await Promise.race([printed, started.exited]);
    return { out: out ?? [], err: err ?? [], process: started };
  }

  async function start(...words: string[]): Promise<Running> {
    const running = await run(words, 2);
    const address = /^ready (127\.0\.0\.1:\d+)$/.exec(running.out[0] ?? '')?.[1];
    const token = /^token ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(running.out[1] ?? '')?.[1];
    assert.ok(address && token, [...running.out, ...running.err].join('\n'));
    const client = new Client(address, token);
    clients.push(client);
    return { ...running, address, client };
  }

  /** Runs it to its end, which it must find by itself. */
  async function refused(...words: string[]): Promise<{ code: number | null; err: string }> {
    const { process: started, err } = await run(words, 1);
    const { code } = await started.exited;
    return { code, err: err.join('\n') };
  }

  it('prints where it answers and the token that it takes, and nothing else', async () => {
    const { client, out, err } = await start();
    assert.equal((await client.call('Plugin.register', sample))['state'], 'ENABLED');
    assert.deepEqual([out.length, err], [2, []]);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends cleanly at ${signal}`, async () => {
      const { process: started, address, err } = await start();
      process.kill(started.pid, signal);
      assert.deepEqual([await started.exited, err], [{ code: 0, signal: null }, []]);
      assert.equal(await isListening(Number(address.split(':')[1])), false);
    });
  }

  it('keeps the plugins in the folder that it is given, although it is killed', async () => {
    const first = await start('--data', 'kept');
    await first.client.call('Plugin.register', sample);
    process.kill(first.process.pid, 'SIGKILL');
    await first.process.exited;
    const { client } = await start('--data', 'kept');
    assert.deepEqual(await client.ids(), ['plugin-sample']);
    const files = await readdir(path.join(folder, 'kept/plugins'), { recursive: true });
    assert.equal(files.filter((name) => /plugin-sample-.*record\.json$/.test(name)).length, 1);
  });

  it('shares its folder with others of its kind: none loses what any of them was told is kept', async () => {
    const three = [await start('--data', 'shared'), await start('--data', 'shared'), await start('--data', 'shared')];
    const ids = Array.from({ length: 12 }, (_, index) => `plugin-${index + 1}`.padEnd(10, '-'));
    await Promise.all(
      ids.map((image, index) => three[index % 3]!.client.call('Plugin.register', { ...sample, name: image, image })),
    );
    const update = async ({ client }: Running, writer: number): Promise<void> => {
      for (let number = 1; number <= 60; number++) {
        const plugin_id = ids[(number * 5 + writer) % ids.length]!;
        await client.call('Plugin.update', { plugin_id, tags: { [`by ${writer}`]: number } });
      }
    };
    await Promise.all(three.map(update));
    const after = await start('--data', 'shared');
    for (const { client, err } of [...three, after]) {
      assert.deepEqual([(await client.ids()).sort(), err], [[...ids].sort(), []]);
    }
  });

  it('keeps every plugin that it said to have registered when it is killed in the middle of many', async () => {
    const { client: writing, process: started } = await start('--data', 'killed');
    const registered: string[] = [];
    const calls = Array.from({ length: 300 }, async (_, number) => {
      await writing.call('Plugin.register', { ...sample, image: `plugin-${number}` });
      registered.push(`plugin-${number}`);
      if (registered.length === 20) {
        process.kill(started.pid, 'SIGKILL');
      }
    });
    await Promise.allSettled(calls);
    const { client, err } = await start('--data', 'killed');
    const kept = new Set(await client.ids());
    assert.deepEqual([registered.filter((id) => !kept.has(id)), err], [[], []]);
    assert.ok(registered.length < 300);
  });

  it('forgets the plugins at its end when it is given no folder', async () => {
    await (await start()).client.call('Plugin.register', sample);
    assert.deepEqual(await (await start()).client.ids(), []);
  });

  describe('asked for what spacectl needs', () => {
    it('prints that alone, so that it can go into a file, and beside it the command that makes spacectl use it', async () => {
      const { out, err } = await run(['--spacectl'], 3, 2);
      const { api_key, endpoints } = parse(out.join('\n')) as { api_key: string; endpoints: { repository: string } };
      const address = endpoints.repository.replace('grpc://', '');
      const client = new Client(address, api_key);
      clients.push(client);
      assert.deepEqual(await client.ids(), []);
      assert.deepEqual(
        [out.length, err],
        [3, [`ready ${address}`, 'To use it, kept as FILE: spacectl config init -e local -f FILE']],
      );
    });

    it('writes that into a file for its owner alone, and over one of its own, and prints no token', async () => {
      const file = path.join(folder, 'spacectl local/mine.yml');
      for (const place of ['a new file', 'its own']) {
        const { out, err, process: started } = await run(['--spacectl', 'spacectl local/mine.yml'], 1, 1);
        const { api_key } = parse(await readFile(file, 'utf8')) as { api_key: string };
        assert.equal((await stat(file)).mode & 0o777, 0o600, place);
        assert.deepEqual([out.length, err], [1, [`To use ${file}: spacectl config init -e mine -f '${file}'`]]);
        assert.ok(!out.concat(err).join('\n').includes(api_key));
        await started.stop();
        await chmod(file, 0o644);
      }
    });

    for (const [what, content] of [
      ['of a real service', 'api_key: abc\nendpoints:\n  repository: grpc+ssl://repository.example.com:443\n'],
      ['of a real service behind a forwarded port', 'api_key: abc\nendpoints:\n  repository: grpc://127.0.0.1:50051\n'],
      ['that is something else', 'older'],
      ['that is empty', ''],
      ['that is no YAML', 'a: ['],
    ] as const) {
      it(`leaves a file ${what} as it is, and starts nothing`, async () => {
        const file = path.join(folder, 'own.yml');
        await writeFile(file, content);
        const { code, err } = await refused('--data', 'not made', '--spacectl', 'own.yml');
        assert.deepEqual([code, await readFile(file, 'utf8')], [1, content]);
        assert.equal(
          err,
          `${file} is there already, and is no environment of a local Repository. It may hold a token of yours, so it stays as it is. Name another file, or move this one away.`,
        );
        assert.ok(!(await readdir(folder)).includes('not made'));
      });
    }

    it('leaves its own environment as it is once another endpoint was added to it', async () => {
      const { process: started } = await run(['--spacectl', 'added.yml'], 1, 1);
      await started.stop();
      const file = path.join(folder, 'added.yml');
      await writeFile(file, `${await readFile(file, 'utf8')}  identity: grpc://identity.example.com:443\n`);
      assert.equal((await refused('--spacectl', 'added.yml')).code, 1);
    });

    it('says of a folder that it is one', async () => {
      await mkdir(path.join(folder, 'a folder'));
      const { err } = await refused('--spacectl', 'a folder');
      assert.equal(
        err,
        `Cannot write ${path.join(folder, 'a folder')}. It is a folder, not a file. Name another file.`,
      );
    });

    it('refuses a file that it cannot write', async () => {
      await writeFile(path.join(folder, 'no folder'), '');
      const { code, err } = await refused('--spacectl', 'no folder/local.yml');
      assert.equal(code, 1);
      assert.match(
        err,
        /^Cannot write .*local\.yml\. (A part of its path is a file, not a folder|Something else has that name)\. Name another file\.$/,
      );
    });
  });

  it('takes the same token after a restart with the same folder, and in two processes at once', async () => {
    const tokenOf = ({ out }: Running): string => out[1] ?? '';
    const both = await Promise.all([start('--data', 'one token'), start('--data', 'one token')]);
    const [first, second] = both;
    assert.equal(tokenOf(first), tokenOf(second));
    assert.equal((await stat(path.join(folder, 'one token/token-key'))).mode & 0o777, 0o600);
    for (const running of both) {
      process.kill(running.process.pid, 'SIGTERM');
      await running.process.exited;
    }
    const third = await start('--data', 'one token');
    assert.equal(tokenOf(third), tokenOf(first));
    assert.notEqual(tokenOf(await start('--data', 'another token')), tokenOf(third));
  });

  it('has the managed plugins of a file and of a folder of register manifests, which hide own ones', async () => {
    await mkdir(path.join(folder, 'managed'));
    const manifest = (id: string): string => `name: Managed ${id}\nimage: x/plugin-${id}\nresource_type: x.Y\n`;
    await writeFile(path.join(folder, 'managed/b.yaml'), manifest('b'));
    await writeFile(path.join(folder, 'managed/a.yml'), `plugin_id: plugin-sample\n${manifest('a')}template: {}\n`);
    await writeFile(path.join(folder, 'managed/README.md'), 'no manifest');
    await writeFile(path.join(folder, 'two.yaml'), `${manifest('c')}---\n${manifest('d')}`);
    const { client } = await start('--managed', 'managed', '--managed', 'two.yaml');
    await client.call('Plugin.register', sample);
    const { name, image } = await client.call('Plugin.get', { plugin_id: 'plugin-sample' });
    assert.deepEqual([name, image], ['Managed a', 'cloudforet/plugin-a']);
    assert.deepEqual(await client.ids(), ['plugin-sample', 'plugin-b', 'plugin-c', 'plugin-d', 'plugin-sample']);
  });

  for (const [what, content, why] of [
    ['of the older generation', 'name: A\nimage: a\nservice_type: x.Y', 'It has no "resource_type". '],
    ['whose labels are no list', 'name: A\nimage: a\nresource_type: x.Y\nlabels: a', '"labels" must be a list. '],
    ['that is no YAML', 'name: [', ''],
  ] as const) {
    it(`refuses a managed manifest ${what}, and names it`, async () => {
      await writeFile(path.join(folder, 'managed.yaml'), content);
      const { code, err } = await refused('--managed', 'managed.yaml');
      assert.equal(code, 1);
      assert.ok(
        err.startsWith(`${path.join(folder, 'managed.yaml')} is no register manifest of generation 2.0. ${why}`),
        err,
      );
    });
  }

  it('refuses managed manifests that are not there', async () => {
    const { code, err } = await refused('--managed', 'nowhere');
    assert.equal(code, 2);
    assert.match(err, /^There is no file, folder or environment of spacectl "nowhere"\./);
  });

  it('refuses a managed manifest that is not UTF-8, at its place', async () => {
    await writeFile(
      path.join(folder, 'latin.yaml'),
      Buffer.from('name: caf\u00e9\nimage: a\nresource_type: x.Y\n', 'latin1'),
    );
    const { code, err } = await refused('--managed', 'latin.yaml');
    assert.equal(code, 1);
    assert.match(err, /latin\.yaml\. It is not UTF-8: the byte 0xE9 at line 1, column 10; save it as UTF-8\./);
  });

  it('passes over manifests of other kinds in a folder and says how many; a file that is named must be one', async () => {
    await mkdir(path.join(folder, 'mixed'));
    await writeFile(path.join(folder, 'mixed/register.yaml'), 'name: R\nimage: plugin-r\nresource_type: x.Y\n');
    const deploy = 'name: C\nplugin_info:\n  plugin_id: plugin-r\n  version: "1.0"\n';
    await writeFile(path.join(folder, 'mixed/create.yaml'), deploy);
    const { client, err } = await start('--managed', 'mixed');
    assert.deepEqual(await client.ids(), ['plugin-r']);
    assert.deepEqual(err, ['In "mixed", 1 file holds manifests of other kinds, which are passed over: create.yaml.']);
    assert.match((await refused('--managed', 'mixed/create.yaml')).err, /create\.yaml is no register manifest/);
  });

  describe('given another endpoint', () => {
    /** A second Repository with managed plugins of its own, one own plugin, and the file of its token. */
    async function endpoint(...ids: string[]): Promise<Running & { readonly grpc: string; readonly token: string }> {
      const manifests = ids.map((id) => `name: Theirs ${id}\nimage: x/${id}\nresource_type: x.Y\nlabels: [L]\n`);
      await writeFile(path.join(folder, 'theirs.yaml'), manifests.join('---\n'));
      const running = await start(...(ids.length > 0 ? ['--managed', 'theirs.yaml'] : []));
      await running.client.call('Plugin.register', { ...sample, image: 'plugin-own' });
      const token = running.out[1]!.replace('token ', '');
      await writeFile(path.join(folder, 'token'), `${token}\n`);
      return { ...running, token, grpc: `grpc://${running.address}` };
    }

    it('takes over its managed plugins, and none of its own', async () => {
      const { grpc } = await endpoint('plugin-a', 'plugin-b');
      const { client, err } = await start('--managed', grpc, '--token-file', 'token');
      assert.deepEqual([await client.ids(), err], [['plugin-a', 'plugin-b'], []]);
      const { name, image, resource_type, labels, repository_info } = await client.call('Plugin.get', {
        plugin_id: 'plugin-a',
      });
      assert.deepEqual(
        [name, image, resource_type, labels, (repository_info as { repository_type: string }).repository_type],
        ['Theirs plugin-a', 'cloudforet/plugin-a', 'x.Y', ['L'], 'MANAGED'],
      );
    });

    it('takes over those of an environment of spacectl, with its token, where nothing has that name', async () => {
      const { address, token } = await endpoint('plugin-a');
      await mkdir(path.join(folder, '.spaceone/environments'), { recursive: true });
      const written = `api_key: ${token}\nendpoints:\n  repository: grpc://${address}\n`;
      await writeFile(path.join(folder, '.spaceone/environments/staging.yml'), written);
      await writeFile(path.join(folder, '.spaceone/environments/theirs.yaml.yml'), 'endpoints: {}');
      const { client } = await start('--managed', 'staging');
      assert.deepEqual(await client.ids(), ['plugin-a']);
      const { client: ofFile } = await start('--managed', 'theirs.yaml');
      assert.deepEqual(await ofFile.ids(), ['plugin-a']);
    });

    it('names the file of an environment that leads to no Repository', async () => {
      await mkdir(path.join(folder, '.spaceone/environments'), { recursive: true });
      const file = path.join(folder, '.spaceone/environments/other.yml');
      await writeFile(file, 'endpoints:\n  identity: grpc://127.0.0.1:1\n');
      assert.deepEqual(await refused('--managed', 'other'), {
        code: 1,
        err: `The environment "other" of spacectl cannot be used. It has endpoints for identity, and none for repository. Add it with "spacectl config endpoint add repository ADDRESS".\n  at .spaceone/environments/other.yml`,
      });
    });

    it('mixes it with files; of an id that comes twice the first counts, and that is told', async () => {
      const { grpc } = await endpoint('plugin-a', 'plugin-b');
      await writeFile(path.join(folder, 'first.yaml'), 'name: Mine\nimage: plugin-b\nresource_type: x.Y\n');
      const mixed = ['--managed', 'first.yaml', '--managed', grpc, '--managed', 'first.yaml', '--token-file', 'token'];
      const { client, err } = await start(...mixed);
      assert.deepEqual(await client.ids(), ['plugin-b', 'plugin-a']);
      assert.equal((await client.call('Plugin.get', { plugin_id: 'plugin-b' }))['name'], 'Mine');
      assert.deepEqual(err, ['"plugin-b" is among the managed plugins more than once, and the first counts.']);
    });

    it('says that it has no managed plugins', async () => {
      const { grpc, address } = await endpoint();
      const { client, err } = await start('--managed', grpc, '--token-file', 'token');
      assert.deepEqual([await client.ids(), err], [[], [`${address} has no managed plugins.`]]);
    });

    it('is refused in its words with a token that it does not take, which is not shown, and without one', async () => {
      const { grpc, address, token } = await endpoint('plugin-a');
      const other = (await start()).out[1]!.replace('token ', '');
      await writeFile(path.join(folder, 'token'), other);
      assert.notEqual(other, token);
      const next = 'Name the file of a token that it takes with --token-file.';
      assert.deepEqual(await refused('--managed', grpc, '--token-file', 'token'), {
        code: 1,
        err: `${address} does not accept the token. Authenticate failure. (message = Token is invalid or expired.) ${next}`,
      });
      assert.deepEqual(await refused('--managed', grpc), {
        code: 1,
        err: `${address} asks for a token. Authenticate failure. (message = empty token provided.) ${next}`,
      });
    });

    it('says where nothing answers, and starts nothing', async () => {
      const port = await freePort();
      assert.deepEqual(await refused('--data', 'not made', '--managed', `grpc://127.0.0.1:${port}`), {
        code: 1,
        err: `Cannot reach 127.0.0.1:${port} at grpc://127.0.0.1:${port}. Connection refused. Check the endpoint or choose another.`,
      });
      assert.ok(!(await readdir(folder)).includes('not made'));
    });

    it('ends at a signal while it waits for one that does not answer', async () => {
      const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const connected = once(silent, 'connection');
      const address = `grpc://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const printed: string[] = [];
      const started = await processes.start(process.execPath, [program, 'repository', '--managed', address], {
        cwd: folder,
        onLine: (line) => printed.push(line),
      });
      await connected;
      process.kill(started.pid, 'SIGTERM');
      assert.deepEqual([await started.exited, printed], [{ code: 143, signal: null }, ['Stopped.']]);
      silent.close();
    });

    for (const [what, words, why] of [
      ['an address that is none', ['--managed', 'http://a:1'], /^--managed http:\/\/a:1: An address is grpc:\/\//],
      ['a token without an address', ['--managed', 'a.yaml', '--token-file', 't'], /^--token-file is for an ADDRESS/],
      [
        'one token for two addresses',
        ['--managed', 'grpc://a:1', '--managed', 'grpc://b:1', '--token-file', 't'],
        /^--token-file is for one ADDRESS/,
      ],
      ['nothing', ['--managed='], /^--managed takes PATH\|ADDRESS\|NAME\./],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const { code, err } = await refused(...words);
        assert.equal(code, 2);
        assert.match(err, why);
      });
    }
  });

  it('listens on the port that it is given, and says who has it when it is taken', async () => {
    const port = await freePort();
    const { process: holder } = await start('--port', String(port));
    const { code, err } = await refused('--port', String(port));
    assert.equal(code, 1);
    assert.equal(
      err,
      `Port ${port} is taken by node (process ${holder.pid}). Choose another port, or none for a free one.`,
    );
  });

  it('knows the tags that it is given, and the tag "latest" of every other image', async () => {
    const { client } = await start('--tags', 'cloudforet/plugin-sample=1.1,1.0', '--tags', 'gone=');
    await client.call('Plugin.register', sample);
    await client.call('Plugin.register', { ...sample, image: 'other' });
    const versions = ['plugin-sample', 'other'].map((plugin_id) => client.call('Plugin.get_versions', { plugin_id }));
    assert.deepEqual(
      (await Promise.all(versions)).map(({ results }) => results),
      [['1.1', '1.0'], ['latest']],
    );
    assert.match(
      (await client.refusal('Plugin.register', { ...sample, image: 'gone' }))[1],
      /^ERROR_NO_IMAGE_IN_REGISTRY/,
    );
  });

  it('refuses a folder that it cannot write to', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const { code, err } = await refused('--data', 'file');
    assert.equal(code, 1);
    assert.match(
      err,
      /^\/.*\/file cannot be written to\. (A part of its path is a file, not a folder|Something else has that name)\. Choose a folder that you may write to\.$/,
    );
  });

  it('refuses a folder of somebody else', async () => {
    const locked = path.join(folder, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o555);
    // The superuser may write everywhere; the file systems of the kernel are closed to everyone.
    const closed = process.geteuid?.() === 0 ? '/proc' : locked;
    const { code, err } = await refused('--data', path.join(closed, 'data'));
    assert.equal(code, 1);
    assert.match(err, /cannot be written to\. /);
  });

  it('takes over the plugins of version 0.1, says which of them were damaged, and goes on', async () => {
    await mkdir(path.join(folder, 'damaged'));
    await writeFile(path.join(folder, 'damaged/plugins.jsonl'), 'nonsense\n');
    const { client, err } = await start('--data', 'damaged');
    assert.deepEqual(await client.ids(), []);
    const file = path.join(folder, 'damaged/plugins.jsonl');
    assert.deepEqual(err, [
      `${file} is damaged: its first line is not one of Plugin Workbench. All of it that can be read goes on, and the file itself is kept.`,
    ]);
  });
});
