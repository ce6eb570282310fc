import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Runtime } from '../../../src/runtime/runtime';
import { testPython } from '../test-python';
import { pluginServerRecipe } from '../../python-recipes';

const WITHOUT_REFLECTION = `
from grpc_reflection.v1alpha import reflection
reflection.enable_server_reflection = lambda names, server: None
from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
@app.route('Collector.init')
def init(params):
    return {'metadata': {'supported_features': ['known']}}
`;

describe('the runtime', () => {
  it('calls a plugin without reflection by the contracts that its own Python has', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'no reflection '));
    await mkdir(path.join(folder, 'src/plugin'), { recursive: true });
    await writeFile(path.join(folder, 'src/plugin/__init__.py'), '');
    await writeFile(path.join(folder, 'src/plugin/main.py'), WITHOUT_REFLECTION);
    const runtime = new Runtime(path.resolve('dist'));
    try {
      const address = await runtime.servers.of({ platform: 'spaceone', folder }).start(() =>
        Promise.resolve({
          interpreter: testPython(),
          recipe: pluginServerRecipe(path.join(folder, 'src')),
          environment: {},
        }),
      );
      const connection = await runtime.connections.to(address);
      const answers: unknown[] = [];
      await connection.call(
        await connection.resolve('Collector.init'),
        { options: {} },
        { onMessage: (item) => void answers.push(item) },
      );
      assert.match(JSON.stringify(answers), /"supported_features":\["known"\]/);
    } finally {
      await runtime[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    }
  });
});
