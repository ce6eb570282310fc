import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as reading from '../../../../src/editor/platforms/spaceone/registrations/endpoints/read-managed-sources';
import type { Failure } from '../../../../src/base/workbench-error';
import { EndpointRegistrations } from '../../../../src/platforms/spaceone/registrations/endpoint-registrations';
import { RepositoryClient } from '../../../../src/platforms/spaceone/registrations/repository-client';
import { LocalRepository } from '../../../../src/platforms/spaceone/repository/local-repository';
import { standInForEditor } from '../../../editor-stand-in';
import { endpointAt } from '../../platforms/spaceone/registrations/clients';

const editor = {
  l10n: { t: (text: string, ...given: string[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => given[+at] ?? '') },
  workspace: { workspaceFolders: [] as { uri: { scheme: string; fsPath: string } }[] },
};

describe('the sources of the managed plugins of a window (with a stand-in for the editor)', () => {
  const loaded = standInForEditor(editor);
  const broken: Failure = { what: 'It is not valid YAML.' };
  let read: (...sources: readonly unknown[]) => Promise<reading.ManagedRead>;
  let folder: string;
  let theirs: LocalRepository;
  let endpoints: Map<string, EndpointRegistrations>;
  let told: string[];

  before(async () => {
    const { readManagedSources } = loaded(
      'platforms/spaceone/registrations/endpoints/read-managed-sources',
    ) as typeof reading;
    folder = await mkdtemp(path.join(tmpdir(), 'managed sources '));
    const workspace = path.join(folder, 'workspace');
    await mkdir(path.join(workspace, 'managed'), { recursive: true });
    editor.workspace.workspaceFolders = [{ uri: { scheme: 'file', fsPath: workspace } }];
    theirs = await LocalRepository.start({
      managed: [{ plugin_id: 'plugin-theirs', name: 'Theirs', image: 'plugin-theirs', resource_type: 'x.Y' }],
    });
    read = (...sources) =>
      readManagedSources(sources, {
        pathsOf: (source) => [path.resolve(workspace, source)],
        endpointNamed: (source) => (source === 'broken' ? broken : endpoints.get(source)),
        tell: (note) => told.push(note),
      });
    await write('managed/a.yaml', 'plugin-a');
    await write('managed/b.yml', 'plugin-b');
    await write('staging-file.yaml', 'plugin-file');
  });
  after(async () => {
    await theirs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    told = [];
    endpoints = new Map(
      [
        ['staging', theirs.token],
        ['refused', 'no token of theirs'],
      ].map(([name = '', token]) => {
        const endpoint = endpointAt(`grpc://${theirs.address}`, {
          name,
          id: name,
          token: () => Promise.resolve(token),
        });
        return [name, new EndpointRegistrations(new RepositoryClient(endpoint))];
      }),
    );
  });
  afterEach(() => endpoints.forEach((each) => each.dispose()));

  const write = (name: string, id: string): Promise<void> =>
    writeFile(path.join(folder, 'workspace', name), `name: Name of ${id}\nimage: ${id}\nresource_type: x.Y\n`);
  const idsOf = ({ plugins }: reading.ManagedRead): string[] => plugins.map(({ plugin_id }) => plugin_id);

  it('are files, folders and endpoints, in their order', async () => {
    const found = await read('staging', 'managed', 'staging-file.yaml');
    assert.deepEqual(idsOf(found), ['plugin-theirs', 'plugin-a', 'plugin-b', 'plugin-file']);
    assert.deepEqual([found.failures, [...found.asked], told], [[], ['staging'], []]);
  });

  it('are a path before they are an endpoint of that name', async () => {
    endpoints.set('managed', endpoints.get('staging')!);
    assert.deepEqual(idsOf(await read('managed')), ['plugin-a', 'plugin-b']);
  });

  it('are told each by its own failure where they cannot be read, and the others count', async () => {
    await writeFile(path.join(folder, 'workspace/bad.yaml'), '\nname: Bad\nimage: bad\nservice_type: x.Y\n');
    const { failures, ...found } = await read('bad.yaml', 'nowhere', 'broken', 'refused', 'managed');
    assert.deepEqual(idsOf({ failures, ...found }), ['plugin-a', 'plugin-b']);
    const bad = path.join(folder, 'workspace/bad.yaml');
    const [ofFile, ofNothing, ofBroken, ofEndpoint, ...more] = failures;
    assert.deepEqual(
      [ofFile?.failure.why, ofFile?.failure.where],
      ['It has no "resource_type".', { file: bad, line: 2 }],
    );
    assert.deepEqual(ofNothing?.failure, {
      what: 'There is no file, folder or endpoint "nowhere" for managed plugins.',
      next: {
        title: 'Open the Settings',
        command: 'workbench.action.openSettings',
        arguments: ['pluginWorkbench.localRepository.managed'],
      },
    });
    assert.equal(ofBroken?.failure, broken);
    assert.deepEqual(
      [ofEndpoint?.failure.what, ofEndpoint?.endpoint?.id, more],
      ['refused does not accept the token.', 'refused', []],
    );
  });

  it('are none where the setting holds something else', async () => {
    const { plugins, failures } = await read('managed', 1);
    assert.deepEqual(
      [plugins, failures.map(({ failure }) => failure.what)],
      [[], ['Managed plugins are a list of paths and names.']],
    );
  });

  it('lead out of the workspace by no link that lies in it', async () => {
    await writeFile(path.join(folder, 'outside.yaml'), 'name: O\nimage: plugin-outside\nresource_type: x.Y\n');
    await symlink(path.join(folder, 'outside.yaml'), path.join(folder, 'workspace/link.yaml'));
    const { plugins, failures } = await read('link.yaml', '../outside.yaml');
    assert.deepEqual(
      [plugins.map(({ plugin_id }) => plugin_id), failures.map(({ failure }) => failure.why)],
      [['plugin-outside'], ['It leads out of the workspace.']],
    );
  });

  it('tell of what repeats, and of an endpoint without managed plugins', async () => {
    const empty = await LocalRepository.start();
    const endpoint = endpointAt(`grpc://${empty.address}`, { token: () => Promise.resolve(empty.token) });
    endpoints.set('empty', new EndpointRegistrations(new RepositoryClient(endpoint)));
    assert.deepEqual(idsOf(await read('managed', 'empty', 'managed/a.yaml')), ['plugin-a', 'plugin-b']);
    assert.deepEqual(told, [
      'empty has no managed plugins.',
      '"plugin-a" is among the managed plugins more than once, and the first counts.',
    ]);
    await empty[Symbol.asyncDispose]();
  });
});
