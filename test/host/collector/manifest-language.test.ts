import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { findings } from '../window';

/** An untitled YAML document with the text, the cursor where `|` stands. */
async function write(marked: string): Promise<{ editor: vscode.TextEditor; at: vscode.Position }> {
  const offset = marked.indexOf('|');
  const content = marked.slice(0, offset) + marked.slice(offset + 1);
  const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const at = document.positionAt(offset);
  editor.selection = new vscode.Selection(at, at);
  return { editor, at };
}

async function completions(uri: vscode.Uri, at: vscode.Position): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    at,
  );
  return list.items;
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

/** Takes what is offered under a label, as a person does who presses Enter on it. */
async function take(editor: vscode.TextEditor, at: vscode.Position, label: string): Promise<void> {
  const item = await until(`"${label}"`, async () =>
    (await completions(editor.document.uri, at)).find((each) => labelOf(each) === label),
  );
  const { range, insertText } = item;
  assert.ok(insertText instanceof vscode.SnippetString && range);
  const replaced = 'replacing' in range ? range.replacing : range;
  const whole = { undoStopBefore: true, undoStopAfter: true, keepWhitespace: true };
  assert.ok(await editor.insertSnippet(insertText, replaced, whole));
}

async function quickFixes(
  uri: vscode.Uri,
  at: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, at, kind.value);
}

const head = 'name: A\nresource_type: inventory.Collector\nimage: a\n';

describe('an author who writes a manifest', () => {
  afterEach(async () => {
    for (const { document } of vscode.window.visibleTextEditors.filter(({ document: { isDirty } }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('completes a key that is half typed, and goes on in its list', async () => {
    const { editor, at } = await write(`${head}lab|`);
    await take(editor, at, 'labels');
    assert.equal(editor.document.getText(), `${head}labels:\n  - `);
    assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [4, 4]);
  });

  it('sees no mark for any half of a key while typing it, and one when the typing rests at a wrong one', async () => {
    const { editor } = await write(`${head}registry_type: HARBUR\n|`);
    const { uri } = editor.document;
    let shown = await until('the mark', () => (findings(uri).length > 0 ? findings(uri) : false));
    let lastLetter = Date.now();
    let hasRested = false;
    const early: string[][] = [];
    const listening = vscode.languages.onDidChangeDiagnostics(() => {
      const now = findings(uri);
      // A window that is slow to take the next letter has rested.
      if (!hasRested && Date.now() - lastLetter < 250 && now.some((finding) => !shown.includes(finding))) {
        early.push(now);
      }
      shown = now;
    });
    try {
      for (const letter of 'providr: aws') {
        hasRested ||= Date.now() - lastLetter >= 250;
        lastLetter = Date.now();
        await vscode.commands.executeCommand('type', { text: letter });
        // The outline asks for a check of the text as it is now.
        await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', uri);
      }
      await until('the mark of the key', () => findings(uri).some((finding) => finding.startsWith('5: ')));
      assert.deepEqual(early, []);
    } finally {
      listening.dispose();
    }
  });

  it('is offered no key that is there already', async () => {
    const { editor, at } = await write(`${head}|`);
    const found = await until('the keys', async () => {
      const labels = (await completions(editor.document.uri, at)).map(labelOf);
      return labels.includes('plugin_id') && labels;
    });
    assert.deepEqual(
      found.filter((label) => ['name', 'resource_type', 'image', 'service_type'].includes(label)),
      [],
    );
  });

  it('completes a value from those that the platform knows, the default first', async () => {
    const { editor, at } = await write(`${head}registry_type: |`);
    await take(editor, at, 'HARBOR');
    assert.equal(editor.document.getText(), `${head}registry_type: HARBOR`);
  });

  it('begins an empty document with a whole manifest that has no finding', async () => {
    const { editor, at } = await write('|');
    await take(editor, at, 'Register 2.0 manifest');
    await until('the manifest', () => editor.document.getText().includes('resource_type: inventory.Collector'));
    const symbols = await until('its outline', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        editor.document.uri,
      );
      return found !== undefined && found.length > 0 && found;
    });
    assert.ok(symbols.some(({ name, detail }) => name === 'resource_type' && detail === 'inventory.Collector'));
    assert.deepEqual(findings(editor.document.uri), []);
  });

  it('reads what a key means', async () => {
    const { editor, at } = await write(`${head}registry_t|ype: HARBOR\n`);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      at,
    );
    const texts = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (part instanceof vscode.MarkdownString ? part.value : ''));
    assert.match(texts.join('\n'), /\*\*Image registry\*\*[\s\S]*DOCKER_HUB/);
  });

  it('has a misspelt key renamed by its preferred fix', async () => {
    const { editor, at } = await write(`${head}provid|r: aws\n`);
    const { uri } = editor.document;
    await until('the finding', () => findings(uri).includes('4: manifest/unknown-key'));
    const [fix, ...others] = await quickFixes(uri, new vscode.Range(at, at), vscode.CodeActionKind.QuickFix);
    assert.deepEqual([fix?.title, fix?.isPreferred, others.length], ['Rename to provider', true, 0]);
    assert.ok(await vscode.workspace.applyEdit(fix!.edit!));
    assert.equal(editor.document.getText(), `${head}provider: aws\n`);
    await until('no finding', () => findings(uri).length === 0);
  });

  it('has everything mended at once that needs no second look', async () => {
    const { editor } = await write('name: 1.10\nresourceType: inventory.Collector\nimage: a\nprovidr: aws\n|');
    const { uri } = editor.document;
    const end = editor.document.positionAt(editor.document.getText().length);
    const all = vscode.CodeActionKind.SourceFixAll;
    const [fix] = await quickFixes(uri, new vscode.Range(new vscode.Position(0, 0), end), all);
    assert.ok(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)));
    assert.equal(
      editor.document.getText(),
      'name: "1.10"\nresource_type: inventory.Collector\nimage: a\nprovidr: aws\n',
    );
  });

  it('is offered nothing in YAML that is not ours', async () => {
    const { editor, at } = await write('apiVersion: v1\nkind: Pod\n|');
    const ours = ['name', 'image', 'resource_type', 'Register 2.0 manifest'];
    // The editor itself offers the words of other open documents, as plain text.
    const found = (await completions(editor.document.uri, at)).filter(
      ({ kind }) => kind !== vscode.CompletionItemKind.Text,
    );
    assert.deepEqual(
      found.map(labelOf).filter((label) => ours.includes(label)),
      [],
    );
  });
});
