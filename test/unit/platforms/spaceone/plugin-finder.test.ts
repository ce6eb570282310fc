import assert from 'node:assert/strict';
import path from 'node:path';
import type { Files } from '../../../../src/base/files';
import { isInside } from '../../../../src/base/paths';
import { launchRecipe } from '../../../../src/platforms/spaceone/launch';
import { pluginFinder, readPlugin, type SpaceonePlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { NodeFiles } from '../../../../src/runtime/files/node-files';
import { tree } from './tree';

const fixtures = path.resolve('test/fixtures/spaceone');

/** All plugins below a folder, as the catalog finds them. */
async function pluginsIn(root: string, files: Files): Promise<SpaceonePlugin[]> {
  const markers = await files.find(root, pluginFinder.markers);
  const folders = new Set(markers.flatMap((marker) => pluginFinder.folderOf(marker) ?? []));
  const found = await Promise.all([...folders].sort().map((folder) => readPlugin(folder, files)));
  return found.flatMap((plugin) => plugin ?? []);
}

const collector = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
@app.route('Collector.init')
def init(params): pass
`;
const webhook = `from spaceone.api.monitoring.plugin import webhook_pb2, webhook_pb2_grpc
class Webhook(BaseAPI, webhook_pb2_grpc.WebhookServicer):
    def init(self, request, context): pass
`;

const summary = (plugins: readonly SpaceonePlugin[]): string[] =>
  plugins.map(({ folder, style, package: name, sourceRoot, type }) =>
    [folder, style, name, sourceRoot, type].join(' '),
  );

describe('the plugins of a workspace', () => {
  it('are found in all three styles, with name, type, version and handlers', async () => {
    const found = await pluginsIn(fixtures, new NodeFiles(() => [fixtures]));
    assert.deepEqual(
      found.map(({ folder, name, type, version, style, package: own }) => ({
        folder: path.basename(folder),
        name,
        type,
        version,
        style,
        own,
      })),
      [
        {
          folder: 'style-a',
          name: 'plugin-sample-mon-webhook',
          type: 'monitoring.Webhook',
          version: '1.2.3',
          style: 'PROTO',
          own: 'spaceone.monitoring',
        },
        {
          folder: 'style-b',
          name: 'style-b',
          type: 'monitoring.DataSource',
          version: undefined,
          style: 'GRPCServer',
          own: 'spaceone.monitoring',
        },
        {
          folder: 'style-c',
          name: 'style-c',
          type: 'inventory.Collector',
          version: undefined,
          style: 'PluginServer',
          own: 'plugin',
        },
      ],
    );
  });

  it('name each method with its file and line; comments, strings and private methods are none', async () => {
    const found = await pluginsIn(fixtures, new NodeFiles(() => [fixtures]));
    const methods = found.flatMap((plugin) =>
      plugin.methods.map(({ name, file, line }) => `${name} ${path.relative(plugin.folder, file)}:${line}`),
    );
    assert.deepEqual(methods, [
      'Webhook.init src/spaceone/monitoring/api/plugin/webhook.py:11',
      'Webhook.verify src/spaceone/monitoring/api/plugin/webhook.py:15',
      'Event.parse src/spaceone/monitoring/api/plugin/event.py:9',
      'DataSource.init src/spaceone/monitoring/interface/grpc/data_source.py:9',
      'DataSource.verify src/spaceone/monitoring/interface/grpc/data_source.py:13',
      'Metric.list src/spaceone/monitoring/interface/grpc/metric.py:9',
      'Metric.get_data src/spaceone/monitoring/interface/grpc/metric.py:12',
      'Collector.init src/plugin/main.py:6',
      'Collector.verify src/plugin/main.py:11',
      'Collector.collect src/plugin/main.py:21',
      'Job.get_tasks src/plugin/main.py:31',
    ]);
  });

  it('may lie side by side and in each other, each with its own package', async () => {
    const files = tree({
      '/w/Dockerfile': 'FROM x\nCOPY src /src\nWORKDIR /src\nCMD ["spaceone","run","plugin-server","plugin"]',
      '/w/src/plugin/main.py': collector,
      '/w/more/one/Dockerfile': 'FROM x\nENTRYPOINT ["spaceone"]\nCMD ["grpc","cloudforet.monitoring"]',
      '/w/more/one/src/cloudforet/monitoring/conf/proto_conf.py':
        "PROTO = {'cloudforet.monitoring.api.w': ['Webhook']}",
      '/w/more/one/src/cloudforet/monitoring/api/w.py': webhook,
      '/w/more/two/main.py': collector,
    });
    assert.deepEqual(summary(await pluginsIn('/w', files)), [
      '/w PluginServer plugin /w/src inventory.Collector',
      '/w/more/one PROTO cloudforet.monitoring /w/more/one/src monitoring.Webhook',
      '/w/more/two PluginServer two /w/more inventory.Collector',
    ]);
  });

  it('need no Dockerfile: the tree shows style and package', async () => {
    const files = tree({
      '/a/src/my_package/main.py': collector,
      '/b/spaceone/monitoring/conf/proto_conf.py': "PROTO: dict = {'spaceone.monitoring.api.w': ['Webhook']}",
      '/b/spaceone/monitoring/api/w.py': webhook,
      '/c/src/spaceone/monitoring/interface/grpc/__init__.py':
        'from .w import Webhook as W\napp = GRPCServer()\napp.add_service(W)',
      '/c/src/spaceone/monitoring/interface/grpc/w.py': webhook,
    });
    assert.deepEqual(summary(await pluginsIn('', files)), [
      '/a PluginServer my_package /a/src inventory.Collector',
      '/b PROTO spaceone.monitoring /b monitoring.Webhook',
      '/c GRPCServer spaceone.monitoring /c/src monitoring.Webhook',
    ]);
  });

  it('have their package wherever the Dockerfile copies it from', async () => {
    const files = tree({
      '/w/Dockerfile':
        'FROM x\nWORKDIR /app\nCOPY server/python ./code\nCMD spaceone run plugin-server -s code my.plugin',
      '/w/server/python/my/plugin/main.py': collector,
    });
    assert.deepEqual(summary(await pluginsIn('/w', files)), [
      '/w PluginServer my.plugin /w/server/python inventory.Collector',
    ]);
  });

  it('may keep the Dockerfile in a folder of its own', async () => {
    const files = tree({
      '/w/docker/Dockerfile': 'FROM x\nCOPY src /src\nWORKDIR /src\nCMD ["spaceone","run","plugin-server","plugin"]',
      '/w/src/plugin/main.py': collector,
    });
    const found = await pluginsIn('/w', files);
    assert.deepEqual(summary(found), ['/w PluginServer plugin /w/src inventory.Collector']);
    assert.equal(found[0]?.dockerfile, '/w/docker/Dockerfile');
  });

  it('belong to the folder that shows itself as a project, not to their package', async () => {
    const files = tree({ '/w/setup.py': "setup(name='p', version='2.0')", '/w/plugin/main.py': collector });
    const [found, ...others] = await pluginsIn('/w', files);
    assert.deepEqual([found?.folder, found?.name, found?.version, others.length], ['/w', 'p', '2.0', 0]);
  });

  it('are not sought in folders of the same names above the workspace', async () => {
    const files = tree({ '/home/src/p/main.py': collector, '/home/cloudforet/q/main.py': collector });
    assert.deepEqual(summary([(await readPlugin('/home/src/p', files))!]), [
      '/home/src/p PluginServer p /home/src inventory.Collector',
    ]);
    assert.equal(pluginFinder.folderOf('/home/cloudforet/q/main.py'), '/home/cloudforet/q');
  });

  it('keep to the tree when the Dockerfile starts what is not there', async () => {
    const files = tree({
      '/w/Dockerfile': 'FROM x\nCMD ["spaceone","grpc","spaceone.inventory"]',
      '/w/src/plugin/main.py': collector,
    });
    assert.deepEqual(summary(await pluginsIn('/w', files)), ['/w PluginServer plugin /w/src inventory.Collector']);
  });

  it('may have their application in a module that the Dockerfile names', async () => {
    const files = tree({
      '/w/Dockerfile': 'FROM x\nCMD ["spaceone","run","plugin-server","p","-a","{package}.server:app"]',
      '/w/src/p/server.py': collector,
    });
    const [found] = await pluginsIn('/w', files);
    assert.deepEqual([found?.entry.file, found?.methods.length], ['/w/src/p/server.py', 1]);
  });

  it('take their type from the services when the server class is their own', async () => {
    const files = tree({
      '/w/src/p/main.py': 'from p.app import app\nfrom p import routes',
      '/w/src/p/app.py':
        'from spaceone.core.plugin.server import PluginServer\nclass Mine(PluginServer): pass\napp = Mine()',
      '/w/src/p/routes.py':
        'from p.app import app as server\n@server.route(plugin_method="Protocol.init")\ndef a(p): pass\nserver.route("Notification." "dispatch")(print)',
    });
    const [found] = await pluginsIn('/w', files);
    assert.equal(found?.type, 'notification.Protocol');
    assert.deepEqual(
      found.methods.map(({ name, line }) => `${name}:${line}`),
      ['Protocol.init:2', 'Notification.dispatch:4'],
    );
  });
});

describe('no plugin', () => {
  const others: [title: string, files: Record<string, string>][] = [
    [
      'an ordinary web application',
      {
        '/w/Dockerfile': 'FROM python\nCMD ["uvicorn","main:app"]',
        '/w/main.py': "app = Flask()\n@app.route('/x')\ndef x(): pass",
        '/w/setup.py': "setup(name='x')",
      },
    ],
    [
      'a main.py that only mentions a plugin server',
      {
        '/w/app/main.py':
          '# from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer\n"""CollectorPluginServer()"""',
      },
    ],
    [
      'an ordinary gRPC service of that layout',
      {
        '/w/src/a/interface/grpc/__init__.py': 'from a.interface.grpc.x import X\napp.add_service(X)',
        '/w/src/a/interface/grpc/x.py': 'from a.api import x_pb2\nclass X: pass',
      },
    ],
    [
      'a core service of the platform',
      {
        '/w/Dockerfile':
          'FROM x\nCOPY src /src\nWORKDIR /src\nCMD ["spaceone","run","grpc-server","spaceone.inventory"]',
        '/w/src/setup.py': "setup(name='spaceone-inventory')",
        '/w/src/spaceone/inventory/interface/grpc/__init__.py':
          'from spaceone.inventory.interface.grpc.collector import Collector\napp.add_service(Collector)',
        '/w/src/spaceone/inventory/interface/grpc/collector.py':
          'from spaceone.api.inventory.v1 import collector_pb2\nclass Collector(BaseAPI): \n    def init(self, r, c): pass',
        '/w/src/spaceone/inventory/plugin/collector/interface/grpc/__init__.py':
          'from spaceone.inventory.plugin.collector.interface.grpc.w import Webhook\napp.add_service(Webhook)',
        '/w/src/spaceone/inventory/plugin/collector/interface/grpc/w.py': webhook,
        '/w/src/spaceone/inventory/plugin/collector/skeleton/main.py': collector,
      },
    ],
    ['an empty folder', {}],
  ];
  for (const [title, files] of others) {
    it(`is ${title}`, async () => assert.deepEqual(summary(await pluginsIn('/w', tree(files))), []));
  }
});

describe('the launch recipe', () => {
  const recipe = async (folder: string, files: Files): Promise<string> => {
    const plugin = await readPlugin(folder, files);
    const { module, cwd, ...made } = launchRecipe(plugin!);
    assert.equal(module, 'spaceone.core.command');
    assert.ok(isInside(folder, cwd));
    return `${made.arguments(4711).join(' ')} in ${cwd}`;
  };
  const image = (command: string, rest = ''): string =>
    `FROM x\nWORKDIR /app\nCOPY . .\n${rest}\nCMD spaceone ${command}`;

  it('of style A is grpc of 1.x, with the source root as working folder', async () => {
    const folder = path.join(fixtures, 'style-a');
    assert.equal(
      await recipe(folder, new NodeFiles(() => [folder])),
      `grpc spaceone.monitoring -p 4711 in ${folder}/src`,
    );
  });

  it('of style B is run grpc-server, with the workers of the Dockerfile', async () => {
    const folder = path.join(fixtures, 'style-b');
    assert.equal(
      await recipe(folder, new NodeFiles(() => [folder])),
      `run grpc-server spaceone.monitoring -p 4711 -s ${folder}/src -w 20 in ${folder}/src`,
    );
  });

  it('of style C is run plugin-server', async () => {
    const folder = path.join(fixtures, 'style-c');
    assert.equal(
      await recipe(folder, new NodeFiles(() => [folder])),
      `run plugin-server plugin -p 4711 -s ${folder}/src in ${folder}/src`,
    );
  });

  it('runs in the folder that the image has as its working folder', async () => {
    const files = tree({
      '/w/Dockerfile': image('run plugin-server plugin -s src -a plugin.main:app'),
      '/w/src/plugin/main.py': collector,
    });
    assert.equal(await recipe('/w', files), 'run plugin-server plugin -p 4711 -s /w/src -a plugin.main:app in /w');
  });

  it('names the source root of 1.x as a module path, since it knows no other option', async () => {
    const files = tree({
      '/w/Dockerfile': image('grpc spaceone.monitoring -m src -c conf/local.yml'),
      '/w/conf/local.yml': '',
      '/w/src/spaceone/monitoring/conf/proto_conf.py': "PROTO = {'spaceone.monitoring.w': ['Webhook']}",
      '/w/src/spaceone/monitoring/w.py': webhook,
    });
    assert.equal(await recipe('/w', files), 'grpc spaceone.monitoring -p 4711 -c /w/conf/local.yml -m /w/src in /w');
  });

  it('leaves out a config file that only the image has', async () => {
    const files = tree({
      '/w/Dockerfile': image(
        'run plugin-server plugin -s src -m /opt/more',
        'ENV SPACEONE_CONFIG_FILE=/etc/spaceone.yml',
      ),
      '/w/src/plugin/main.py': collector,
    });
    assert.equal(await recipe('/w', files), 'run plugin-server plugin -p 4711 -s /w/src in /w');
  });
});
