import assert from 'node:assert/strict';
import { create } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Emitter } from '../../../src/base/emitter';
import { Catalog } from '../../../src/catalog/catalog';
import type { Plugin, PluginFinder } from '../../../src/catalog/plugin';
import { RequestSchemas } from '../../../src/editor/calls/request-schemas';
import { checkText, type CheckedText } from '../../../src/manifest/check/check-text';
import { GrpcConnections } from '../../../src/runtime/calls/grpc-connections';
import { descriptorSet } from '../../../src/runtime/grpc/method-schema';
import type { ServerState, TestServer } from '../../../src/runtime/server/test-server';
import type { ServerChange } from '../../../src/runtime/server/test-servers';
import { bytesOf, sampleFiles } from '../runtime/grpc/sample-descriptors';
import { SampleServer } from '../runtime/grpc/sample-server';
import { Callers } from '../../../src/runtime/calls/callers';
import { Redactor } from '../../../src/runtime/secrets/redactor';

const plugins = ['one', 'two'].map((name): Plugin => {
  const folder = `/w/${name}`;
  const entry = `${folder}/main.py`;
  const methods = [{ name: 'Twin.count', file: entry, line: 1 }];
  return {
    platform: 'spaceone',
    folder,
    name,
    type: 'sample.Plugin',
    facts: [],
    entry: { file: entry },
    methods,
    parts: [],
  };
});
const finder: PluginFinder = {
  platform: 'spaceone',
  markers: ['main.py'],
  folderOf: (marker) => marker.replace('/main.py', ''),
  read: (folder) => Promise.resolve(plugins.find((plugin) => plugin.folder === folder)),
};

/** Another version of a service of the sample. */
const otherTwin = create(FileDescriptorProtoSchema, {
  name: 'sample/v2/twin.proto',
  package: 'sample.v2',
  syntax: 'proto3',
  messageType: [{ name: 'OtherRequest' }],
  service: [
    {
      name: 'Twin',
      method: [{ name: 'count', inputType: '.sample.v2.OtherRequest', outputType: '.sample.v2.OtherRequest' }],
    },
  ],
});

describe('the schemas of requests', () => {
  const states = new Map<string, ServerState>();
  const serverChanged = new Emitter<ServerChange>();
  let connections: GrpcConnections;
  let schemas: RequestSchemas;
  let contracts: Record<string, () => Promise<Uint8Array>>;
  let asked: string[];
  let isTrusted: boolean;

  beforeEach(() => {
    const catalog = new Catalog([finder], {
      read: () => Promise.resolve(undefined),
      find: () => Promise.resolve(plugins.map(({ entry }) => entry.file)),
    });
    catalog.setFolders(['/w']);
    states.clear();
    asked = [];
    contracts = {};
    isTrusted = true;
    connections = new GrpcConnections();
    schemas = new RequestSchemas(
      catalog,
      { of: ({ folder }) => ({ state: states.get(folder) ?? { is: 'idle' } }), onDidChange: serverChanged.event },
      new Callers(connections, new Redactor()),
      ({ name }) => {
        asked.push(name);
        return contracts[name]?.() ?? Promise.reject(new Error('It has no Python.'));
      },
      () => isTrusted,
      () => ['my-account'],
    );
  });
  afterEach(() => {
    schemas.dispose();
    connections.dispose();
  });

  const check = (text: string): CheckedText => checkText(text, [schemas.kind], []);
  const twin = 'call: Twin.count\nmessage: {up_to: 1}\n';
  const unknownKeys = (text: string): number => check(text).findings.length;

  function has(name: string, files: readonly Uint8Array[]): void {
    contracts[name] = () => Promise.resolve(descriptorSet(files));
  }
  const everyFile = sampleFiles.map(bytesOf);

  it('are learnt from the contracts that the Python of the plugin has installed, once', async () => {
    has('one', everyFile);
    let changes = 0;
    schemas.onDidChange(() => (changes += 1));
    assert.equal(unknownKeys(twin), 0);
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    assert.deepEqual([unknownKeys(twin), changes], [1, 1]);
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    await schemas.look('/w/one/requests/b.yaml', check('call: sample.v1.Sample.echo\nmessage: {}\n'));
    assert.deepEqual([asked, changes], [['one'], 2]);
  });

  it('are learnt from the ready server rather, also for the time after it, and anew from the next one', async () => {
    const server = await new SampleServer().start();
    const ready = (pid: number): ServerState => ({ is: 'ready', address: server.address, pid, debugged: false });
    try {
      let changes = 0;
      schemas.onDidChange(() => (changes += 1));
      for (const pid of [1, 2]) {
        states.set('/w/one', ready(pid));
        serverChanged.fire({ server: {} as TestServer, state: ready(pid), before: { is: 'idle' } });
        await schemas.look('/w/one/requests/a.yaml', check(twin));
      }
      states.set('/w/one', { is: 'idle' });
      await schemas.look('/w/one/requests/a.yaml', check(twin));
      assert.deepEqual([unknownKeys(twin), asked], [1, []]);
      assert.equal(changes, 3, 'one for each ready server, one for what was learnt, which the second did not change');
    } finally {
      connections.dispose();
      await server.stop();
    }
  });

  it('run nothing in a workspace that is not trusted, until it is', async () => {
    has('one', everyFile);
    isTrusted = false;
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    assert.deepEqual([unknownKeys(twin), asked], [0, []]);
    isTrusted = true;
    schemas.forgetContracts();
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    assert.equal(unknownKeys(twin), 1);
  });

  it('are nothing to complain of where a plugin has no Python, and are asked for again after it got one', async () => {
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    assert.deepEqual([unknownKeys(twin), asked], [0, ['one']]);
    has('one', everyFile);
    schemas.forgetContracts();
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    assert.equal(unknownKeys(twin), 1);
  });

  it('are not used while two plugins know different messages of one call', async () => {
    has('one', everyFile);
    has('two', [bytesOf(otherTwin)]);
    await schemas.look('/w/one/requests/a.yaml', check(twin));
    assert.equal(unknownKeys(twin), 1);
    await schemas.look('/w/two/requests/a.yaml', check(twin));
    assert.equal(unknownKeys(twin), 0);
  });

  it('are not looked for on behalf of files that hold no request, or lie in no plugin', async () => {
    await schemas.look('/w/one/a.yaml', check('a: b\n'));
    await schemas.look('/elsewhere/a.yaml', check(twin));
    assert.deepEqual(asked, []);
  });
});
