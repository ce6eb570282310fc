import assert from 'node:assert/strict';
import { readPlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { mayBeTests, testPlaces } from '../../../../src/platforms/spaceone/tests/test-places';
import { readTesterConfig } from '../../../../src/platforms/spaceone/tests/tester-config';
import { tree } from './tree';

const main = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
`;

describe('where tests of a plugin stand', () => {
  it('says for each file its folder, what comes first on the path, and the name by which Python imports it', async () => {
    const files = tree({
      '/w/src/plugin/main.py': main,
      '/w/src/setup.py': '',
      '/w/test/test_a.py': '',
      '/w/test/api/config.yml': '',
      '/w/test/api/deep/__init__.py': '',
      '/w/test/api/deep/test_b.py': '',
      '/w/test/not-a-name/test_c.py': '',
      '/w/test/helper.py': '',
    });
    const plugin = (await readPlugin('/w', files))!;
    assert.deepEqual(await testPlaces(plugin, files), [
      {
        ...{ file: '/w/test/api/deep/test_b.py', module: 'test.api.deep.test_b', imported: 'deep.test_b' },
        ...{ top: '/w/test/api', folder: '/w/test/api', config: '/w/test/api/config.yml' },
      },
      {
        ...{ file: '/w/test/test_a.py', module: 'test.test_a', imported: 'test_a' },
        ...{ top: '/w/test', folder: '/w', config: undefined },
      },
    ]);
  });

  it('is told by the name of a file alone', () => {
    const names = ['/w/test/api/test_a.py', '/w/tests/a_test.py', '/w/test/helper.py', '/w/src/test_a.py'];
    assert.deepEqual(names.map(mayBeTests), [true, true, false, false]);
  });
});

describe('the file in which spaceone-tester looks for a plugin', () => {
  const text = `# Where it answers
GLOBAL:
  SERVICE: monitoring
  ENDPOINTS:
    monitoring:
      plugin: localhost:50051
      #plugin: elsewhere.example:50062
      v1: 'grpc://127.0.0.1:50052'
    identity: {v1: identity.example:50051}
`;

  it('gets another port for each address of this machine, and stays as it is else', () => {
    const config = readTesterConfig(text);
    assert.equal(config.port, 50051);
    assert.equal(config.withPort(7), text.replace('localhost:50051', 'localhost:7').replace(':50052', ':7'));
  });

  for (const [what, other] of [
    ['names other machines alone', 'GLOBAL:\n  ENDPOINTS:\n    a:\n      v1: a.example:50051\n'],
    ['is something else', '- a\n'],
    ['is no YAML', 'GLOBAL: {ENDPOINTS: [\n'],
    ['is empty', ''],
  ] as const) {
    it(`asks for no server where it ${what}`, () => {
      const config = readTesterConfig(other);
      assert.deepEqual([config.port, config.withPort(7)], [undefined, other]);
    });
  }
});
