import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { file, replace } from '../window';
import {
  atRest,
  checkedAgain,
  hovered,
  marks,
  offered,
  opened,
  ours,
  rewrite,
  set,
  standIn,
  theirs,
  written,
} from './beside';

const head = 'name: A\nresource_type: inventory.Collector\nimage: a\n';

const twice = (labels: readonly string[]): string[] => labels.filter((label, index) => labels.indexOf(label) !== index);

describe("beside Red Hat's YAML extension", () => {
  afterEach(async () => {
    while (vscode.window.activeTextEditor) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
  });

  it("a plugin.yml that was open at the start was never marked by another plugin.yml's schema", async () => {
    const uri = file('plugin.yml');
    const { asks, published } = await standIn();
    await until('the first look', () => published.some((each) => each.uri === uri.toString()));
    await atRest(uri);
    assert.deepEqual(
      published.filter((each) => each.uri === uri.toString()).flatMap(({ diagnostics }) => diagnostics),
      [],
    );
    assert.ok(asks.some((ask) => ask.uri === uri.toString()));
    assert.deepEqual(marks(uri), ['4:1 Plugin Workbench manifest/unknown-key']);
  });

  it('a plugin.yml that is none of ours keeps the schema that its name gives it', async () => {
    const { document } = await opened('games', 'plugin.yml');
    assert.ok(theirs(document.uri).some((mark) => mark.includes('yaml-schema: game plugin')));
    assert.deepEqual(ours(document.uri), []);
  });

  it('a file with several manifests has only our findings', async () => {
    const { document } = await opened('several.yaml');
    assert.deepEqual(marks(document.uri), [
      '10:9 Plugin Workbench manifest/type',
      '7:1 Plugin Workbench spaceone/one-document',
    ]);
  });

  it('a file in which a document is somebody else’s keeps the schema that the person gave it', async () => {
    const { document } = await opened('beside-another.yaml');
    assert.ok(theirs(document.uri).some((mark) => mark.startsWith('2:7 yaml-schema: deployment')));
    assert.ok(ours(document.uri).includes('7:1 Plugin Workbench manifest/unknown-key'));
  });

  it('a template has none of our findings', async () => {
    const { document } = await opened('templated.yaml');
    assert.deepEqual(ours(document.uri), []);
    assert.ok(theirs(document.uri).length > 0);
  });

  for (const [what, broken, place] of [
    ['a reserved character', 'provider: @aws\n', '4:11'],
    ['a quote that does not end', 'provider: "aws\n', '5:1'],
    ['a list that does not end', 'labels: [a\n', '5:1'],
    ['a tab', 'labels:\n\t- a\n', '5:1'],
    ['a key in a value', 'provider: a: b\n', '4:11'],
    ['an alias of nothing', 'provider: *nobody\n', '4:11'],
    ['a key that is there twice', 'name: B\n', '4:1'],
  ] as const) {
    it(`${what} is marked once, and not at all once it is mended`, async () => {
      const editor = await written(head);
      const { uri } = editor.document;
      await rewrite(editor, head + broken);
      assert.deepEqual(marks(uri), [`${place} YAML 0`]);

      const seen: string[] = [];
      const listening = vscode.languages.onDidChangeDiagnostics(() => void seen.push(...ours(uri)));
      await rewrite(editor, `${head}provider: aws\n`);
      listening.dispose();
      assert.deepEqual([...marks(uri), ...seen], []);
    });
  }

  it('a mistake in the text and one of ours stand side by side', async () => {
    const editor = await written(`${head}providr: aws\nprovider: @aws\n`);
    assert.deepEqual(marks(editor.document.uri), ['4:1 Plugin Workbench manifest/unknown-key', '5:11 YAML 0']);
  });

  it('what is marked twice still has its fix', async () => {
    const { document } = await written(`${head}name: B\n`);
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(3, 0, 3, 0),
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.ok(fixes.length > 0);
  });

  for (const [how, scope] of [
    ['everywhere', undefined],
    ['for YAML', { languageId: 'yaml' }],
  ] as const) {
    it(`syntax errors are ours where its checks are off ${how}, and go back to it when they are on`, async () => {
      const { uri } = (await written(`${head}provider: @aws\n`)).document;
      await set('yaml.validate', false, scope);
      try {
        await until('ours alone', () => marks(uri).join() === '4:11 Plugin Workbench manifest/syntax');
      } finally {
        await set('yaml.validate', undefined, scope);
      }
      await until('theirs alone', () => marks(uri).join() === '4:11 YAML 0');
    });
  }

  it('each key is offered once, by us, and explained once', async () => {
    const editor = await written(`${head}\n`);
    const { uri } = editor.document;
    const labels = await offered(uri, new vscode.Position(3, 0));
    assert.ok(labels.includes('provider'));
    assert.deepEqual(twice(labels), []);
    const said = await hovered(uri, new vscode.Position(1, 3));
    assert.equal(said.length, 1, said.join('\n---\n'));
  });

  it('has no lens of its own over a manifest, and shares its outline and formatter', async () => {
    const { uri } = (await written(`${head}labels:   [a,b]\n`)).document;
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    const theirs = lenses.filter(({ command }) => command?.command.startsWith('pluginWorkbench.') !== true);
    assert.deepEqual(theirs, []);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.deepEqual(twice(symbols.map(({ name }) => name)), []);
    assert.ok(symbols.some(({ name }) => name === 'labels'));
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    assert.ok(edits.length > 0);
  });

  it('a file with an unmistakable name is helped along by it before it is a manifest, and judged by nobody', async () => {
    const { document } = await opened('new.spaceone.yaml');
    assert.deepEqual(marks(document.uri), []);
    const labels = await offered(document.uri, new vscode.Position(1, 0));
    assert.ok(labels.includes('resource_type') && labels.includes('plugin_info'), labels.join());
    assert.deepEqual(twice(labels), []);
    const said = await hovered(document.uri, new vscode.Position(0, 2));
    assert.equal(said.length, 1);
    assert.match(said.join(), /labels/i);
  });

  it('a source file that is not begun is offered its keys once', async () => {
    const { document } = await opened('bksops-sources.yml');
    const labels = await offered(document.uri, new vscode.Position(1, 0));
    assert.ok(labels.includes('sources'), labels.join());
    assert.deepEqual(twice(labels), []);
  });

  it('a file with an unmistakable name is ours alone as soon as it is a manifest', async () => {
    const editor = await opened('new.spaceone.yaml');
    const { uri } = editor.document;
    await rewrite(editor, `${head}labels: true\n`);
    assert.deepEqual(marks(uri), ['4:9 Plugin Workbench manifest/type']);
    const labels = await offered(uri, new vscode.Position(4, 0));
    assert.ok(labels.includes('provider') && !labels.includes('image'), labels.join());
    assert.deepEqual(twice(labels), []);
    assert.equal((await hovered(uri, new vscode.Position(3, 2))).length, 1);
  });

  it('checks, completes and explains in our stead where the person wants that, and we add what no schema says', async () => {
    const rule = '5:1 Plugin Workbench spaceone/template-in-2.0';
    const ownMarks = ['4:9 Plugin Workbench manifest/type', rule, '6:1 Plugin Workbench manifest/unknown-key'];
    const theirMarks = [/^4:9 yaml-schema: /, new RegExp(rule), /^6:1 yaml-schema: /];
    const { uri } = (await written(`${head}labels: true\ntemplate: {}\nprovidr: aws\n\n`)).document;
    assert.deepEqual(marks(uri), ownMarks);
    await checkedAgain(uri, () => set('pluginWorkbench.schemaChecks', 'redhat'));
    try {
      const found = marks(uri);
      assert.ok(
        found.length === 3 && theirMarks.every((mark, index) => mark.test(found[index] ?? '')),
        found.join('\n'),
      );
      const labels = await offered(uri, new vscode.Position(6, 0));
      assert.ok(labels.includes('provider'), labels.join());
      assert.deepEqual(twice(labels), []);
      assert.equal((await hovered(uri, new vscode.Position(1, 3))).length, 1);
    } finally {
      await checkedAgain(uri, () => set('pluginWorkbench.schemaChecks', undefined));
    }
    assert.deepEqual(marks(uri), ownMarks);
  });

  it('is asked for its full schema in no file with several documents', async () => {
    await set('pluginWorkbench.schemaChecks', 'redhat');
    try {
      const { document } = await opened('several.yaml');
      assert.deepEqual(marks(document.uri), [
        '10:9 Plugin Workbench manifest/type',
        '7:1 Plugin Workbench spaceone/one-document',
      ]);
    } finally {
      await set('pluginWorkbench.schemaChecks', undefined);
    }
  });

  it('takes a contributor once for a scheme', async () => {
    const { registerContributor } = await standIn();
    assert.equal(
      registerContributor(
        'plugin-workbench',
        () => undefined,
        () => 'true',
      ),
      false,
    );
  });

  it('costs it next to nothing to ask us', async () => {
    const { asks } = await standIn();
    const many = Array.from({ length: 105 }, (_, index) => `${head}labels: [${index}]\n`).join('---\n');
    for (const [name, text] of [
      ['1 document', head],
      ['105 documents', many],
    ] as const) {
      const editor = await written(text);
      const { uri } = editor.document;
      const before = asks.length;
      await checkedAgain(uri, () => replace(editor, 'name: A', 'name: B'));
      const since = asks.slice(before).filter((ask) => ask.uri === uri.toString());
      const times = since.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      const [median = 0, longest = 0] = [times[times.length >> 1], times.at(-1)];
      console.log(
        `${name}: ${since.length} asks an edit, median ${median.toFixed(3)} ms, at most ${longest.toFixed(3)} ms`,
      );
      assert.ok(since.length > 0);
    }
  });
});
