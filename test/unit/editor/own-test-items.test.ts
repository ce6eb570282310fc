import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Catalog } from '../../../src/catalog/catalog';
import type * as ownTestItems from '../../../src/editor/own-tests/own-test-items';
import type * as ownTestReport from '../../../src/editor/own-tests/own-test-report';
import { bksops } from '../../../src/platforms/bksops/bksops';
import { Redactor } from '../../../src/runtime/secrets/redactor';
import { standInForEditor } from '../../editor-stand-in';
import { MemoryFiles } from '../../memory-files';

/** The editor's items of one parent, as far as ours use them. */
class Items extends Map<string, vscode.TestItem> {
  replace(items: readonly vscode.TestItem[]): void {
    this.clear();
    items.forEach((item) => this.add(item));
  }
  add(item: vscode.TestItem): void {
    this.set(item.id, item);
  }
}

/** The editor's part; the host suites have the real one. */
const editor = {
  TestTag: class {
    constructor(readonly id: string) {}
  },
  Range: class {
    readonly start: { line: number };
    constructor(line: number) {
      this.start = { line };
    }
  },
  Location: class {
    constructor(
      readonly uri: vscode.Uri,
      readonly range: { readonly start: { readonly line: number } },
    ) {}
  },
  TestMessage: class {
    constructor(readonly message: string) {}
  },
  Uri: { file: (fsPath: string) => ({ fsPath, toString: () => fsPath }) },
};

const component = `class GreetService(Service):
    def execute(self, data, parent_data):
        return True

class GreetComponent(Component):
    name = "Greet"
    code = "greet"
    bound_service = GreetService
`;
const test = `class GreetTest(SimpleTestCase, ComponentTestMixin):
    def cases(self): return []

class OtherTest(TestCase):
    def test_a(self): pass
    def test_b(self): pass
`;

describe("the items of plugins' own tests (with a stand-in for the editor)", () => {
  const loaded = standInForEditor(editor);
  let files: MemoryFiles;
  let catalog: Catalog;
  let view: vscode.TestController;
  let items: ownTestItems.OwnTestItems;

  beforeEach(async () => {
    const { OwnTestItems } = loaded('own-tests/own-test-items') as typeof ownTestItems;
    files = new MemoryFiles({
      '/w/team/__init__.py': '',
      '/w/team/components/collections/greet.py': component,
      '/w/team/tests/test_greet.py': test,
      '/w/bare/__init__.py': '',
      '/w/bare/components/collections/greet.py': component,
    });
    catalog = new Catalog([bksops.finder!], files);
    catalog.setFolders(['/w']);
    view = {
      items: new Items(),
      createTestItem: (id: string, label: string, uri?: vscode.Uri) => ({ id, label, uri, children: new Items() }),
    } as never;
    items = new OwnTestItems(view, catalog, files, () => bksops);
    await catalog.ready();
    await items.update();
  });

  const all = (of: vscode.TestItemCollection): vscode.TestItem[] => [...of].map(([, item]) => item);
  const linesOf = (of: vscode.TestItemCollection, indent = ''): string[] =>
    all(of).flatMap((item) => [
      `${indent}${item.label}${item.range ? `:${item.range.start.line + 1}` : ''}`,
      ...linesOf(item.children, `${indent}  `),
    ]);

  it('are the plugins that have some, with their classes and the tests of each at its line', () => {
    assert.deepEqual(linesOf(view.items), [
      'team:1',
      '  GreetTest:1',
      '    test_component:2',
      '  OtherTest:4',
      '    test_a:5',
      '    test_b:6',
    ]);
  });

  it('stay the same ones while their file changes, and go with them', async () => {
    const [team] = all(view.items);
    const [, other] = all(team!.children);
    files.texts.set('/w/team/tests/test_greet.py', test.slice(test.indexOf('class OtherTest')));
    await items.update();
    assert.deepEqual(linesOf(view.items), ['team:1', '  OtherTest:1', '    test_a:2', '    test_b:3']);
    assert.equal(all(view.items)[0], team);
    assert.equal(all(team!.children)[0], other);
  });

  it('are chosen by a request: all, a class, a test, and without those left out', () => {
    const [team] = all(view.items);
    const [greet, other] = all(team!.children);
    const [a, b] = all(other!.children);
    const chosen = (include: vscode.TestItem[] | undefined, exclude?: vscode.TestItem[]): string[] =>
      items.chosenBy({ include, exclude } as never).flatMap(({ wanted }) => wanted.map(({ name }) => name));
    assert.deepEqual(chosen(undefined), ['GreetTest', 'OtherTest']);
    assert.deepEqual(chosen([team!]), ['GreetTest', 'OtherTest']);
    assert.deepEqual(chosen([other!]), ['OtherTest']);
    assert.deepEqual(chosen([b!]), ['OtherTest.test_b']);
    assert.deepEqual(chosen([team!], [greet!, a!]), ['OtherTest.test_b']);
    assert.deepEqual(chosen(undefined, [team!]), []);
  });

  it('tell each failure of a test at its own place, without secrets, and one that only running knows below its class', () => {
    const { OwnTestReport } = loaded('own-tests/own-test-report') as typeof ownTestReport;
    const told: unknown[] = [];
    const run = {
      started: (item: vscode.TestItem) => told.push(`started ${item.label}`),
      failed: (item: vscode.TestItem, messages: vscode.TestMessage[]) =>
        told.push([
          `failed ${item.label}`,
          ...messages.map(({ message, location }) => [message, location?.uri.fsPath, location?.range.start.line]),
        ]),
      appendOutput: (text: string, _at: unknown, item: vscode.TestItem) => told.push(`${item.label}: ${text}`),
    };
    const redactor = new Redactor();
    redactor.hide(['very-secret-value']);
    const report = new OwnTestReport(
      run as never,
      catalog.plugins.find(({ name }) => name === 'team')!,
      items,
      redactor,
    );
    const made = { id: 'team.tests.test_greet.OtherTest.test_made', name: 'test_made' };
    report.onStart(made);
    report.onLine('very-secret-value\u001b[2J', made);
    report.onEnd(
      made,
      {
        is: 'failed',
        failures: [{ message: 'no luck', where: { file: '/w/team/a.py', line: 3 } }, { message: 'very-secret-value' }],
      },
      1,
    );
    assert.deepEqual(told, [
      'started test_made',
      'test_made: •••\\u001b[2J\r\n',
      ['failed test_made', ['no luck', '/w/team/a.py', 2], ['•••', '/w/team/tests/test_greet.py', 3]],
    ]);
  });
});
