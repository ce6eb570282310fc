import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TreeItem } from 'vscode';
import { Emitter } from '../../../../src/base/emitter';
import { Manifests } from '../../../../src/catalog/manifests';
import { Sources, type Source } from '../../../../src/catalog/sources';
import type { Failure } from '../../../../src/base/workbench-error';
import type { ModuleLoad } from '../../../../src/platforms/bksops/load/load-report';
import type * as loads from '../../../../src/editor/platforms/bksops/sources/load-states';
import type * as secretsOf from '../../../../src/editor/platforms/bksops/sources/source-secrets';
import type * as syncsOf from '../../../../src/editor/platforms/bksops/sources/source-syncs';
import type * as view from '../../../../src/editor/platforms/bksops/sources/source-tree';
import { manifestReader, sourceReaders } from '../../../../src/platforms/platforms';
import { sourceCopy } from '../../../../src/platforms/bksops/sync/copies';
import { ModuleFiles } from '../../../../src/platforms/bksops/sync/module-files';
import { Redactor } from '../../../../src/runtime/secrets/redactor';
import { standInForEditor } from '../../../editor-stand-in';
import { MemoryFiles } from '../../../memory-files';
import { writeTree } from '../../../source-servers';

/** What the person types into the next question; undefined leaves it. */
let typed: string | undefined;
const asked: { title?: string; password?: boolean }[] = [];
const nothing = { dispose: () => undefined };

/** The editor's part, as far as rows and secrets are made of it; the host suite has the real one. */
const editor = {
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => String(given[+at])),
  },
  env: { language: 'en' },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  Disposable: { from: () => nothing },
  TreeItem: class {
    constructor(
      readonly label: string,
      readonly collapsibleState: number,
    ) {}
  },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  ThemeColor: class {
    constructor(readonly id: string) {}
  },
  MarkdownString: class {
    constructor(readonly value: string) {}
  },
  EventEmitter: Emitter,
  window: {
    onDidChangeWindowState: () => nothing,
    showInputBox: (options: { title?: string; password?: boolean }) => {
      asked.push(options);
      return Promise.resolve(typed);
    },
  },
  workspace: {
    onDidSaveTextDocument: () => nothing,
    asRelativePath: ({ fsPath }: { fsPath: string }) => fsPath.replace(/^\/w\//, ''),
  },
};

const component = `# -*- coding: utf-8 -*-
from pipeline.component_framework.component import Component
__group_name__ = "Team"
class HelloComponent(Component):
    name = "Say hello"
    code = "demo_hello"
    version = "1.0.0"
    bound_service = HelloService
    embedded_form = True
    form = "$.atoms.demo_hello = []"
`;
const plain = `from pipeline.component_framework.component import Component
class PollComponent(Component):
    code = "demo_poll"
    name = "Poll"
    bound_service = PollService
    form = "/static/poll.js"
`;

function manifest(folder: string): string {
  return `apiVersion: bksops/v1
sources:
  - name: team_git
    type: git
    details: {repo_address: "https://bot:\${env:TOKEN}@git.example.com/team.git", repo_raw_address: "https://raw.example.com/team", branch: main}
    packages:
      team: {version: 1.0.0, modules: [team.hello, team.broken, team.gone]}
  - name: team_fs
    type: fs
    details: {path: "${folder}"}
    packages:
      local: {version: "2", modules: [local.poll, local.helper]}
cache: {name: all, type: fs, details: {path: /data/cache}}
`;
}

