import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Answers } from '../../../../src/base/questions';
import type { Addition } from '../../../../src/base/scaffold';
import { readPlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { scaffoldCloudServiceType } from '../../../../src/platforms/spaceone/scaffolds/cloud-service-type';
import { readTemplates } from '../../../../src/runtime/scaffold/templates';
import { MemoryFiles } from '../../../memory-files';
import { scaffoldPlan } from './scaffold-plans';

const templates = join(__dirname, '../../../../src/platforms/spaceone/templates/cloud-service-type');

/** The texts of a plugin by their paths. */
type Tree = Record<string, string>;

async function collector(answers: Answers = {}): Promise<Tree> {
  const { files } = await scaffoldPlan('spaceone.collector', answers);
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

/** A collector whose types lie by groups, as Google Cloud's do. */
async function grouped(): Promise<Tree> {
  return Object.fromEntries(await readTemplates(join(__dirname, '../../../fixtures/collectors/grouped')));
}

async function addTo(tree: Tree, answers: Answers): Promise<Addition> {
  const files = new MemoryFiles(Object.fromEntries(Object.entries(tree).map(([path, text]) => [`/p/${path}`, text])));
  const plugin = await readPlugin('/p', files);
  assert.ok(plugin);
  const read = (path: string): Promise<string | undefined> => Promise.resolve(tree[path]);
  return scaffoldCloudServiceType.plan(answers, await readTemplates(templates), plugin, read);
}

/** The lines that an edit adds, with the line before each run of them; an edit that takes any away fails. */
function addedLines({ edits }: Addition, path: string): string[] {
  const edit = edits.find((each) => each.path === path);
  assert.ok(edit, `${path} is not edited`);
  const [before, after] = [edit.before.split('\n'), edit.after.split('\n')];
  const shown: string[] = [];
  let read = 0;
  for (const [index, line] of after.entries()) {
    if (line === before[read]) {
      read += 1;
    } else {
      const isFirst = shown.at(-1)?.slice(2) !== after[index - 1];
      shown.push(...(isFirst && index > 0 ? [`  ${after[index - 1]}`] : []), `+ ${line}`);
    }
  }
  assert.equal(read, before.length, `${path} has lost a line`);
  return shown;
}

describe('a cloud service type in a collector as the workbench writes it', () => {
  it('brings its record, its manager and its view', async () => {
    const { files, open } = await addTo(await collector(), { name: 'VirtualDisk', group: 'Storage' });

    assert.deepEqual(
      files.map(({ path }) => path),
      [
        'src/plugin/manager/virtual_disk_manager.py',
        'src/plugin/model/virtual_disk.py',
        'src/plugin/model/virtual_disk.yaml',
      ],
    );
    assert.equal(open, 'src/plugin/manager/virtual_disk_manager.py');
    assert.match(
      files[0]?.text ?? '',
      /cloud_service_group = "Storage"\n {4}cloud_service_type = "VirtualDisk"\n {4}view = "model\/virtual_disk\.yaml"/,
    );
  });

  it('is read by the connector, and has records in the sample', async () => {
    const addition = await addTo(await collector(), { name: 'Disk' });

    assert.deepEqual(addedLines(addition, 'src/plugin/connector/cloud_connector.py'), [
      '  from plugin.error import ERROR_CLOUD_API',
      '+ from plugin.model.disk import Disk',
      '  ',
      '+     def list_disks(self) -> list[Disk]:',
      '+         return self._get("disks")',
      '+ ',
    ]);
    const sample = addition.edits.find(({ path }) => path.endsWith('sample.json'))?.after ?? '';
    assert.equal((JSON.parse(sample) as { disks: unknown[] }).disks.length, 2);
  });

  it('stands behind the others in the list of managers, imported in the order of the alphabet', async () => {
    const { edits } = await addTo(await collector({ package: 'cloudforet.team' }), { name: 'Disk' });
    const text = edits.find(({ path }) => path === 'src/cloudforet/team/manager/__init__.py')?.after;

    assert.equal(
      text?.slice(text.indexOf('from cloudforet'), text.indexOf('def managers_for')),
      `from cloudforet.team.manager.bucket_manager import BucketManager
from cloudforet.team.manager.disk_manager import DiskManager
from cloudforet.team.manager.resource_manager import ResourceManager
from cloudforet.team.manager.server_manager import ServerManager

MANAGERS: dict[str, type[ResourceManager]] = {
    manager.cloud_service_type: manager for manager in (ServerManager, BucketManager, DiskManager)
}


`,
    );
  });

  it('is tested and deployed with the others', async () => {
    const { edits } = await addTo(await collector(), { name: 'Disk' });
    const textOf = (path: string): string => edits.find((edit) => edit.path === path)?.after ?? '';

    assert.match(textOf('test/api/test_collector.py'), /^ALL_TYPES = \["Server", "Bucket", "Disk"\]$/m);
    assert.match(
      textOf('test/spacectl/create_collector.yaml'),
      /^ {4}cloud_service_types:\n {6}- Server\n {6}- Bucket\n {6}- Disk\nschedule:/m,
    );
  });

  it('keeps what its author has made of the list', async () => {
    const tree = await collector();
    const path = 'src/plugin/manager/__init__.py';
    tree[path] = (tree[path] ?? '').replace(
      '(ServerManager, BucketManager)',
      '(\n        ServerManager,  # (the old ones, too)\n        BucketManager,\n    )',
    );
    const { edits } = await addTo(tree, { name: 'Disk' });

    assert.match(
      edits[0]?.after ?? '',
      /in \(\n {8}ServerManager, {2}# \(the old ones, too\)\n {8}BucketManager,\n {8}DiskManager,\n {4}\)\n\}/,
    );
  });

  it('keeps the line ends of each file', async () => {
    const tree = await collector();
    const path = 'src/plugin/manager/__init__.py';
    tree[path] = (tree[path] ?? '').replaceAll('\n', '\r\n');
    const { edits } = await addTo(tree, { name: 'Disk' });

    assert.doesNotMatch(edits[0]?.after ?? '', /[^\r]\n/);
  });

  it('leaves alone what the author has taken out or made otherwise', async () => {
    const tree = await collector();
    delete tree['src/plugin/connector/sample.json'];
    tree['test/api/test_collector.py'] = 'ALL = []\n';
    const { edits } = await addTo(tree, { name: 'Disk' });

    assert.deepEqual(
      edits.map(({ path }) => path),
      [
        'src/plugin/manager/__init__.py',
        'src/plugin/connector/cloud_connector.py',
        'test/spacectl/create_collector.yaml',
      ],
    );
  });

  it('is refused where no list is found', async () => {
    const tree = await collector();
    tree['src/plugin/manager/__init__.py'] = 'MANAGERS = find_managers()\n';

    await assert.rejects(addTo(tree, { name: 'Disk' }), {
      what: 'plugin-example-inven-collector keeps no list of cloud service types that could be added to.',
    });
  });

  it('is refused where the connector reads in another way', async () => {
    const tree = await collector();
    tree['src/plugin/connector/cloud_connector.py'] = 'import requests\n';

    await assert.rejects(addTo(tree, { name: 'Disk' }), /has no "def _get\("/);
  });

  for (const [name, why] of [
    ['disk', /capital first/],
    ['Disk Image', /capital first/],
    ['Class', /Python keeps/],
  ] as const) {
    it(`cannot be called ${name}`, async () => {
      await assert.rejects(addTo(await collector(), { name }), why);
    });
  }

  for (const [name, resource] of [
    ['Disk', 'disks'],
    ['IPAddress', 'ip_addresses'],
    ['Policy', 'policies'],
    ['Gateway', 'gateways'],
  ] as const) {
    it(`asks the API for ${resource} where it is called ${name}`, async () => {
      const { edits } = await addTo(await collector(), { name });

      assert.ok(edits.some(({ after }) => after.includes(`self._get("${resource}")`)));
    });
  }
});

describe('a cloud service type in a collector whose types lie by groups', () => {
  const conf = 'src/spaceone/inventory/conf/cloud_service_conf.py';

  it('brings its model, its manager and its connector, and the packages of a new group', async () => {
    const { files } = await addTo(await grouped(), { name: 'TargetDisk', group: 'Storage' });

    assert.deepEqual(
      files.map(({ path }) => path.replace('src/spaceone/inventory/', '')),
      [
        'connector/storage/target_disk.py',
        'manager/storage/target_disk_manager.py',
        'model/storage/target_disk/__init__.py',
        'model/storage/target_disk/cloud_service.py',
        'model/storage/target_disk/cloud_service_type.py',
        'model/storage/target_disk/data.py',
        'connector/storage/__init__.py',
        'manager/storage/__init__.py',
        'model/storage/__init__.py',
      ],
    );
  });

  it('is made of what the tree has of its own', async () => {
    const { files } = await addTo(await grouped(), { name: 'TargetDisk', group: 'Storage' });
    const textOf = (path: string): string => files.find((file) => file.path.endsWith(path))?.text ?? '';

    assert.match(textOf('target_disk_manager.py'), /^class TargetDiskManager\(CloudManager\):$/m);
    assert.match(textOf('connector/storage/target_disk.py'), /self\.client\.targetDisks\(\)\.list\(/);
    assert.match(textOf('cloud_service_type.py'), /^_TYPE\.provider = "example_cloud"$/m);
  });

  it('stands in its group, or in a new one behind the others', async () => {
    const old = await addTo(await grouped(), { name: 'Image', group: 'ComputeEngine' });
    const fresh = await addTo(await grouped(), { name: 'Bucket', group: 'Storage' });

    assert.deepEqual(addedLines(old, conf), ['          "SnapshotManager",', '+         "ImageManager",']);
    assert.deepEqual(addedLines(fresh, conf), ['      ],', '+     "Storage": ["BucketManager"],']);
  });

  it('is imported where the framework looks for managers and connectors', async () => {
    const addition = await addTo(await grouped(), { name: 'Bucket', group: 'Storage' });

    assert.deepEqual(addedLines(addition, 'src/spaceone/inventory/manager/__init__.py'), [
      '  )',
      '+ from spaceone.inventory.manager.storage.bucket_manager import BucketManager',
    ]);
    assert.deepEqual(addedLines(addition, 'src/spaceone/inventory/connector/__init__.py'), [
      '  from spaceone.inventory.connector.compute_engine.snapshot import SnapshotConnector',
      '+ from spaceone.inventory.connector.storage.bucket import BucketConnector',
    ]);
  });

  it('is refused where another one has its manager: the framework finds it by its name alone', async () => {
    await assert.rejects(addTo(await grouped(), { name: 'Snapshot', group: 'Storage' }), {
      what: `${conf} names a SnapshotManager already.`,
    });
  });

  for (const [file, why] of [
    ['libs/manager.py', /libs\/manager\.py has no class of all managers/],
    ['libs/connector.py', /libs\/connector\.py has no class of all connectors/],
    ['libs/schema/cloud_service.py', /libs\/schema\/cloud_service\.py has no provider/],
  ] as const) {
    it(`is refused where ${file} is another than its templates are made for`, async () => {
      const tree = await grouped();
      tree[`src/spaceone/inventory/${file}`] = 'VALUE = 1\n';

      await assert.rejects(addTo(tree, { name: 'Bucket', group: 'Storage' }), why);
    });
  }

  it('is refused where nothing is imported for the framework to find', async () => {
    const tree = await grouped();
    delete tree['src/spaceone/inventory/connector/__init__.py'];

    await assert.rejects(addTo(tree, { name: 'Bucket', group: 'Storage' }), {
      what: 'There is no src/spaceone/inventory/connector/__init__.py, without which a type of such a collector is not found.',
    });
  });
});
