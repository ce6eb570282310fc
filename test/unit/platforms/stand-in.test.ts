import assert from 'node:assert/strict';
import path from 'node:path';
import type { Json } from '../../../src/base/json';
import { Catalog } from '../../../src/catalog/catalog';
import { runContract } from '../../../src/contract/run-contract';
import { defaultMessage, exchange, sampleMessage, type Answerer } from '../../../src/platforms/exchange';
import { pluginFinder } from '../../../src/platforms/spaceone/plugin-finder';
import { NodeFiles } from '../../../src/runtime/files/node-files';
import { Runtime } from '../../../src/runtime/runtime';
import { standIn, type StandInPlugin } from '../../stand-in/platform';

const folder = path.resolve('test/stand-in');

describe('a platform that nothing in the product names', () => {
  const files = new NodeFiles(() => [folder]);
  const runtime = new Runtime(path.resolve('dist'));

  after(() => runtime[Symbol.asyncDispose]());

  async function found(name: string): Promise<StandInPlugin> {
    const catalog = new Catalog([standIn.finder!, pluginFinder], files);
    catalog.setFolders([folder]);
    const plugin = (await catalog.ready()).find((each) => each.name === name);
    assert.equal(plugin?.platform, 'stand-in');
    return plugin as StandInPlugin;
  }

  async function ready(environment: Record<string, string> = {}): Promise<Answerer & { plugin: StandInPlugin }> {
    const plugin = await found('echo');
    const recipe = await standIn.server!.recipe(plugin, files);
    const interpreter = await runtime.interpreterFor(recipe, plugin.folder, undefined);
    assert.equal(interpreter, undefined);
    const server = runtime.servers.of(plugin);
    await server.stop();
    const address = await server.start(() => Promise.resolve({ recipe, environment }));
    return { plugin, sides: [standIn.server!], caller: runtime.callers.to(address, { http: standIn.server!.http }) };
  }

  it('has its servers and its packages found, with their methods and parts', async () => {
    const [echo, bundle] = await Promise.all([found('echo'), found('bundle')]);
    assert.deepEqual([echo.methods.map(({ name }) => name), echo.parts], [['echo.say'], []]);
    assert.deepEqual([bundle.methods, bundle.parts.map(({ name }) => name)], [[], ['first', 'second']]);
  });

  it('has its server started by its own program and called when it says that it is ready', async () => {
    const answerer = await ready();
    const messages: Json[] = [];
    const onMessage = (item: Json): void => void messages.push(item);
    const { state } = runtime.servers.of(answerer.plugin);
    assert.ok(state.is === 'ready');
    assert.match(state.address, /^http:\/\/127\.0\.0\.1:\d+$/);
    const given = await exchange(
      answerer,
      { call: 'echo.say', message: { word: '${profile:w}' }, values: { w: 'hi' } },
      { onMessage },
    );
    const sample = await exchange(answerer, { call: 'echo.say' }, { onMessage });
    assert.deepEqual([given.is, sample.is, messages], ['answered', 'answered', [{ word: 'hi' }, { word: 'sample' }]]);
    const noSample = { ...answerer, sides: [] };
    assert.deepEqual(await Promise.all([sampleMessage(answerer, 'echo.say'), defaultMessage(noSample, 'echo.say')]), [
      { word: 'sample' },
      {},
    ]);
  });

  it('has what its server refuses told in its own terms', async () => {
    const ended = await exchange(await ready(), { call: 'echo.say', message: {} });
    assert.ok(ended.is === 'failed');
    assert.deepEqual(ended.refusal, {
      status: '422',
      id: 'NO_WORD',
      message: 'There is no word.',
      next: 'Give it a word.',
    });
    assert.equal(ended.failure.what, 'echo.say failed with 422 Unprocessable Entity.');
    assert.deepEqual(ended.failure.next, { title: 'Give it a word' });
  });

  it('has its contract checked, each check after those that it hangs on', async () => {
    const { plugin, caller } = await ready();
    const checks = (await standIn.contract!()).checks(plugin);
    const run = { checks, plugin, messageFor: () => Promise.resolve({}), signal: new AbortController().signal };
    const told = async (with_: typeof caller | undefined): Promise<string[]> =>
      (await runContract({ ...run, server: with_ && (() => Promise.resolve(with_)) })).map(({ check, outcome }) => {
        const why = outcome.is === 'skipped' ? outcome.why : outcome.is === 'passed' ? '' : outcome.failure.what;
        return `${check.id} ${outcome.is} ${why}`.trim();
      });
    assert.deepEqual(await told(caller), [
      'is-named passed',
      'says-it passed',
      'says-more failed It says no more.',
      'says-much-more skipped It says nothing while this does not hold: It says more than it hears.',
    ]);
    // However many checks look at an answer, it is asked for once.
    const heard = (): number => runtime.servers.of(plugin).lines.filter((line) => line === 'heard hello').length;
    // A line of the server's output goes a way of its own, and may come after the answer.
    for (let tries = 0; heard() === 0 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(heard(), 1);
    assert.deepEqual(await told(undefined), [
      'is-named passed',
      'says-it skipped There is no server to ask.',
      'says-more skipped There is no server to ask.',
      'says-much-more skipped There is no server to ask.',
    ]);
  });

  it('has a server ended that listens for other machines too', async () => {
    await assert.rejects(ready({ ECHO_HOST: '0.0.0.0' }), (error: Error & { what: string; why: string }) => {
      assert.match(error.what, /^The test server was ended: it listens for other machines too, at [^ ]+:\d+\.$/);
      assert.equal(error.why, 'node was told to listen on 127.0.0.1 alone.');
      return true;
    });
    assert.equal(runtime.servers.of({ platform: 'stand-in', folder: path.join(folder, 'echo') }).state.is, 'failed');
  });

  it('has a program missed by its name where it is not on the PATH', async () => {
    const plugin = await found('echo');
    const recipe = await standIn.server!.recipe(plugin, files);
    assert.ok(recipe.is === 'program');
    const server = runtime.servers.of({ ...plugin, folder: `${plugin.folder}-elsewhere` });
    await assert.rejects(
      server.start(() => Promise.resolve({ recipe: { ...recipe, program: 'no-such-program' }, environment: {} })),
      { what: 'There is no program no-such-program on the PATH.' },
    );
  });
});