describe('the rows of sources (with a stand-in for the editor)', () => {
  const loaded = standInForEditor(editor);
  let place: string;
  let kept: string | undefined;
  let files: MemoryFiles;
  let tree: view.SourceTree;
  let syncs: syncsOf.SourceSyncs;
  let stored: Map<string, string>;
  let secrets: secretsOf.SourceSecrets;
  let load: loads.LoadState;
  let loadFailure: Failure | undefined;
  const memory = new Map<string, unknown>();

  const make = (texts: Readonly<Record<string, string>>): void => {
    files = new MemoryFiles(texts);
    const manifests = new Manifests(manifestReader(), files);
    manifests.setFolders(['/w']);
    const sources = new Sources(manifests, sourceReaders, files);
    const { SourceTree } = loaded('platforms/bksops/sources/source-tree') as typeof view;
    const { SourceSyncs } = loaded('platforms/bksops/sources/source-syncs') as typeof syncsOf;
    const { SourceSecrets } = loaded('platforms/bksops/sources/source-secrets') as typeof secretsOf;
    secrets = new SourceSecrets({
      get: (key: string) => Promise.resolve(stored.get(key)),
      store: (key: string, value: string) => Promise.resolve(void stored.set(key, value)),
      delete: (key: string) => Promise.resolve(void stored.delete(key)),
    } as never);
    const memento = {
      get: (key: string, other: unknown) => memory.get(key) ?? other,
      update: (key: string, value: unknown) => Promise.resolve(memory.set(key, value)),
    };
    syncs = new SourceSyncs(files, {} as never, new Redactor(), secrets, memento as never);
    const states = {
      of: () => load,
      failureOf: () => loadFailure,
      onDidChange: () => nothing,
    } as loads.LoadStates;
    const modules = new ModuleFiles(files, manifests, () => ['/w']);
    tree = new SourceTree(sources, syncs, states, modules, { visible: true, onDidChangeVisibility: () => nothing });
  };

  beforeEach(async () => {
    kept = process.env['XDG_CACHE_HOME'];
    place = await mkdtemp(path.join(tmpdir(), 'sources-'));
    process.env['XDG_CACHE_HOME'] = path.join(place, 'kept');
    stored = new Map();
    memory.clear();
    asked.length = 0;
    typed = undefined;
    load = { is: 'not loaded' };
    loadFailure = undefined;
    make({
      '/w/sources.yaml': manifest(path.join(place, 'origin')),
      '/w/team/__init__.py': '',
      '/w/team/hello.py': component,
      '/w/team/broken.py': 'class (:\n',
    });
  });
  afterEach(async () => {
    if (kept === undefined) {
      delete process.env['XDG_CACHE_HOME'];
    } else {
      process.env['XDG_CACHE_HOME'] = kept;
    }
    await rm(place, { recursive: true, force: true });
  });

  /** A node by the labels that lead to it. */
  async function at(...labels: readonly string[]): Promise<view.SourceNode> {
    let node: view.SourceNode | undefined;
    for (const label of labels) {
      const children = await tree.getChildren(node);
      node = children.find((child) => tree.getTreeItem(child).label === label);
      assert.ok(node, `"${label}" stands there`);
    }
    return node!;
  }
  const text = ({ label, description }: TreeItem): string => `${label as string} | ${description as string}`;
  async function below(...labels: readonly string[]): Promise<string[]> {
    const children = await tree.getChildren(labels.length === 0 ? undefined : await at(...labels));
    return children.map((child) => text(tree.getTreeItem(child)));
  }
  /** Syncs the manifest; without a signal of its own nothing ends it. */
  const sync = (only?: Source): Promise<unknown> =>
    syncs.sync('/w/sources.yaml', only, new AbortController().signal, () => undefined);
  async function sourceAt(name: string): Promise<Source> {
    const node = await at('sources.yaml', name);
    assert.ok(node.is === 'source');
    return node.source;
  }

  it('are manifests with their sources and cache, told by name, state, type and address without a login', async () => {
    assert.deepEqual(await below(), ['sources.yaml | 2 sources']);
    assert.deepEqual(await below('sources.yaml'), [
      'team_git | not synced · git · https://git.example.com/team.git @ main',
      `team_fs | not synced · fs · ${path.join(place, 'origin')}`,
      'all | not filled · cache, fs · /data/cache',
    ]);
    assert.deepEqual(await below('sources.yaml', 'team_git'), ['team | 1.0.0 · 3 modules']);
  });

  it('are components as the text in the workspace says, while nothing is synced', async () => {
    const set = ['sources.yaml', 'team_git', 'team'];
    assert.deepEqual(await below(...set), [
      'team.hello | not loaded',
      'team.broken | not loaded',
      'team.gone | not loaded',
    ]);
    assert.deepEqual(await below(...set, 'team.hello'), ['demo_hello | 1.0.0 · Say hello · Team · form in the code']);
    assert.deepEqual(await below(...set, 'team.broken'), ['Line 1 is no Python. | ']);
    assert.deepEqual(await below(...set, 'team.gone'), ['The module is not on this machine: sync the source. | ']);
  });

  it('are components as the copy says once there is one, with what SOPS takes where nothing is said', async () => {
    await writeTree(path.join(place, 'origin'), {
      'local/__init__.py': '',
      'local/poll.py': plain,
      'local/helper.py': 'x = 1\n',
    });
    await sync(await sourceAt('team_fs'));
    const set = ['sources.yaml', 'team_fs', 'local'];
    const [, source = ''] = await below('sources.yaml');
    assert.match(source, /^team_fs \| synced .+ · fs · /);
    assert.deepEqual(await below(...set, 'local.poll'), [
      'demo_poll | legacy · Poll · Poll · form elsewhere, which SOPS does not find',
    ]);
    assert.deepEqual(await below(...set, 'local.helper'), ['The module defines no component. | ']);
    const node = await at(...set, 'local.poll', 'demo_poll');
    assert.ok(node.is === 'component' && node.component.isCopy);
    const copy = sourceCopy('/w/sources.yaml', { name: 'team_fs', type: 'fs' });
    assert.deepEqual(node.component.at, { file: `${copy}/local/poll.py`, line: 2 });
  });

  it('tell of a source with a copy what the sync of SOPS itself would make of it', async () => {
    await writeTree(path.join(place, 'origin'), { 'local/__init__.py': '' });
    await sync(await sourceAt('team_fs'));
    const note = 'SOPS cannot sync a file system source: "FileSystem original source does not support to be cached".';
    assert.deepEqual(await below('sources.yaml', 'team_fs'), ['local | 2 · 2 modules', `${note} | `]);
    const node = await at('sources.yaml', 'team_fs');
    const { tooltip } = await tree.resolveTreeItem({}, node);
    assert.match((tooltip as { value: string }).value, /SOPS cannot sync a file system source/);
  });

  it('say of a copy when the manifest names another place since', async () => {
    await writeTree(path.join(place, 'origin'), { 'local/__init__.py': '' });
    await sync(await sourceAt('team_fs'));
    make(Object.fromEntries([...files.texts, ['/w/sources.yaml', manifest('/elsewhere')]]));
    assert.match(
      (await below('sources.yaml'))[1] ?? '',
      /^team_fs \| synced .+ from another place · fs · \/elsewhere$/,
    );
  });

  it('say why a sync failed, with a click that leads to its place, until the source is written anew', async () => {
    const source = await sourceAt('team_fs');
    await sync(source);
    const [, row = ''] = await below('sources.yaml');
    assert.match(row, /^team_fs \| failed: .+ · fs · /);
    const [failure] = await tree.getChildren(await at('sources.yaml', 'team_fs'));
    const { command } = tree.getTreeItem(failure!);
    assert.deepEqual(command?.arguments, [{ file: '/w/sources.yaml', line: 10 }]);
    assert.ok(syncs.failureOf(source));
    assert.equal(syncs.failureOf({ ...source, details: { path: '/elsewhere' } }), undefined);
  });

  /** What a load tells of a module. */
  const told = (fate: ModuleLoad['fate'], more: Partial<ModuleLoad> = {}): loads.LoadState => ({
    ...{ is: 'tried', from: 'origin' },
    load: {
      ...{ module: 'team.hello', fate, manifest: { file: '/w/sources.yaml', line: 7 } },
      ...{ frames: [], components: [], replacements: [], notes: [], printed: [] },
      ...more,
    },
  });
  const registered = {
    ...{ code: 'demo_hello', version: '1.0.0', name: 'Say hello', group: 'Team', class: 'HelloComponent' },
    ...{ hasForm: true, embedded: true, file: '/w/team/hello.py', line: 4, replaces: null },
  };
  const modules = ['sources.yaml', 'team_git', 'team'];

  it('say how far a module is before anything is told of it', async () => {
    load = { is: 'loading' };
    assert.equal((await below(...modules))[0], 'team.hello | loading');
    load = { is: 'changed' };
    assert.equal((await below(...modules))[0], 'team.hello | changed since it was loaded');
  });

  it('say of a failed module in few words what was raised, the whole beside it, and lead to its place', async () => {
    const message = 'SOPS logs "OSError: no disk" and loads no more of team_git. Mend it in the module.';
    const python = { file: '/w/team/hello.py', line: 3 };
    load = told('failed', { message, brief: 'OSError: no disk', python });
    const item = tree.getTreeItem(await at(...modules, 'team.hello'));
    assert.deepEqual([text(item), item.tooltip], ['team.hello | failed: OSError: no disk', message]);
    assert.deepEqual(await below(...modules, 'team.hello'), [
      `${message} | `,
      'demo_hello | not registered · 1.0.0 · Say hello · Team · form in the code',
    ]);
    const [failure] = await tree.getChildren(await at(...modules, 'team.hello'));
    assert.deepEqual(tree.getTreeItem(failure!).command?.arguments, [python]);
  });

  it('say of a skipped module what would become of it, and that SOPS lacks its components', async () => {
    load = told('skipped', { message: 'Skipped by SOPS.', brief: 'it would load', components: [registered] });
    assert.equal((await below(...modules))[0], 'team.hello | skipped by SOPS: it would load');
    assert.deepEqual(await below(...modules, 'team.hello'), [
      'Skipped by SOPS. | ',
      'demo_hello | skipped with its module · 1.0.0 · Say hello · Team · form in the code',
    ]);
  });

  it('say of a module that only SOPS can try why that is', async () => {
    load = told('not-tried', { message: '"gcloud" is a part of SOPS itself.' });
    assert.equal((await below(...modules))[0], 'team.hello | not tried: "gcloud" is a part of SOPS itself.');
    assert.deepEqual(await below(...modules, 'team.hello'), [
      '"gcloud" is a part of SOPS itself. | ',
      'demo_hello | 1.0.0 · Say hello · Team · form in the code',
    ]);
  });

  it('have the components that a load has registered, those that no text shows included, and what is to be known', async () => {
    const made = { ...registered, code: 'made', version: 'legacy', name: 'Made', hasForm: false, embedded: false };
    const elsewhere = { ...made, code: 'far', file: 'https://raw.example.com/team/hello.py', line: 9 };
    load = told('loaded', {
      components: [registered, { ...made, line: 40 }, elsewhere],
      notes: ['It forks the process.'],
    });
    assert.equal((await below(...modules))[0], 'team.hello | loaded · 1 note');
    assert.deepEqual(await below(...modules, 'team.hello'), [
      'demo_hello | 1.0.0 · Say hello · Team · form in the code',
      'made | legacy · Made · Team · no form',
      'far | legacy · Made · Team · no form',
      'It forks the process. | ',
    ]);
    const places = (await tree.getChildren(await at(...modules, 'team.hello'))).map((node) =>
      node.is === 'component' ? node.component.at : undefined,
    );
    assert.deepEqual(places, [
      { file: '/w/team/hello.py', line: 4 },
      { file: '/w/team/hello.py', line: 40 },
      { file: '/w/sources.yaml', line: 7 },
      undefined,
    ]);
  });

  it('sum up in a source how many of its modules are loaded, or why none is', async () => {
    const facts = async (): Promise<string | undefined> =>
      / \| (?:(.*) · )?not synced · git · /.exec((await below('sources.yaml'))[0] ?? '')?.[1];
    assert.equal(await facts(), undefined);
    load = told('loaded');
    assert.equal(await facts(), '3 of 3 loaded');
    load = told('failed');
    assert.equal(await facts(), '0 of 3 loaded');
    load = { is: 'loading' };
    assert.equal(await facts(), 'loading: 0 of 3');
    load = { is: 'changed' };
    assert.equal(await facts(), 'changed since it was loaded');
    load = { is: 'not loaded' };
    loadFailure = { what: 'Nothing was loaded.', why: 'There is no Python 3.11.' };
    assert.equal(await facts(), 'nothing loaded');
    assert.deepEqual(await below('sources.yaml', 'team_git'), [
      'Nothing was loaded. | There is no Python 3.11.',
      'team | 1.0.0 · 3 modules',
    ]);
  });

  it('keep their ids when lines move, so that what is open stays open', async () => {
    const before = (await tree.getChildren(await at('sources.yaml'))).map(({ id }) => id);
    make(Object.fromEntries([...files.texts, ['/w/sources.yaml', `# moved\n${files.texts.get('/w/sources.yaml')!}`]]));
    assert.deepEqual(
      (await tree.getChildren(await at('sources.yaml'))).map(({ id }) => id),
      before,
    );
  });

  it('ask for a secret once, in a question that hides it, and keep it for that manifest alone', async () => {
    typed = 's3cr3t';
    assert.equal(await secrets.lookUp('/w/sources.yaml', 'TOKEN_OF_NOBODY'), 's3cr3t');
    assert.equal(await secrets.lookUp('/w/sources.yaml', 'TOKEN_OF_NOBODY'), 's3cr3t');
    assert.deepEqual(
      asked.map(({ password, title }) => [password, title]),
      [[true, 'TOKEN_OF_NOBODY of sources.yaml']],
    );
    typed = undefined;
    await assert.rejects(secrets.lookUp('/w/other.yaml', 'TOKEN_OF_NOBODY'), { name: 'AbortError' });
    assert.deepEqual(await secrets.forget('/w/sources.yaml'), ['TOKEN_OF_NOBODY']);
    assert.equal(stored.size, 0);
  });

  it('read no Python and no copy before their nodes are opened, however many there are', async () => {
    const many = Array.from({ length: 20 }, (_, source) => {
      const modules = Array.from({ length: 100 }, (__, index) => `          - root${source}.module${index}\n`).join('');
      return `  - name: source_${source}\n    type: fs\n    details: {path: ./a}\n    packages:\n      root${source}:\n        version: "1"\n        modules:\n${modules}`;
    });
    const python = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`/w/root0/module${index}.py`, component]),
    );
    make({ '/w/sources.yaml': `apiVersion: bksops/v1\nsources:\n${many.join('')}`, ...python });
    const read: string[] = [];
    const ask = files.read.bind(files);
    files.read = (file) => {
      read.push(file);
      return ask(file);
    };
    assert.equal((await below('sources.yaml')).length, 20);
    assert.equal((await below('sources.yaml', 'source_0', 'root0')).length, 100);
    assert.deepEqual([...new Set(read)], ['/w/sources.yaml']);
  });
});
