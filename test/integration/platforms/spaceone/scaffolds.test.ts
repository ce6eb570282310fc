import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageAtHand } from '../../../../src/platforms/requests-at-hand';
import type { ServerSide } from '../../../../src/platforms/platform';
import { readPlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { spaceone } from '../../../../src/platforms/spaceone/spaceone';
import { GrpcCaller } from '../../../../src/runtime/calls/grpc-caller';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { NodeFiles } from '../../../../src/runtime/files/node-files';
import { Processes } from '../../../../src/runtime/processes/processes';
import { everyPlugin } from '../../../unit/platforms/spaceone/scaffold-plans';
import { unusualAnswers } from '../../../unit/platforms/spaceone/unusual-answers';
import { testPython } from '../../test-python';
import { styleA } from './environments';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

const sides = spaceone.server ? [spaceone.server as ServerSide] : [];

/** The only thing that a contract does not ask: the sample has no credentials that could be left out. */
const WITHOUT_SECRET = 'The request at hand has no credentials to leave out.';

describe('a plugin as it is scaffolded, on its real framework', function () {
  this.timeout(5 * 60_000);
  const processes = new Processes();
  let place: string;

  before(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'scaffolds ')));
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(place, { recursive: true });
  });

  interface Ran {
    readonly code: number | null;
    readonly out: string[];
    readonly err: string[];
  }

  async function run(program: string, words: readonly string[], variables = {}, cwd = place): Promise<Ran> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(program, words, {
      cwd,
      env: { PYTHONDONTWRITEBYTECODE: '1', ...variables },
      onLine: (line, stream) => lines[stream].push(line),
    });
    return { code: (await started.exited).code, out: lines.stdout, err: lines.stderr };
  }

  /** The address of a plugin's server, which runs until it is disposed. */
  async function serve(name: string, python: string): Promise<AsyncDisposable & { readonly address: string }> {
    const said: string[] = [];
    let heard: (address: string) => void;
    const ready = new Promise<string>((resolve) => (heard = resolve));
    const started = await processes.start(process.execPath, [program, 'serve', name], {
      cwd: place,
      env: { PLUGIN_WORKBENCH_PYTHON: python, PYTHONDONTWRITEBYTECODE: '1' },
      onLine: (line) => (line.startsWith('ready ') ? heard(line.slice('ready '.length)) : void said.push(line)),
    });
    const ended = started.exited.then(() => assert.fail(said.join('\n')));
    ended.catch(() => undefined);
    return {
      address: await Promise.race([ready, ended]),
      [Symbol.asyncDispose]: async () => {
        await started.stop();
      },
    };
  }

  /** Runs the plugin's own tests against its server, wherever that listens. */
  async function passesOwnTests(name: string, address: string): Promise<void> {
    const config = await readFile(path.join(place, name, 'test/api/config.yml'), 'utf8');
    const here = path.join(place, 'config.yml');
    await writeFile(here, config.replace('127.0.0.1:50051', address));
    const tests = await run(
      testPython('plugin-servers'),
      ['-m', 'unittest', 'discover', '-s', 'test/api'],
      { TEST_CONFIG: here },
      path.join(place, name),
    );
    assert.equal(tests.code, 0, tests.err.join('\n'));
    assert.match(tests.err.join('\n'), /^Ran [1-9]\d* tests /m);
  }

  for (const [kind, answers] of everyPlugin) {
    const words = [kind, ...Object.values(answers)].join(' ');
    const name = `plugin-${words.replace(/[^a-z0-9]+/gi, '-')}`;

    describe(words, () => {
      let python: string;

      before(async () => {
        python = answers['framework'] === '1.x' ? (await styleA()).made.interpreter : testPython('plugin-servers');
        const { title, provider } = unusualAnswers;
        const set = Object.entries({ ...answers, title, provider, package: 'cloudforet.team' });
        const written = await run(process.execPath, [
          ...[program, 'scaffold', kind, name, '--into', '.'],
          ...set.flatMap(([key, value]) => ['--set', `${key}=${value}`]),
        ]);
        assert.equal(written.code, 0, written.err.join('\n'));
      });

      it('has manifests and requests about which there is nothing to say', async () => {
        const { code, out } = await run(process.execPath, [program, 'check', name]);

        assert.equal(code, 0, out.join('\n'));
        assert.match(out.at(-1) ?? '', /^0 errors, 0 warnings, 0 info in \d+ manifests$/);
      });

      it('is Python by the rules of 3.8', async () => {
        const check =
          'import ast, pathlib, sys\n' +
          'for file in pathlib.Path(sys.argv[1]).rglob("*.py"):\n' +
          '    ast.parse(file.read_text(encoding="utf-8"), str(file), feature_version=(3, 8))\n' +
          '    print(file.name)\n';
        const { code, out, err } = await run(testPython(), ['-c', check, name]);

        assert.equal(code, 0, err.join('\n'));
        assert.ok(out.includes('setup.py'));
      });

      it('keeps the contract of its type', async () => {
        const { out, err } = await run(process.execPath, [program, 'contract', name, '--format', 'json'], {
          PLUGIN_WORKBENCH_PYTHON: python,
        });
        const { checks } = JSON.parse(out.join('\n')) as { checks: { outcome: string; message?: string }[] };

        assert.deepEqual(
          checks.filter(({ outcome, message }) => outcome !== 'passed' && message !== WITHOUT_SECRET),
          [],
          err.join('\n'),
        );
      });

      it('answers each of its methods, and passes its own tests', async () => {
        const files = new NodeFiles(() => [place]);
        const plugin = await readPlugin(path.join(place, name), files);
        await using server = await serve(name, python);

        assert.ok(plugin && plugin.methods.length > 1);
        const connection = new GrpcConnection(`grpc://${server.address}`);
        const caller = new GrpcCaller(connection.address, () => Promise.resolve(connection));
        for (const { name: method } of plugin.methods) {
          const message = await messageAtHand({ plugin, sides, caller }, method, { files });
          assert.ok((await caller.call(method, message)).count > 0, method);
        }
        connection.close();

        await passesOwnTests(name, server.address);
      });
    });
  }

  it('collects the cloud service types that are added to it', async () => {
    const name = 'plugin-with-types';
    const scaffold = async (...words: string[]): Promise<void> => {
      const { code, err } = await run(process.execPath, [program, 'scaffold', ...words]);
      assert.equal(code, 0, err.join('\n'));
    };
    await scaffold('spaceone.collector', name, '--into', '.');
    await scaffold('spaceone.cloud-service-type', 'VirtualDisk', '--into', name, '--set', 'group=Storage');
    await scaffold('spaceone.cloud-service-type', 'IPAddress', '--into', name);

    const python = testPython();
    const variables = { PLUGIN_WORKBENCH_PYTHON: python };
    const kept = await run(process.execPath, [program, 'contract', name], variables);
    assert.equal(kept.out.at(-1), '18 passed, 0 warned, 0 failed, 1 skipped', kept.out.join('\n'));

    await using server = await serve(name, python);
    await passesOwnTests(name, server.address);
    const { out } = await run(process.execPath, [program, 'call', `grpc://${server.address}`, 'Collector.collect']);
    const types = out
      .map((line) => JSON.parse(line) as { resource_type: string; resource: Record<string, string> })
      .filter((item) => item.resource_type === 'inventory.CloudService')
      .map(({ resource }) => `${resource['cloud_service_group']} ${resource['cloud_service_type']}`);
    assert.deepEqual(
      [...new Set(types)],
      ['Compute Server', 'Storage Bucket', 'Storage VirtualDisk', 'Compute IPAddress'],
    );
  });
  it('collects the cloud service types that are added to it, where they lie by groups as those of Google Cloud do', async () => {
    const name = 'plugin-by-groups';
    await cp(path.resolve('test/fixtures/collectors/grouped'), path.join(place, name), { recursive: true });
    for (const [type, group] of [
      ['TargetDisk', 'Storage'],
      ['Image', 'ComputeEngine'],
    ] as const) {
      const words = ['scaffold', 'spaceone.cloud-service-type', type, '--into', name, '--set', `group=${group}`];
      const { code, err } = await run(process.execPath, [program, ...words]);
      assert.equal(code, 0, err.join('\n'));
    }

    const request = JSON.stringify({ options: {}, secret_data: { project_id: 'p' }, filter: {} });
    const words = [program, 'call', name, 'Collector.collect', '--data', request];
    const { out, err } = await run(process.execPath, words, { PLUGIN_WORKBENCH_PYTHON: testPython('plugin-servers') });
    const items = out
      .map((line) => JSON.parse(line) as { resource_type: string; resource: Record<string, string> })
      .map(({ resource_type: type, resource }) => {
        const { group, name: own, cloud_service_group: in_, cloud_service_type: of_, region_code: region } = resource;
        return [type.replace('inventory.', ''), in_ ?? group, of_ ?? '', own ?? '', region ?? ''].join(' ').trimEnd();
      });
    assert.deepEqual(
      items,
      [
        'CloudServiceType ComputeEngine  Image',
        'CloudService ComputeEngine Image first europe-west1',
        'CloudService ComputeEngine Image second global',
        'ErrorResource ComputeEngine Image',
        'CloudServiceType Storage  TargetDisk',
        'CloudService Storage TargetDisk first europe-west1',
        'CloudService Storage TargetDisk second global',
        'ErrorResource Storage TargetDisk',
      ],
      err.join('\n'),
    );
  });
});
