import assert from 'node:assert/strict';
import path from 'node:path';
import { Processes } from '../../../../src/runtime/processes/processes';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { Descriptors, sourceOfSet } from '../../../../src/runtime/grpc/descriptors';
import { installedDescriptors } from '../../../../src/runtime/python-descriptors/installed-descriptors';
import { testPython } from '../../test-python';
import { PythonCollector } from './python-collector';
import { contracts } from '../../../../src/platforms/spaceone/contracts';
import { SampleServer } from '../../../unit/runtime/grpc/sample-server';

const script = path.resolve(__dirname, '../../../../src/runtime/python-descriptors/dump_descriptors.py');

describe('the descriptors of the installed spaceone-api', function () {
  this.timeout(60_000);

  const processes = new Processes();
  const run = processes.run.bind(processes);

  after(() => processes[Symbol.asyncDispose]());

  it('hold every plugin contract, each in a registry of its own', async () => {
    const source = sourceOfSet(await installedDescriptors(run, { interpreter: testPython(), script, contracts }));
    const descriptors = new Descriptors();
    const methods: Record<string, string[]> = {};
    for (const name of await descriptors.list(source)) {
      const { desc } = await descriptors.load(name, source);
      methods[name.replace('spaceone.api.', '')] = desc.methods.map((method) => method.name);
    }
    assert.deepEqual(methods['inventory.plugin.Collector'], ['init', 'verify', 'collect']);
    assert.deepEqual(methods['identity.plugin.AccountCollector'], ['init', 'sync']);
    assert.deepEqual(methods['alert_manager.plugin.Webhook']?.slice(0, 2), ['init', 'verify']);
    assert.deepEqual(methods['alert_manager.plugin.Protocol']?.slice(0, 2), ['init', 'verify']);
  });

  it('keep messages of one name in two files of a package apart', async () => {
    const source = sourceOfSet(await installedDescriptors(run, { interpreter: testPython(), script, contracts }));
    const descriptors = new Descriptors();
    const files = ['AccountCollector', 'ExternalAuth'].map(async (service) => {
      const { desc } = await descriptors.load(`spaceone.api.identity.plugin.${service}`, source);
      return desc.methods[0]?.input.file.name;
    });
    assert.deepEqual(await Promise.all(files), [
      'spaceone/api/identity/plugin/account_collector',
      'spaceone/api/identity/plugin/external_auth',
    ]);
  });

  it('describe a service as the reflection of its server does', async () => {
    const collector = await PythonCollector.start();
    const server = await new SampleServer({ reflection: 'none' }).start();
    const reflected = new GrpcConnection(collector.address);
    const offline = new GrpcConnection(server.address, {
      descriptors: () =>
        installedDescriptors(run, {
          interpreter: testPython(),
          script,
          contracts: { ...contracts, packages: ['spaceone.api.inventory.plugin'] },
        }),
    });
    try {
      const shapes = await Promise.all(
        [reflected, offline].map((connection) => connection.describe('Collector', 'collect')),
      );
      assert.deepEqual(shapes[0], shapes[1]);
    } finally {
      reflected.close();
      offline.close();
      await collector.stop();
      await server.stop();
    }
  });

  it('are missed with the name of the interpreter where there are none', async () => {
    await assert.rejects(
      installedDescriptors(run, {
        interpreter: testPython(),
        script,
        contracts: { ...contracts, packages: ['spaceone.api.nothing.plugin'] },
      }),
      { name: 'WorkbenchError', why: `${testPython()} has no spaceone-api with them.` },
    );
  });
});
