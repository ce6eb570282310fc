import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Catalog } from '../../../src/catalog/catalog';
import type { Plugin } from '../../../src/catalog/plugin';
import type { Check, Outcome } from '../../../src/contract/contract';
import type * as contractItems from '../../../src/editor/contract/contract-items';
import type * as testRunReport from '../../../src/editor/contract/test-run-report';
import { Redactor } from '../../../src/runtime/secrets/redactor';
import { standInForEditor } from '../../editor-stand-in';
import { MemoryFiles } from '../../memory-files';
import { standIn } from '../../stand-in/platform';

/** The editor's items of one parent, as far as ours use them. */
class Items extends Map<string, vscode.TestItem> {
  replace(items: readonly vscode.TestItem[]): void {
    this.clear();
    items.forEach((item) => this.set(item.id, item));
  }
}

/** The editor's part; the host suites have the real one. */
const editor = {
  l10n: { t: (text: string) => text },
  TestTag: class {
    constructor(readonly id: string) {}
  },
  Range: class {
    constructor(
      readonly line: number,
      readonly character: number,
    ) {}
  },
  Location: class {
    constructor(
      readonly uri: vscode.Uri,
      readonly range: { readonly line: number },
    ) {}
  },
  TestMessage: class {
    constructor(readonly message: string) {}
  },
  Uri: { file: (fsPath: string) => ({ fsPath, toString: () => fsPath }) },
};

const controller = (): vscode.TestController =>
  ({
    items: new Items(),
    createTestItem: (id: string, label: string, uri?: vscode.Uri) => ({ id, label, uri, children: new Items() }),
  }) as never;

function lineOf(item: { readonly range?: unknown }): number | undefined {
  return (item.range as { line: number } | undefined)?.line;
}

