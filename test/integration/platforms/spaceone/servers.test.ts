import assert from 'node:assert/strict';
import path from 'node:path';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { launchRecipe } from '../../../../src/platforms/spaceone/launch';
import { readPlugin, type SpaceonePlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { NodeFiles } from '../../../../src/runtime/files/node-files';
import { freePort } from '../../../../src/runtime/processes/ports';
import { Processes } from '../../../../src/runtime/processes/processes';
import { testPython } from '../../test-python';
import { styleA } from './environments';

const files = new NodeFiles(() => [path.resolve('test/fixtures/spaceone')]);

async function fixture(style: string): Promise<SpaceonePlugin> {
  return (await readPlugin(path.resolve('test/fixtures/spaceone', style), files))!;
}

/** Serves a plugin by its recipe and calls a method with a message's bytes once it is healthy. */
async function serveAndCall(plugin: SpaceonePlugin, python: string, method: string, request: Buffer): Promise<Buffer> {
  await using processes = new Processes();
  const recipe = launchRecipe(plugin);
  const port = await freePort();
  const log: string[] = [];
  const server = await processes.start(python, ['-m', recipe.module, ...recipe.arguments(port)], {
    cwd: recipe.cwd,
    env: { ...recipe.environment, PYTHONDONTWRITEBYTECODE: '1' },
    onLine: (line) => log.push(line),
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const dead = server.exited.then(() => Promise.reject(new Error(`The server ended:\n${log.join('\n')}`)));
  try {
    await Promise.race([dead, becomesReady(client)]);
    await call(client, '/grpc.health.v1.Health/Check', Buffer.alloc(0));
    return await call(client, method, request);
  } finally {
    client.close();
    dead.catch(() => undefined);
  }
}

function becomesReady(client: Client): Promise<void> {
  return new Promise((resolve, reject) =>
    client.waitForReady(Date.now() + 60_000, (error) => (error ? reject(error) : resolve())),
  );
}

function call(client: Client, method: string, request: Buffer): Promise<Buffer> {
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve, reject) =>
    client.makeUnaryRequest(method, same, same, request, (error: ServiceError | null, answer?: Buffer) =>
      error ? reject(error) : resolve(answer!),
    ),
  );
}

/** `options: {}` as field 1. */
const options = Buffer.from([0x0a, 0x00]);

describe('a plugin on its real framework', function () {
  this.timeout(15 * 60_000);

  it('of style A starts by its recipe under core 1.x, in the environment that its own plan sets up', async () => {
    const { plugin, made, interpreters } = await styleA();
    assert.deepEqual([made.missing, made.findings], [[], []]);
    assert.equal(await interpreters.forPlugin(plugin.folder), made.interpreter);
    const asked = { distributions: ['spaceone-core', 'debugpy'] };
    const { distributions } = (await interpreters.probe(made.interpreter, asked))!;
    assert.match(distributions['spaceone-core']!, /^1\.12\./);
    assert.ok(distributions['debugpy']);

    const answer = await serveAndCall(
      plugin,
      made.interpreter,
      '/spaceone.api.monitoring.plugin.Webhook/init',
      options,
    );
    assert.match(answer.toString('latin1'), /style.*A/s);
  });

  it('of style B starts by its recipe under core 2.0', async () => {
    const answer = await serveAndCall(
      await fixture('style-b'),
      testPython(),
      '/spaceone.api.monitoring.plugin.DataSource/init',
      options,
    );
    assert.match(answer.toString('latin1'), /style.*B/s);
  });

  it('of style C starts by its recipe under core 2.0', async () => {
    const answer = await serveAndCall(
      await fixture('style-c'),
      testPython(),
      '/spaceone.api.inventory.plugin.Collector/init',
      options,
    );
    assert.match(answer.toString('latin1'), /title.*C/s);
  });
});
