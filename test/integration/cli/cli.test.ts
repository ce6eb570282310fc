import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes, type RunningProcess } from '../../../src/runtime/processes/processes';
import { testPython } from '../test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

describe('the command line', () => {
  const processes = new Processes();
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'command line prüfen '));
    await writeFile(path.join(folder, 'a file'), '');
    await symlink('nowhere', path.join(folder, 'dangling'));
    await symlink('circle', path.join(folder, 'circle'));
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function run(...words: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, ...words], {
      cwd: folder,
      env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code: code ?? -1, out: lines.stdout, err: lines.stderr };
  }

  /** Starts a command that prints `ready ADDRESS` and stays. */
  async function start(
    ...words: string[]
  ): Promise<{ started: RunningProcess; address: Promise<string>; err: string[] }> {
    const err: string[] = [];
    let heard: (address: string) => void;
    const ready = new Promise<string>((resolve) => (heard = resolve));
    const started = await processes.start(process.execPath, [program, ...words], {
      cwd: folder,
      env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
      onLine: (line, stream) => (stream === 'stdout' ? heard(line.replace('ready ', '')) : void err.push(line)),
    });
    const ended = started.exited.then(() => assert.fail(err.join('\n')));
    ended.catch(() => undefined);
    return { started, address: Promise.race([ready, ended]), err };
  }

  it('tells its commands', async () => {
    const { code, out } = await run('--help');
    assert.equal(code, 0);
    assert.deepEqual(
      out.flatMap((line) => /^ {2}(\w+) /.exec(line)?.[1] ?? []),
      [
        'check',
        'scaffold',
        'env',
        'serve',
        'call',
        'contract',
        'test',
        'record',
        'recording',
        'sync',
        'load',
        'run',
        'form',
        'preview',
        'ready',
        'deploy',
        'repository',
      ],
    );
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await run('--version'), { code: 0, out: [version], err: [] });
  });

  for (const name of [
    'check',
    'scaffold',
    'env',
    'serve',
    'call',
    'contract',
    'sync',
    'load',
    'run',
    'form',
    'preview',
    'ready',
    'repository',
  ]) {
    it(`tells what ${name} takes and does, whatever else is asked of it`, async () => {
      const asked = await run(name, '--nothing', '--help');
      assert.equal(asked.code, 0);
      assert.match(asked.out[0] ?? '', new RegExp(`^usage: plugin-workbench ${name}`));
      assert.deepEqual(await run('help', name), asked);
    });
  }

  for (const [words, said] of [
    [['chek'], 'There is no command "chek". Did you mean "check"?'],
    [['zzz'], 'There is no command "zzz".'],
    [['check', '--formt', 'json'], 'There is no option --formt. Did you mean --format?'],
    [['check', '--format'], '--format takes text|json|sarif.'],
    [['repository', '--port'], '--port takes N.'],
    [['check', '--quiet=yes'], '--quiet takes no value.'],
    [
      ['scaffold', 'spaceone.collector', 'x', '--into', '--set', 'a=b'],
      '--into takes DIR. A value that begins with "-" is written --into=VALUE.',
    ],
    [
      ['scaffold', 'spaceone.collector', 'x', '--into', 'a', '--into', 'b'],
      '--into is given twice, and takes one value.',
    ],
    [['scaffold', 'spaceone.collector', 'x', '--into', 'a', '--set', 'b'], '--set takes KEY=VALUE.'],
    [
      ['scaffold', 'spaceone.collector', 'x', '--into', 'a', '--set', 'name=y'],
      'The name is the word behind KIND, not an answer of --set.',
    ],
    [
      ['scaffold', 'spaceone.collector', 'x', '--into', 'a', '--set', 'colour=red'],
      'There is no question "colour". Answer name, title, provider, package.',
    ],
    [
      ['scaffold', 'spaceone.collector', 'x', '--into', 'a', '--set', 'packge=x'],
      'There is no question "packge". Did you mean "package"? Answer name, title, provider, package.',
    ],
    [
      ['scaffold', 'spaceone.colector', 'x', '--into', 'a'],
      'There is no kind "spaceone.colector". Did you mean "spaceone.collector"? KIND is one of spaceone.collector, spaceone.datasource, spaceone.webhook, spaceone.protocol, spaceone.cost, spaceone.account-collector, spaceone.auth, spaceone.cloud-service-type, bksops.package, bksops.component, bksops.sources, argocd.generator.',
    ],
    [['repository', '--tags', 'image'], '--tags takes IMAGE=TAG.'],
    [['contract'], 'contract takes one target.'],
    [['contract', 'a', '--format', 'yaml'], '--format is one of text, json.'],
    [['env', 'nofile'], 'There is no folder "nofile".'],
    [['serve', 'nofile'], 'There is no folder "nofile".'],
    [['call', 'nofile', 'Collector.init'], 'There is no folder "nofile".'],
    [['env', 'a file'], '"a file" is no folder.'],
    [['env', 'dangling'], '"dangling" is a link to "nowhere", where there is nothing.'],
    [['call', 'grpc://127.0.0.1:1', 'A.b', '--data', '@nofile'], 'There is no file "nofile".'],
    [
      ['call', 'grpc://127.0.0.1:1', 'A.b', '--data', '@dangling'],
      '"dangling" is a link to "nowhere", where there is nothing.',
    ],
    [
      ['call', 'grpc://127.0.0.1:1', 'A.b', '--data', '{bad'],
      '--data is not JSON. It stops being JSON at line 1, column 2: a letter, where a key in quotes or "}" must stand.',
    ],
    [['call', 'grpc://127.0.0.1:1', 'A.b', '--data', '[]'], '--data is a JSON object with the fields of the request.'],
    [['call', 'grpc://127.0.0.1:1', 'A.b', '--token-file', 'nofile'], 'There is no file "nofile".'],
    [['contract', 'grpc://127.0.0.1:1', '--token-file', 'nofile'], 'There is no file "nofile".'],
    [['call', '127.0.0.1:50051', 'A.b'], 'There is no folder "127.0.0.1:50051". Did you mean grpc://127.0.0.1:50051?'],
    [['contract', 'localhost:1'], 'There is no folder "localhost:1". Did you mean grpc://localhost:1?'],
    [['call', 'https://user:pw@host/', 'A.b'], '"https://host/" is no TARGET.'],
    [['contract', 'a', '--format', 'jsn'], '--format is one of text, json. Did you mean "json"?'],
    [['check', '--format', 'sarf'], '--format is one of text, json, sarif. Did you mean "sarif"?'],
    [
      ['scaffold', 'spaceone.colector', 'x', '--into', '.'],
      'There is no kind "spaceone.colector". Did you mean "spaceone.collector"? KIND is one of spaceone.collector, spaceone.datasource, spaceone.webhook, spaceone.protocol, spaceone.cost, spaceone.account-collector, spaceone.auth, spaceone.cloud-service-type, bksops.package, bksops.component, bksops.sources, argocd.generator.',
    ],
    [['check', 'nofile'], 'There is no file or folder "nofile".'],
    [['check', 'dangling'], '"dangling" is a link to "nowhere", where there is nothing.'],
    [['check', 'circle'], '"circle" cannot be read: its links lead in a circle.'],
  ] as const) {
    it(`says to "${words.join(' ')}": ${said}`, async () => {
      const { code, out, err } = await run(...words);
      assert.deepEqual([code, out, err[0]], [2, [], said]);
    });
  }

  for (const [words, said] of [
    [['call', 'grpc://127.0.0.1', 'Collector.init'], /^"grpc:\/\/127\.0\.0\.1" /],
    [['serve', '.', '--env-from', 'nofile'], /^There is no plugin in \./],
  ] as const) {
    it(`fails at "${words.join(' ')}" in a sentence, without a stack trace`, async () => {
      const { code, out, err } = await run(...words);
      assert.ok(code === 1 || code === 2);
      assert.deepEqual(out, []);
      assert.match(err[0] ?? '', said);
      assert.doesNotMatch(err.join('\n'), /^\s+at .*:\d+:\d+|Error:/m);
    });
  }

  for (const words of [
    ['nothing'],
    ['check', '--format', 'xml'],
    ['check', '--fast'],
    ['serve'],
    ['repository', 'extra'],
    ['repository', '--port', 'http'],
    ['repository', '--tags', 'image'],
    ['call', 'x'],
    ['scaffold', 'spaceone.collector', 'x'],
  ]) {
    it(`is used wrongly as "${words.join(' ')}" and says how, with exit code 2`, async () => {
      const { code, err } = await run(...words);
      assert.equal(code, 2);
      assert.match(err.join('\n'), /usage: plugin-workbench/);
    });
  }

  it('tells with the usage what a target is, and each option once', async () => {
    assert.deepEqual((await run('call', 'https://host', 'A.b')).err.slice(1), [
      'usage: plugin-workbench call TARGET METHOD [--data JSON|@FILE|@-] [--answers FOLDER] [--token-file FILE] [--replay[=NAME]]',
      'TARGET is a plugin as DIR, or a server as grpc://HOST:PORT, grpc+ssl://HOST:PORT, http://HOST:PORT, spacectl://ENVIRONMENT/SERVICE or kubectl://[NAMESPACE/]service/NAME:PORT[?context=CONTEXT].',
    ]);
    assert.equal(
      (await run('scaffold', '--help')).out[0],
      'usage: plugin-workbench scaffold KIND NAME --into DIR [--set KEY=VALUE]… [--existing refuse|overwrite|rename|skip]',
    );
  });

  it('says why a method is not known of a server that speaks HTTP', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, err } = await run('call', address, 'Collector.verify');
    server.close();
    assert.deepEqual(
      [code, err],
      [
        1,
        [
          `No method Collector.verify is known of a server at ${address}. A server that speaks HTTP does not tell its methods; known are getparams.execute.`,
        ],
      ],
    );
  });

  it('speaks of TLS without a word of Node.js to those who write programs', async () => {
    const serving = await start('repository');
    const { err } = await run('call', `grpc+ssl://${await serving.address}`, 'Repository.list');
    await serving.started.stop();
    assert.ok(!err.join('\n').includes('DeprecationWarning'), err.join('\n'));
  });

  it('writes a plugin, which then answers with a JSON line a message', async () => {
    const written = await run(
      'scaffold',
      'spaceone.collector',
      'plugin-line-inven-collector',
      '--into',
      '.',
      '--set',
      'provider=line',
    );
    assert.equal(written.code, 0, written.err.join('\n'));
    assert.ok(written.out.includes('plugin-line-inven-collector/src/plugin/main.py'));
    const called = await run('call', 'plugin-line-inven-collector', 'Collector.collect');
    const items = called.out.map((line) => JSON.parse(line) as { state: string; resource_type: string });
    assert.deepEqual([called.code, items.length, items[0]?.resource_type], [0, 9, 'inventory.Region']);
  });

  it('is used wrongly with an environment file that is not there', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-without-file', '--into', '.');
    const { code, err } = await run('serve', 'plugin-without-file', '--env-from', 'nofile');
    assert.deepEqual([code, err[0]], [2, 'There is no file "nofile".']);
  });

  it('refuses a name that leaves the folder and writes nothing', async () => {
    const before = await readdir(folder);
    const { code, err } = await run('scaffold', 'spaceone.collector', '../plugin-x', '--into', '.');
    assert.deepEqual([code, await readdir(folder)], [2, before]);
    assert.match(err.join('\n'), /must not lead into another folder/);
  });

  it('refuses to write over files that are there, unless it is told to', async () => {
    const words = ['scaffold', 'spaceone.collector', 'plugin-twice', '--into', '.'];
    assert.equal((await run(...words)).code, 0);
    const again = await run(...words);
    assert.equal(again.code, 1);
    assert.match(
      again.err.join('\n'),
      / has \d+ of the files already: .+ and \d+ more\. Choose another name, or say --existing overwrite, --existing rename or --existing skip\.$/,
    );
    assert.equal((await run(...words, '--existing', 'overwrite')).code, 0);
    const skipped = await run(...words, '--existing', 'skip');
    assert.deepEqual(
      [skipped.code, skipped.out, skipped.err],
      [0, [], [`Nothing to write: all files are there in ${path.join(folder, 'plugin-twice')}.`]],
    );
  });

  it('says after a scaffold what comes next, and in its help which kinds there are and what they ask', async () => {
    const { err } = await run('scaffold', 'spaceone.collector', 'plugin-next', '--into', 'in here');
    assert.deepEqual(err, [
      'What comes next:',
      "  plugin-workbench env 'in here/plugin-next'",
      "  plugin-workbench serve 'in here/plugin-next'",
      "  plugin-workbench call 'in here/plugin-next' Collector.collect",
    ]);
    const { out } = await run('scaffold', '--help');
    assert.deepEqual(
      out.filter((line) => line.startsWith('KIND ')),
      [
        'KIND spaceone.collector: Inventory Collector. Its keys for --set:',
        'KIND spaceone.datasource: Monitoring Data Source. Its keys for --set:',
        'KIND spaceone.webhook: Monitoring Webhook. Its keys for --set:',
        'KIND spaceone.protocol: Notification Protocol. Its keys for --set:',
        'KIND spaceone.cost: Cost Data Source. Its keys for --set:',
        'KIND spaceone.account-collector: Identity Account Collector. Its keys for --set:',
        'KIND spaceone.auth: Identity Authentication. Its keys for --set:',
        'KIND spaceone.cloud-service-type: Cloud Service Type, added to the plugin in DIR. Its keys for --set:',
        'KIND bksops.package: Component Package. Its keys for --set:',
        'KIND bksops.component: Component, added to the plugin in DIR. Its keys for --set:',
        'KIND bksops.sources: Source Manifest, added to the plugin in DIR. Its keys for --set:',
        'KIND argocd.generator: Plugin Generator. Its keys for --set:',
      ],
    );
    const first = out.findIndex((line) => line.startsWith('KIND spaceone.datasource'));
    assert.deepEqual(out.slice(first + 1, first + 10), [
      '  framework   The generation of spaceone-core, which is that of the platform.',
      '              2.0  for Cloudforet 2.0 (unless given)',
      '              1.x  for platforms of 1.x, up to 1.12',
      '  monitoring  What it shows.',
      '              metric  values over time, which the console draws (unless given)',
      '              log     entries, which the console lists',
      '  title       What people see in the console.',
      '  provider    The id of the cloud provider in Cloudforet, such as aws or google_cloud.',
      '  package     The Python package in src that holds the plugin.',
    ]);
  });

  it('names the file for which a plugin cannot be read once, and says what to do', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-broken', '--into', '.');
    const dockerfile = path.join(folder, 'plugin-broken/Dockerfile');
    await rm(dockerfile);
    await symlink('/dev/null', dockerfile);
    const { code, err } = await run('env', 'plugin-broken');
    assert.deepEqual(
      [code, err],
      [1, [`Cannot read ${dockerfile}. It is a device, not a file. Mend that in the plugin, or name another folder.`]],
    );
  });

  it('serves until it is stopped, and prints one line when the server answers', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-served', '--into', '.');
    const serving = await start('serve', 'plugin-served', '--env', 'A=1');
    const address = await serving.address;
    const called = await run('call', `grpc://${address}`, 'Collector.init', '--data', '{"options": {}}');
    assert.deepEqual([called.code, called.out.length], [0, 1]);
    await serving.started.stop();
    assert.equal((await run('call', `grpc://${address}`, 'Collector.init', '--data', '{}')).code, 1);
  });

  it('reads the .env of a plugin as F5 does, and sends the same message to a folder and to an address', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-asked', '--into', '.');
    await writeFile(path.join(folder, 'plugin-asked/.env'), 'SETTING=from-file\nOTHER=from-file\n');
    await writeFile(
      path.join(folder, 'plugin-asked/src/plugin/main.py'),
      [
        'import json, os',
        'from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer',
        "print('variables', os.environ.get('SETTING'), os.environ.get('OTHER'), flush=True)",
        'app = CollectorPluginServer()',
        "@app.route('Collector.verify')",
        'def verify(params):',
        "    raise ValueError(json.dumps([os.environ.get('SETTING'), sorted(params)]))",
        '',
      ].join('\n'),
    );
    const serving = await start('serve', 'plugin-asked', '--env', 'OTHER=from-option');
    const called = await run('call', `grpc://${await serving.address}`, 'Collector.verify');
    await serving.started.stop();
    assert.ok(serving.err.includes('variables from-file from-option'), serving.err.join('\n'));
    assert.match(called.err.join('\n'), /\["from-file", \["domain_id", "options", "secret_data"\]\]/);
    // A call to a folder shows before its failure what the server printed, and after it where that was raised.
    const own = await run('call', 'plugin-asked', 'Collector.verify');
    assert.equal(own.err.at(-2)?.split(']]')[0], called.err.at(-1)?.split(']]')[0]);
  });

  it('sends what comes on standard input as the request, and tells what is wrong with it by its place', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-piped', '--into', '.');
    const shell = async (text: string): Promise<string[]> => {
      const lines: string[] = [];
      const words = `printf '%s' '${text}' | node "${program}" call plugin-piped Collector.init --data @-`;
      const { exited } = await processes.start('sh', ['-c', words], {
        cwd: folder,
        env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
        onLine: (line) => lines.push(line),
      });
      await exited;
      return lines;
    };
    assert.match((await shell('{"options": {}}')).join('\n'), /^\{"metadata":/);
    assert.match((await shell('call: x')).join('\n'), /It stops being JSON at line 1, column 1:/);
  });

  it('shows what the server of one call printed when the call has failed, its traceback included', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-raising', '--into', '.');
    await writeFile(
      path.join(folder, 'plugin-raising/src/plugin/main.py'),
      [
        'from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer',
        'app = CollectorPluginServer()',
        '@app.route("Collector.verify")',
        'def verify(params):',
        '    raise ValueError("no luck")',
        '',
      ].join('\n'),
    );
    const { err } = await run('call', 'plugin-raising', 'Collector.verify');
    assert.match(
      err.join('\n'),
      /Traceback \(most recent call last\)[^]*plugin\/main\.py", line 5[^]*ValueError: no luck/,
    );
    assert.deepEqual(err.slice(-2), [
      'Collector.verify failed with INTERNAL. ERROR_UNKNOWN: no luck. The plugin raised it at main.py:5: look there.',
      '  at plugin-raising/src/plugin/main.py:5',
    ]);
  });

  it('calls with a value of what another method answers, which is called first with the request at hand', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-referring', '--into', '.');
    const data = {
      options: {},
      secret_data: {},
      task_options: '${answer:Job.get_tasks:tasks.1.task_options}',
    };
    const { out } = await run('call', 'plugin-referring', 'Collector.collect', '--data', JSON.stringify(data));
    const types = out.map((line) => (JSON.parse(line) as { resource: { cloud_service_type?: string } }).resource);
    assert.deepEqual([...new Set(types.flatMap((each) => each.cloud_service_type ?? []))], ['Bucket']);
  });

  it('keeps answers where it is told to, without the credentials of a file, and takes values of them from there', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-keeping', '--into', '.');
    await writeFile(path.join(folder, 'plugin-keeping/key.json'), '{"api_key": "canary-of-a-file-4711"}');
    const call = (method: string, message: object): ReturnType<typeof run> =>
      run('call', 'plugin-keeping', method, '--answers', 'answers', '--data', JSON.stringify(message));
    await call('Job.get_tasks', { options: {}, secret_data: '${file:key.json}' });
    const task_options = '${answer:Job.get_tasks:tasks.1.task_options}';
    const { out } = await call('Collector.collect', { options: {}, secret_data: {}, task_options });
    assert.match(out.join('\n'), /"cloud_service_type":"Bucket"/);
    const kept = await readdir(path.join(folder, 'answers'), { recursive: true });
    assert.deepEqual(
      kept
        .flatMap((file) => /~(spaceone[^~]+)~answered/.exec(file)?.[1] ?? [])
        .map((each) => each.split('.').at(-1))
        .sort(),
      ['collect', 'get_tasks'],
    );
    const texts = kept
      .filter((file) => file.endsWith('.json'))
      .map((file) => readFile(path.join(folder, 'answers', file), 'utf8'));
    assert.doesNotMatch((await Promise.all(texts)).join('\n'), /canary/);
  });

  it('tries a deploy manifest as the core would: in the Repository, and on the plugin around it', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-deployed', '--into', '.');
    const manifests = path.join(folder, 'plugin-deployed/test/spacectl');
    const managed = path.join(manifests, 'register_plugin.yaml');
    const repository = await start(
      'repository',
      '--managed',
      managed,
      '--tags',
      'cloudforet/plugin-deployed=0.1.0',
      '--spacectl',
      'env.yml',
    );
    const address = `grpc://${await repository.address}`;
    const [, token = ''] = /api_key: (\S+)/.exec(await readFile(path.join(folder, 'env.yml'), 'utf8')) ?? [];
    await writeFile(path.join(folder, 'repository-token'), token);
    const manifest = 'plugin-deployed/test/spacectl/create_collector.yaml';
    const at = ['--repository', address, '--token-file', 'repository-token'];
    const { out, code, err } = await run('deploy', manifest, ...at);
    await repository.started.stop();
    const words = out.map((line) => line.replace(/\d+ ms/, 'N ms').replace(/127\.0\.0\.1:\d+/, 'ADDRESS'));
    assert.deepEqual(
      words,
      [
        'passed  resolve: cloudforet/plugin-deployed:0.1.0, registered as inventory.Collector.',
        'passed  start: The plugin serves at ADDRESS.',
        'passed  init: Collector.init answered in N ms with the manifest’s options.',
        'passed  verify: Collector.verify answered in N ms with the manifest’s options.',
      ],
      err.join('\n'),
    );
    assert.equal(code, 0);
  });

  it('leads a failed call to the exception at the root and to the line of the plugin that is nearest to it', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-wrapping', '--into', '.');
    await writeFile(
      path.join(folder, 'plugin-wrapping/src/plugin/main.py'),
      [
        'from urllib.request import urlopen',
        'from spaceone.core.error import ERROR_INVALID_PARAMETER',
        'from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer',
        'app = CollectorPluginServer()',
        '@app.route("Collector.verify")',
        'def verify(params):',
        '    try:',
        '        urlopen("http://127.0.0.1:9/cloud")',
        '    except Exception:',
        '        raise ERROR_INVALID_PARAMETER(key="secret_data", reason="no cloud")',
        '',
      ].join('\n'),
    );
    const { err } = await run('call', 'plugin-wrapping', 'Collector.verify');
    assert.deepEqual(err.slice(-2), [
      'Collector.verify failed with INVALID_ARGUMENT. ERROR_INVALID_PARAMETER: Parameter is invalid. (key = secret_data, reason = no cloud). It came of ConnectionRefusedError: [Errno 111] Connection refused. The plugin could not reach a service that it calls: check its address and the network.',
      '  at plugin-wrapping/src/plugin/main.py:8',
    ]);
    const unrouted = await run('call', 'plugin-wrapping', 'Job.get_tasks');
    assert.deepEqual(unrouted.err.slice(-2), [
      "Job.get_tasks failed with INTERNAL. ERROR_UNKNOWN: 'NoneType' object is not callable. Job.get_tasks has no handler: write a function with @app.route('Job.get_tasks'), or leave it where inventory.Collector can do without.",
      '  at plugin-wrapping/src/plugin/main.py',
    ]);
  });

  it('presents a token from a file, over gRPC as metadata, and does not show it', async () => {
    const serving = await start('repository', '--data', 'kept', '--spacectl', 'kept.yml');
    const address = `grpc://${await serving.address}`;
    const token = /api_key: *"?([\w.-]+)/.exec(await readFile(path.join(folder, 'kept.yml'), 'utf8'))?.[1] ?? '';
    await writeFile(path.join(folder, 'token'), `${token}\n`);
    const refused = await run('call', address, 'Repository.list');
    await writeFile(path.join(folder, 'empty token'), '\n');
    const empty = await run('call', address, 'Repository.list', '--token-file', 'empty token');
    // Without a request, one in which nothing is set: the Repository refuses a query with "unwind", even an empty one.
    const plugins = await run('call', address, 'Plugin.list', '--token-file', 'token');
    const listed = await run('call', address, 'Repository.list', '--token-file', 'token');
    await serving.started.stop();
    assert.match(
      refused.err.join('\n'),
      /^Repository\.list failed with UNAUTHENTICATED\. .* Give a token that the server takes with --token-file\.$/,
    );
    assert.deepEqual(
      [empty.code, empty.err],
      [1, ['The token file empty token is empty. Write the token into it, or leave --token-file out.']],
    );
    assert.deepEqual(plugins, { code: 0, out: ['{}'], err: [] });
    assert.deepEqual([listed.code, listed.out.length], [0, 1], listed.err.join('\n'));
    assert.ok(token.length > 20 && !JSON.stringify([refused, listed]).includes(token));
  });

  it('says what a plugin refused, with exit code 1', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-refusing', '--into', '.');
    const { code, err } = await run('call', 'plugin-refusing', 'Collector.verify', '--data', '{"options": {}}');
    assert.equal(code, 1);
    assert.match(err.at(-1) ?? '', /ERROR_REQUIRED_PARAMETER|secret_data/);
  });

  it('checks manifests: places count from 1, errors make exit code 1', async () => {
    await writeFile(
      path.join(folder, 'bad.yaml'),
      'name: demo\nresource_typ: inventory.Collector\nimage: a/b\ncapability: {}\n',
    );
    const { code, out } = await run('check', 'bad.yaml', '--format', 'json');
    const findings = JSON.parse(out.join('\n')) as { file: string; line: number; column: number; severity: string }[];
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map(({ file, line, column, severity }) => [file, line, column, severity]),
      [['bad.yaml', 2, 1, 'error']],
    );
    assert.match(
      (await run('check', 'bad.yaml')).out.join('\n'),
      /^bad\.yaml:2:1: error manifest\/unknown-key: .*\n1 error, 0 warnings, 0 info in 1 manifest$/,
    );
  });

  it('says of an interpreter of the person without the framework that nothing is installed in it', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-bare', '--into', '.');
    const python = path.join(folder, 'bare/bin/python');
    await (
      await processes.start(testPython(), ['-m', 'venv', '--without-pip', 'bare'], { cwd: folder })
    ).exited;
    const err: string[] = [];
    const started = await processes.start(process.execPath, [program, 'env', 'plugin-bare'], {
      cwd: folder,
      env: { PLUGIN_WORKBENCH_PYTHON: python },
      onLine: (line) => err.push(line),
    });
    assert.equal((await started.exited).code, 1);
    assert.deepEqual(err[0], '[1/1] Check');
    assert.match(
      err.slice(1).join('\n'),
      /^\S[^\n]*bare\/bin\/python lacks spaceone-core[^\n]*\. It is an interpreter of your own, in which nothing is installed for you\. Install what is missing there, or unset PLUGIN_WORKBENCH_PYTHON\.$/,
    );
  });

  it('tells a call too what is wrong with the .env of a plugin', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-noted', '--into', '.');
    const file = path.join(folder, 'plugin-noted/.env');
    await writeFile(file, 'SETTING=1\nnonsense\n');
    const { code, err } = await run('call', 'plugin-noted', 'Collector.init');
    assert.deepEqual([code, err], [0, [`${file}: Line 2 is no NAME=VALUE: it counts for nothing.`]]);
  });

  describe('contract', () => {
    /** A plugin whose init answers what the function says. */
    async function pluginWith(name: string, init: string, more = ''): Promise<string> {
      await mkdir(path.join(folder, name, 'src/plugin'), { recursive: true });
      await writeFile(path.join(folder, name, 'src/plugin/__init__.py'), '');
      await writeFile(
        path.join(folder, name, 'src/plugin/main.py'),
        [
          'from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer',
          'app = CollectorPluginServer()',
          'answers = []',
          '@app.route("Collector.init")',
          'def init(params):',
          '    answers.append(1)',
          `    return ${init}`,
          ...['Collector.verify', 'Job.get_tasks', 'Collector.collect'].flatMap((method) => [
            `@app.route("${method}")`,
            `def ${method.split('.')[1] ?? ''}(params):`,
            `    return ${method === 'Job.get_tasks' ? '{"tasks": []}' : '[]'}`,
          ]),
          more,
        ].join('\n'),
      );
      return name;
    }

    it('passes a plugin as the scaffold writes it', async () => {
      await run('scaffold', 'spaceone.collector', 'plugin-kept', '--into', '.');
      const { code, out, err } = await run('contract', 'plugin-kept');
      assert.deepEqual(
        [code, out.filter((line) => !line.startsWith('passed ')), err],
        [
          0,
          [
            'skipped Without credentials collect fails, in place of a short list: The request at hand has no credentials to leave out.',
            '18 passed, 0 warned, 0 failed, 1 skipped',
          ],
          [],
        ],
      );
    });

    it('calls a method with the request of its folder, or with one that is named', async () => {
      await run('scaffold', 'spaceone.collector', 'plugin-with-requests', '--into', '.');
      const request = (call: string, message: object): string => JSON.stringify({ call, message });
      await mkdir(path.join(folder, 'plugin-with-requests/requests'));
      const own = path.join(folder, 'plugin-with-requests/requests/Collector.verify.yaml');
      await writeFile(own, request('Collector.verify', { option: {} }));
      const broken = await run('contract', 'plugin-with-requests');
      assert.deepEqual(
        broken.out.filter((line) => line.startsWith('failed ')),
        [
          `failed  Collector.verify answers: "option" is not a field of VerifyRequest. Its fields are options, secret_data. Correct the name in the request, or take it out. (plugin-with-requests/src/plugin/main.py:48)`,
        ],
      );
      const named = path.join(folder, 'named.yaml');
      await writeFile(named, request('Collector.verify', { options: {}, secret_data: {} }));
      assert.equal((await run('contract', 'plugin-with-requests', '--input', named)).code, 0);
    });

    it('warns of an init that says something else each time, with its place', async () => {
      const plugin = await pluginWith('changing', '{"metadata": {"options_schema": {"count": len(answers)}}}');
      const { code, out } = await run('contract', plugin);
      assert.deepEqual(
        [code, out.filter((line) => /^(?:warned|failed) /.test(line))],
        [
          0,
          [
            `warned  init answers a second time as it did the first: Collector.init answers something else the second time. The core calls it again and again and keeps what came last. Answer from the options alone. (changing/src/plugin/main.py:4)`,
          ],
        ],
      );
    });

    it('fails where the server does not start, with its place, and skips what needs one, as JSON', async () => {
      const plugin = await pluginWith('broken', '{}', 'raise ValueError("no luck")\n');
      const { code, out } = await run('contract', plugin, '--format', 'json');
      const told = JSON.parse(out.join('\n')) as {
        type: string;
        checks: { id: string; outcome: string; line?: number }[];
      };
      assert.equal(code, 1);
      assert.equal(told.type, 'inventory.Collector');
      assert.deepEqual(
        told.checks.slice(0, 5).map(({ id, outcome, line }) => [id, outcome, line]),
        [
          ['server-starts', 'failed', 17],
          ['has-handlers', 'passed', undefined],
          ['offers-its-methods', 'skipped', undefined],
          ['init-answers', 'skipped', 4],
          ['init-answers-again', 'skipped', 4],
        ],
      );
    });

    it('says of a server that does not start what to type, where it failed and what it printed', async () => {
      const plugin = await pluginWith('lacking', '{}', 'print("nearly there", flush=True)\nimport boto9\n');
      const { code, out, err } = await run('contract', plugin);
      assert.deepEqual(
        [code, out[0]],
        [
          1,
          `failed  The test server starts and says that it serves: The plugin stopped while starting. ModuleNotFoundError: No module named 'boto9'. Install what is missing there, or unset PLUGIN_WORKBENCH_PYTHON. (lacking/src/plugin/main.py:18)`,
        ],
      );
      assert.ok(err.includes('nearly there'), err.join('\n'));
    });

    it('fails at an address where nothing listens', async () => {
      const { code, out } = await run('contract', 'grpc://127.0.0.1:1');
      assert.equal(code, 1);
      assert.match(out[0] ?? '', /^failed {2}The server offers a service of some plugin type: Nothing listens/);
    });
  });

  it('says that there is no plugin in an empty folder', async () => {
    const empty = await mkdtemp(path.join(folder, 'empty-'));
    const { code, err } = await run('serve', empty);
    assert.equal(code, 1);
    assert.deepEqual(err, [
      `There is no plugin in ${empty}. A plugin is a folder with a gRPC server on spaceone-core, or a folder with an HTTP server of getparams.execute or the ConfigMap of one.`,
    ]);
  });

  it('lists the plugins in a folder that holds several', async () => {
    for (const plugin of ['one', 'two']) {
      await run('scaffold', 'spaceone.collector', `plugin-${plugin}`, '--into', 'several');
    }
    const several = path.join(folder, 'several');
    assert.deepEqual((await run('env', 'several')).err, [
      `several holds 2 plugins. Name one of ${several}/plugin-one, ${several}/plugin-two.`,
    ]);
  });

  for (const [name, text] of [
    ['empty', ''],
    ['broken', 'def ('],
    ['garbage', '\u0001\u0002 {{{ ]]'],
  ] as const) {
    it(`says what a folder lacks that looks like a plugin, with the place: main.py is ${name}`, async () => {
      const plugin = `plugin-${name}-main`;
      await run('scaffold', 'spaceone.collector', plugin, '--into', '.');
      const entry = path.join(folder, plugin, 'src/plugin/main.py');
      await writeFile(entry, text);
      const said = `There is no plugin in ${plugin}. It looks like one of Cloudforet (SpaceONE), but src/plugin/main.py makes no PluginServer.`;
      assert.deepEqual(await run('env', plugin), {
        code: 1,
        out: [],
        err: [`${said}\n  at ${plugin}/src/plugin/main.py`].join('\n').split('\n'),
      });
    });
  }

  for (const inner of ['src/plugin', 'src', 'test', 'src/plugin/manager']) {
    it(`takes the folder ${inner} of a plugin for the plugin, and says so`, async () => {
      const plugin = path.join(folder, 'plugin-named-inside');
      await run('scaffold', 'spaceone.collector', 'plugin-named-inside', '--into', '.');
      const named = `plugin-named-inside/${inner}`;
      const { code, out, err } = await run('call', named, 'Collector.init');
      assert.deepEqual([code, out.length, err], [0, 1, [`"${named}" lies in the plugin ${plugin}, which is meant.`]]);
    });
  }
});