describe('the items of contracts (with a stand-in for the editor)', () => {
  const loaded = standInForEditor(editor);
  let view: vscode.TestController;
  let catalog: Catalog;
  let files: MemoryFiles;
  let items: contractItems.ContractItems;

  beforeEach(async () => {
    const { ContractItems } = loaded('contract/contract-items') as typeof contractItems;
    files = new MemoryFiles({
      '/b/echo/stand-in.json': '{ "name": "echo", "server": "server.mjs" }',
      '/a/echo/stand-in.json': '{ "name": "echo", "server": "server.mjs" }',
      '/a/bundle/stand-in.json': '{ "name": "bundle" }',
    });
    catalog = new Catalog([standIn.finder!], files);
    catalog.setFolders(['/b', '/a']);
    view = controller();
    items = new ContractItems(view, catalog, () => standIn);
    catalog.onDidChange(() => void items.update());
    await catalog.ready();
    await items.update();
  });

  const all = (of: vscode.TestItemCollection): vscode.TestItem[] =>
    [...of].map(([, item]) => item).sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1));

  it('are the plugins in the order of the folders, with the checks of each in the order in which they run', () => {
    const shown = all(view.items).map(({ label, description, children }) => [
      label,
      description,
      ...all(children).map((child) => child.label),
    ]);
    const served = [
      'The test server starts and says that it serves',
      'The plugin has a name',
      'It says what it hears',
      'It says more than it hears',
      'It says much more',
    ];
    assert.deepEqual(shown, [
      ['echo (b/echo)', 'server · Stand-in', ...served],
      ['bundle', 'package · Stand-in', 'The plugin has a name'],
      ['echo (a/echo)', 'server · Stand-in', ...served],
    ]);
  });

  it('lead to where the plugin and its checks stand', () => {
    const echo = view.items.get('stand-in /b/echo')!;
    assert.deepEqual([echo.uri?.fsPath, lineOf(echo)], ['/b/echo/stand-in.json', 0]);
    const [start, named] = all(echo.children);
    assert.deepEqual([start?.uri?.fsPath, named?.uri], ['/b/echo/stand-in.json', undefined]);
  });

  it('can be debugged as far as they ask a server', () => {
    const debugged = all(view.items).flatMap((item) => [item, ...all(item.children)]);
    const labels = debugged.filter(({ tags }) => tags.length > 0).map(({ id }) => id);
    const echo = ['server-starts', 'says-it', 'says-more', 'says-much-more'];
    assert.deepEqual(labels, ['stand-in /b/echo', ...echo, 'stand-in /a/echo', ...echo]);
  });

  it('stay the same ones while their plugins change, and go with them', async () => {
    const [echo] = all(view.items);
    const [start] = all(echo!.children);
    files.texts.set('/b/echo/stand-in.json', '{ "name": "louder", "server": "server.mjs" }');
    files.texts.delete('/a/bundle/stand-in.json');
    await catalog.update(['/b/echo/stand-in.json', '/a/bundle/stand-in.json']);
    await items.update();
    const now = all(view.items);
    assert.deepEqual(
      now.map(({ label }) => label),
      ['louder', 'echo'],
    );
    assert.equal(now[0], echo);
    assert.equal(all(now[0]!.children)[0], start);
  });

  it('say of a plugin that cannot be read why it cannot, until it can', async () => {
    files.texts.set('/a/echo/stand-in.json', '{ "name"');
    await catalog.update(['/a/echo/stand-in.json']);
    await items.update();
    const last = all(view.items).at(-1)!;
    assert.deepEqual(
      [last.label, last.description, last.uri?.fsPath, last.children.size],
      ['echo (a/echo)', 'cannot be read', undefined, 0],
    );
    assert.match(last.error as string, /^The plugin in echo cannot be read\. .*JSON/);
    assert.deepEqual(items.chosenBy({ include: [last] } as never), [], 'there is nothing to check');
    files.texts.set('/a/echo/stand-in.json', '{ "name": "echo", "server": "server.mjs" }');
    await catalog.update(['/a/echo/stand-in.json']);
    await items.update();
    const again = view.items.get('stand-in /a/echo')!;
    assert.deepEqual([again.error, again.children.size], [undefined, 5]);
  });

  it('are not there for a platform that has no check for them', async () => {
    const { ContractItems } = loaded('contract/contract-items') as typeof contractItems;
    const without = { ...standIn, contract: () => Promise.resolve({ checks: () => [] }) };
    const other = controller();
    await new ContractItems(other, catalog, () => without).update();
    assert.equal(other.items.size, 0);
  });

  it('are chosen by a request: all, a plugin, a check, and without those left out', () => {
    const [echo, bundle] = all(view.items);
    const [start, named, says] = all(echo!.children);
    const chosen = (include: vscode.TestItem[] | undefined, exclude?: vscode.TestItem[]): string[] =>
      items.chosenBy({ include, exclude } as never).map(({ plugin, wanted }) => [plugin.folder, ...wanted].join(' '));
    const rest = 'server-starts is-named says-it says-more says-much-more';
    assert.deepEqual(chosen(undefined), [`/b/echo ${rest}`, '/a/bundle is-named', `/a/echo ${rest}`]);
    assert.deepEqual(chosen([bundle!]), ['/a/bundle is-named']);
    assert.deepEqual(chosen([says!, named!]), ['/b/echo is-named says-it']);
    assert.deepEqual(chosen([bundle!, echo!], [echo!]), ['/a/bundle is-named']);
    assert.deepEqual(chosen([echo!], [start!, named!]), ['/b/echo says-it says-more says-much-more']);
  });

  describe('that are told of a run', () => {
    let plugin: Plugin;
    let told: unknown[][];
    let report: testRunReport.TestRunReport;
    let check: Check;

    beforeEach(async () => {
      const [, first] = (await standIn.contract!()).checks(undefined);
      check = { ...first!, at: { file: '/b/echo/server.mjs', line: 8 } };
      const { TestRunReport } = loaded('contract/test-run-report') as typeof testRunReport;
      plugin = catalog.plugins.find(({ folder }) => folder === '/b/echo')!;
      told = [];
      const note =
        (what: string) =>
        (item: vscode.TestItem, ...more: unknown[]): unknown =>
          told.push([what, item.id, ...more]);
      const run = {
        ...Object.fromEntries(
          ['enqueued', 'started', 'passed', 'failed', 'errored', 'skipped'].map((what) => [what, note(what)]),
        ),
        appendOutput: (text: string, at: vscode.Location, item: vscode.TestItem) =>
          told.push(['output', item.id, text, `${at.uri.fsPath}:${lineOf(at)}`]),
      };
      const redactor = new Redactor();
      redactor.hide(['very-secret-value']);
      report = new TestRunReport(run as never, items, redactor);
    });

    function ended(outcome: Outcome): void {
      report.ended(plugin, { check, outcome, milliseconds: 7 });
    }

    it('wait, start, pass with their time, and are skipped with the reason in the output', () => {
      report.enqueued(plugin, check);
      report.started(plugin, check);
      ended({ is: 'passed' });
      ended({ is: 'skipped', why: 'Of that.' });
      assert.deepEqual(told, [
        ['enqueued', 'says-it'],
        ['started', 'says-it'],
        ['output', 'says-it', 'passed  It says what it hears\r\n', '/b/echo/server.mjs:7'],
        ['passed', 'says-it', 7],
        ['output', 'says-it', 'skipped It says what it hears: Of that.\r\n', '/b/echo/server.mjs:7'],
        ['skipped', 'says-it'],
      ]);
    });

    it('pass with a warning in the output', () => {
      ended({ is: 'warned', failure: { what: 'It is so.', next: { title: 'Do this' } } });
      assert.deepEqual(told, [
        ['output', 'says-it', 'warned  It says what it hears: It is so. Do this.\r\n', '/b/echo/server.mjs:7'],
        ['passed', 'says-it', 7],
      ]);
    });

    it('fail with what, why and what to do, at the line, with both sides beside each other', () => {
      const where = { file: '/b/echo/other.mjs', line: 3 };
      ended({
        is: 'failed',
        failure: { what: 'It is so.', why: 'Of that.', where, next: { title: 'Do this' } },
        expected: 'a\nb',
        actual: 'a',
      });
      const [, [is, id, message, milliseconds]] = told as [unknown, [string, string, vscode.TestMessage, number]];
      assert.deepEqual([is, id, milliseconds], ['failed', 'says-it', 7]);
      assert.deepEqual(
        [message.message, message.expectedOutput, message.actualOutput],
        ['It is so. Of that. Do this.', 'a\nb', 'a'],
      );
      assert.deepEqual([message.location?.uri.fsPath, lineOf(message.location!)], ['/b/echo/other.mjs', 2]);
    });

    it('fail where the check looks when nobody knows better, and else where the plugin begins', () => {
      ended({ is: 'failed', failure: { what: 'It is so.' } });
      report.ended(plugin, {
        check: { ...check, at: undefined },
        outcome: { is: 'failed', failure: { what: 'It is so.' } },
        milliseconds: 7,
      });
      const places = told.flatMap(([is, , message]) =>
        is === 'failed' ? [(message as vscode.TestMessage).location!] : [],
      );
      assert.deepEqual(
        places.map((at) => `${at.uri.fsPath}:${lineOf(at)}`),
        ['/b/echo/server.mjs:7', '/b/echo/stand-in.json:0'],
      );
    });

    it('show no secret and nothing unseen, and one line of output a result, whatever is foreign in it', () => {
      const failure = { what: 'very-secret-value\nand \u001b[31mred' };
      ended({ is: 'failed', failure, expected: 'very-secret-value', actual: '\u202e' });
      const [[, , output], [, , message]] = told as [[string, string, string], [string, string, vscode.TestMessage]];
      assert.equal(output, 'failed  It says what it hears: •••\\u000aand \\u001b[31mred\r\n');
      assert.deepEqual(
        [message.message, message.expectedOutput, message.actualOutput],
        ['•••\nand \\u001b[31mred', '•••', '\\u202e'],
      );
    });

    it('are in error where the run broke off, at the plugin itself', () => {
      report.errored(plugin, { what: 'It broke off.' });
      const [[is, , text], [error, id, message]] = told as [string[], [string, string, vscode.TestMessage]];
      assert.deepEqual(
        [is, text, error, id, message.message],
        ['output', 'It broke off.\r\n', 'errored', 'stand-in /b/echo', 'It broke off.'],
      );
    });

    it('are not told of what has gone meanwhile', async () => {
      files.texts.delete('/b/echo/stand-in.json');
      await catalog.update(['/b/echo/stand-in.json']);
      await items.update();
      report.started(plugin, check);
      assert.deepEqual(told, []);
    });
  });
});
