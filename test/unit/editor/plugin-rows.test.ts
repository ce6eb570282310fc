import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import { Catalog } from '../../../src/catalog/catalog';
import { Manifests } from '../../../src/catalog/manifests';
import type { Plugin } from '../../../src/catalog/plugin';
import { LastRequests } from '../../../src/editor/calls/last-requests';
import type { PluginNode } from '../../../src/editor/plugins/plugin-nodes';
import type * as view from '../../../src/editor/plugins/plugins-view';
import { manifestReader } from '../../../src/platforms/platforms';
import type { ServerState } from '../../../src/runtime/server/test-server';
import { standInForEditor } from '../../editor-stand-in';
import { MemoryFiles } from '../../memory-files';
import { standIn } from '../../stand-in/platform';

/** The editor's part, as far as rows are made of it; the host suites have the real one. */
const editor = {
  l10n: { t: (text: string, ...given: string[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => given[+at] ?? '') },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  TreeItem: class {
    constructor(readonly label: string) {}
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
  EventEmitter: class {
    readonly event = (): void => undefined;
    dispose(): void {
      // Nobody listens.
    }
  },
  commands: { executeCommand: () => Promise.resolve() },
};

/** What a row says first: a text, or one with marks. */
function labelOf({ label = '' }: TreeItem): string {
  return typeof label === 'string' ? label : label.label;
}

interface Row {
  readonly item: TreeItem;
  readonly below: readonly Row[];
}

describe('the rows of a plugin (with a stand-in for the editor)', () => {
  const loaded = standInForEditor(editor);
  let tree: view.PluginTree;
  let state: ServerState;
  const sent = new LastRequests();

  before(() => {
    const { PluginTree } = loaded('plugins/plugins-view') as typeof view;
    const files = new MemoryFiles({
      '/w/echo/stand-in.json': '{ "name": "echo", "server": "server.mjs" }',
      '/w/echo/requests/echo.say.yaml': 'call: echo.say\nmessage: {word: a}\n---\ncall: echo.say\nmessage: {}\n',
      '/w/echo/deploy/mine.yaml': 'name: x\nresource_type: inventory.Collector\nimage: a/b\ncapability: {}\n',
      '/w/bundle/stand-in.json': '{ "name": "bundle", "parts": ["first", "second"] }',
      '/w/bundle/late.yaml': 'call: echo.say\nmessage: {}\n',
    });
    const catalog = new Catalog([standIn.finder!], files);
    catalog.setFolders(['/w']);
    const manifests = new Manifests(manifestReader(), files);
    manifests.setFolders(['/w']);
    const servers = { of: () => ({ state }) } as never;
    const registrations = { in: () => Promise.resolve(undefined), of: () => Promise.resolve(undefined) };
    tree = new PluginTree(catalog, manifests, servers, registrations, sent, () => standIn);
  });
  beforeEach(() => {
    state = { is: 'idle' };
  });

  async function rows(node?: PluginNode): Promise<Row[]> {
    const children = await tree.getChildren(node);
    return Promise.all(children.map(async (child) => ({ item: tree.getTreeItem(child), below: await rows(child) })));
  }
  const shown = (all: readonly Row[], indent = ''): string[] =>
    all.flatMap(({ item, below }) => [
      `${indent}${labelOf(item)}${item.contextValue === undefined ? '' : ` [${item.contextValue}]`}`,
      ...shown(below, `${indent}  `),
    ]);
  const namesOf = (all: readonly Row[]): string[] =>
    all.flatMap(({ item, below }) => [item.id ?? '', ...namesOf(below)]);

  it('that is served are a server, methods to call and requests to send, of one that is loaded its parts', async () => {
    assert.deepEqual(shown(await rows()), [
      'bundle [plugin contract extendable]',
      '  Parts',
      '    first [part]',
      '    second [part]',
      '  Requests',
      '    echo.say [request]',
      'echo [plugin served contract stopped]',
      '  Test server [server stopped]',
      '  Methods',
      '    echo.say [method served]',
      '  Requests',
      '    echo.say [request served]',
      '    echo.say [request served]',
      '  Manifests',
      '    mine.yaml [manifest]',
    ]);
  });

  it('say beside a name what kind it is, and all else to who asks', async () => {
    const [bundle] = await rows();
    assert.equal(bundle!.item.description, 'package');
    assert.equal(
      (bundle!.item.tooltip as { value: string }).value,
      '**bundle**\n\npackage · of the tests\n\n/w/bundle',
    );
  });

  it('are selected once for a folder in which a plugin was written, when they are there', async () => {
    const revealed: string[] = [];
    const reveal = (node: PluginNode): Promise<void> => {
      revealed.push(node.is === 'plugin' ? node.plugin.folder : node.is);
      return Promise.resolve();
    };
    const view = { visible: false, reveal };
    tree.view = view as never;
    const drawn = async (): Promise<void> => {
      await tree.getChildren();
      await new Promise((done) => setImmediate(done));
    };
    tree.select('/w/not-yet');
    await drawn();
    tree.select('/w/bundle');
    await drawn();
    assert.deepEqual(revealed, [], 'while nobody looks at the view');
    view.visible = true;
    await drawn();
    await drawn();
    tree.view = undefined;
    tree.dispose();
    assert.deepEqual(revealed, ['/w/bundle']);
  });

  it('follow its server only where it has one', async () => {
    state = { is: 'ready', address: 'http://127.0.0.1:1', pid: 1, debugged: false } as never;
    const [bundle, echo] = shown(await rows()).filter((row) => row.includes('[plugin'));
    assert.deepEqual(
      [bundle, echo],
      ['bundle [plugin contract extendable]', 'echo [plugin served contract running ready]'],
    );
  });

  it('offer to call again once something was sent to that plugin', async () => {
    const [, echo] = await tree.getChildren();
    assert.ok(echo?.is === 'plugin');
    sent.remember({ plugin: echo.plugin, uri: 'file:///r', call: 'echo.say', index: 0, debug: false, to: undefined });
    const plugins = shown(await rows()).filter((row) => row.includes('[plugin'));
    assert.deepEqual(plugins, ['bundle [plugin contract extendable]', 'echo [plugin served contract called stopped]']);
    const other: Plugin = { ...echo.plugin, folder: '/w/bundle' };
    assert.equal(sent.of(other), undefined);
  });

  it('have a file behind them only where they are that file, so that no other row takes on its colour', async () => {
    const withFile = (all: readonly Row[]): string[] =>
      all.flatMap(({ item, below }) => [...(item.resourceUri ? [labelOf(item)] : []), ...withFile(below)]);
    assert.deepEqual(withFile(await rows()), ['echo.say', 'echo.say', 'echo.say', 'mine.yaml']);
  });

  it('are told apart, also those of two requests in one file, and know what they stand under', async () => {
    const ids = namesOf(await rows());
    assert.equal(new Set(ids).size, ids.length);
    const [, echo] = await tree.getChildren();
    const groups = await tree.getChildren(echo);
    const requests = groups.find(({ is }) => is === 'requests');
    const [request] = await tree.getChildren(requests);
    assert.ok(request?.is === 'request');
    assert.deepEqual([tree.getParent(request)?.is, tree.getParent(requests!)], ['requests', echo]);
  });
});
