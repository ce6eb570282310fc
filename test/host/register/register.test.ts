import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { LocalRepository } from '../../../src/platforms/spaceone/repository/local-repository';
import { Tree } from '../registrations/tree';
import { until } from '../until';
import { file, findings, open, pressLens, replace } from '../window';

const plugin = 'plugin-example-inven-collector';
const register = (): vscode.Uri => file(plugin, 'test/spacectl/register_plugin.yaml');
const deploy = (): vscode.Uri => file(plugin, 'test/spacectl/create_collector.yaml');

/** Waits until the words over a manifest are these, icons aside. */
async function says(uri: vscode.Uri, ...words: string[]): Promise<void> {
  let seen: string[] = [];
  const isSeen = async (): Promise<boolean> => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    seen = lenses.flatMap(({ command }) => command?.title.replace(/^\$\([\w-]+\) /, '') ?? []);
    return seen.join('|') === words.join('|');
  };
  await until('the words', isSeen).catch(() => assert.deepEqual(seen, words));
}

interface Question {
  readonly words: string;
  /** Where it goes. */
  readonly address: string;
  /** The request that is shown beside it. */
  readonly request: string | undefined;
}

type Ask = (...asked: readonly unknown[]) => Promise<unknown>;

/** What the extension asks while a command goes on, each time answered with what begins so, or not at all. */
async function answering(answer: string | undefined, work: () => Thenable<unknown>): Promise<Question[]> {
  const { showQuickPick, showWarningMessage } = vscode.window;
  const questions: Question[] = [];
  const request = (): string | undefined => preview()?.getText();
  // A window's tests and the extension that they test share one API object.
  const pick = (items: readonly vscode.QuickPickItem[], { title = '' }: vscode.QuickPickOptions): Promise<unknown> => {
    questions.push({ words: title, address: items[0]?.description ?? '', request: request() });
    return Promise.resolve(items.find(({ label }) => answer !== undefined && label.includes(answer)));
  };
  const warn = (words: string, { detail = '' }: vscode.MessageOptions, ...buttons: string[]): Promise<unknown> => {
    questions.push({ words, address: detail.split('\n')[0] ?? '', request: request() });
    return Promise.resolve(buttons.find((button) => button === answer));
  };
  Object.assign(vscode.window, { showQuickPick: pick as Ask, showWarningMessage: warn as Ask });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showQuickPick, showWarningMessage });
  }
  return questions;
}

/** The notifications that come while something goes on. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  const { showInformationMessage, showErrorMessage } = vscode.window;
  const messages: string[] = [];
  const tell = ((words: string) => {
    messages.push(words);
    return Promise.resolve(undefined);
  }) as Ask;
  Object.assign(vscode.window, { showInformationMessage: tell, showErrorMessage: tell });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showInformationMessage, showErrorMessage });
  }
  return messages;
}

function preview(): vscode.TextDocument | undefined {
  const editors = vscode.window.visibleTextEditors;
  return editors.find(({ document }) => document.uri.scheme === 'plugin-workbench-request')?.document;
}

function run(command: string, uri: vscode.Uri): Thenable<unknown> {
  return vscode.commands.executeCommand(`pluginWorkbench.${command}`, { uri, line: 0 });
}

/** A manifest that stands in no file. */
async function write(content: string): Promise<vscode.Uri> {
  const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
  await vscode.window.showTextDocument(document, { preview: false });
  return document.uri;
}

async function completions(uri: vscode.Uri, before: string): Promise<string[]> {
  const document = await vscode.workspace.openTextDocument(uri);
  const at = document.positionAt(document.getText().indexOf(before) + before.length);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    at,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : `${label.label} ${label.description ?? ''}`));
}

describe('an author who registers a plugin', () => {
  let tree: Tree;

  before(async () => {
    assert.ok(homedir().startsWith(tmpdir()), 'the home is one of the test');
    tree = new Tree('pluginWorkbench.plugins');
    await tree.show();
  });
  after(() => tree.dispose());
  afterEach(async () => {
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('may have the endpoint asked for a plugin that no manifest of the workspace has', async () => {
    const editor = await open(deploy());
    await replace(editor, `plugin_id: "${plugin}"`, 'plugin_id: plugin-nowhere');
    const finding = async (severity: vscode.DiagnosticSeverity): Promise<vscode.Diagnostic> =>
      until('the finding', () =>
        vscode.languages
          .getDiagnostics(deploy())
          .find((each) => each.code === 'spaceone/unknown-plugin' && each.severity === severity),
      );
    const { message, range } = await finding(vscode.DiagnosticSeverity.Information);
    assert.match(message, /, and Local has not been asked yet\.$/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      deploy(),
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const ask = actions.find(({ title }) => title === 'Ask Local')?.command;
    assert.ok(ask);
    await vscode.commands.executeCommand(ask.command, ...((ask.arguments ?? []) as unknown[]));
    assert.match((await finding(vscode.DiagnosticSeverity.Warning)).message, /^Local has no plugin "plugin-nowhere"/);
  });

  it('sees the request, and nothing is sent when that is all', async () => {
    await open(register());
    await says(register(), 'Register at Local');
    const [question] = await answering(undefined, () => pressLens(register(), 'Register at Local', 'name:'));
    assert.equal(question?.words, `Register ${plugin} at Local`);
    assert.match(question.address, /^grpc:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(
      question.request?.startsWith(`# Plugin.register at Local, ${question.address}\nname: Example Collector\n`),
    );
    assert.equal(preview(), undefined);
    await vscode.commands.executeCommand('pluginWorkbench.refreshRegistrations');
    await says(register(), 'Register at Local');
    await tree.find(plugin, 'Manifests', 'register_plugin.yaml | not registered at Local');
  });

  it('is told that a plugin whose server is idle has nothing to stop, and no address to copy', async () => {
    const original = vscode.window.showInformationMessage;
    const told: string[] = [];
    vscode.window.showInformationMessage = (message: string) => {
      told.push(message);
      return Promise.resolve(undefined);
    };
    try {
      const { node } = await tree.find(plugin);
      await vscode.commands.executeCommand('pluginWorkbench.stopServer', node);
      await vscode.commands.executeCommand('pluginWorkbench.copyServerAddress', node);
    } finally {
      vscode.window.showInformationMessage = original;
    }
    assert.deepEqual(told, [
      `${plugin} has nothing to stop (test server: idle).`,
      `${plugin} has no address (test server: idle).`,
    ]);
  });

  it('sees no colour at a plugin for problems of files that the tree does not show', async () => {
    assert.equal((await tree.find(plugin)).item.resourceUri, undefined);
    const [manifest] = await tree.below(await tree.find(plugin, 'Manifests'));
    assert.ok(manifest?.item.resourceUri, 'a manifest in the tree has the colour of its own problems');
  });

  it('registers it from the lens, and the lens and the tree say so', async () => {
    await open(register());
    await answering('Register', () => pressLens(register(), 'Register at Local', 'name:'));
    assert.equal(preview(), undefined);
    await says(register(), 'Registered at Local');
    const node = await tree.find(plugin, 'Manifests', 'register_plugin.yaml | registered at Local');
    assert.equal(node.item.contextValue, 'manifest writable enabled');
    assert.match((await tree.find(plugin)).text, / · registered at Local$/);
  });

  it('sees what has changed since, and updates that alone', async () => {
    const editor = await open(register());
    await replace(editor, '"Example Collector"', '"Better Collector"');
    await says(register(), 'Changed since registered at Local', 'Update', 'Show Changes');
    await tree.find(plugin, 'Manifests', 'register_plugin.yaml | changed since registered at Local');
    await pressLens(register(), 'Show Changes', 'name:');
    const diff = await until('the diff', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      const { input, label } = activeTab ?? {};
      return input instanceof vscode.TabInputTextDiff && { input, label };
    });
    assert.equal(diff.label, `${plugin} registered at Local ↔ register_plugin.yaml`);
    assert.equal(diff.input.modified.toString(), register().toString());
    const registered = await vscode.workspace.openTextDocument(diff.input.original);
    assert.equal(registered.getText(), editor.document.getText().replace('"Better Collector"', 'Example Collector'));
    const [question] = await answering('Update', () => pressLens(register(), 'Update', 'name:'));
    assert.match(
      question?.request ?? '',
      /^# Plugin\.update at Local, .*\nplugin_id: [\w-]+\nname: Better Collector\n$/,
    );
    await says(register(), 'Registered at Local');
    await until('the same on both sides', () => registered.getText() === editor.document.getText());
  });

  it('disables and enables it at the local Repository without a question', async () => {
    const uri = register();
    await replace(await open(uri), '"Example Collector"', '"Better Collector"');
    await says(uri, 'Registered at Local');
    assert.deepEqual(await answering(undefined, () => run('disablePlugin', uri)), []);
    await says(uri, 'Registered at Local, disabled', 'Enable');
    assert.deepEqual(await answering(undefined, () => pressLens(uri, 'Enable', 'name:')), []);
    await says(uri, 'Registered at Local');
  });

  it('is asked in any case before it is deregistered', async () => {
    const uri = register();
    await replace(await open(uri), '"Example Collector"', '"Better Collector"');
    const [question] = await answering(undefined, () => run('deregisterPlugin', uri));
    assert.equal(question?.words, `Deregister ${plugin} from Local?`);
    await says(uri, 'Registered at Local');
    await answering('Deregister', () => run('deregisterPlugin', uri));
    await says(uri, 'Register at Local');
  });

  it('is led to a mistake in the manifest, and nothing is sent', async () => {
    const editor = await open(register());
    await replace(editor, 'image: "plugin-example', 'image: "plugin_example');
    const messages = await told(async () => {
      assert.deepEqual(await answering('Register', () => run('registerPlugin', register())), []);
    });
    assert.match(messages.join('\n'), /^Nothing was sent to Local\. /);
    const active = vscode.window.activeTextEditor;
    assert.ok(active?.document.uri.toString() === register().toString());
    assert.match(active.document.getText(active.selection), /plugin_example/);
  });

  it('sees what the Repository refuses at its key, until the text changes', async () => {
    const settings = vscode.workspace.getConfiguration('pluginWorkbench');
    await settings.update('imageTags', { 'plugin-not-pushed': [] }, vscode.ConfigurationTarget.Global);
    const uri = await write('name: Not pushed\nresource_type: inventory.Collector\nimage: plugin-not-pushed\n');
    const messages = await told(() => answering('Register', () => pressLens(uri, 'Register at Local', 'name:')));
    assert.match(messages.join('\n'), /^Local does not take this manifest\. .*\(ERROR_NO_IMAGE_IN_REGISTRY\)/);
    await until('the finding', () => findings(uri).includes('3: spaceone/registration-refused'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor?.document.uri.toString() === uri.toString());
    assert.equal(editor.document.getText(editor.selection), 'plugin-not-pushed');
    await replace(editor, 'Not pushed', 'Pushed');
    await until('its end', () => findings(uri).length === 0);
    await settings.update('imageTags', undefined, vscode.ConfigurationTarget.Global);
  });

  it('has a manifest of the other generation written anew', async () => {
    const uri = await write('name: Old\nservice_type: inventory.Collector\nimage: plugin-old\nproject_id: project-1\n');
    await run('registerPlugin', uri);
    await until('the finding', () => findings(uri).includes('2: spaceone/wrong-generation'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(1, 0, 1, 5),
      vscode.CodeActionKind.QuickFix.value,
    );
    const edit = actions.find(({ title }) => title === 'Write the manifest for 2.0')?.edit;
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    const { document } = await open(uri);
    assert.equal(document.getText(), 'name: Old\nresource_type: inventory.Collector\nimage: plugin-old\n');
    await until('its end', () => findings(uri).length === 0);
  });

  it('has a deploy manifest completed from what is registered, and checked against it', async () => {
    const uri = await write('name: Elsewhere\nresource_type: inventory.Collector\nimage: plugin-only-registered\n');
    const settings = vscode.workspace.getConfiguration('pluginWorkbench');
    const tags = { 'plugin-only-registered': ['2.1', '2.0'] };
    await settings.update('imageTags', tags, vscode.ConfigurationTarget.Global);
    await answering('Register', () => pressLens(uri, 'Register at Local', 'name:'));
    await says(uri, 'Registered at Local');
    const editor = await open(deploy());
    await replace(editor, `plugin_id: "${plugin}"`, 'plugin_id: ');
    await until('the id', async () =>
      (await completions(deploy(), 'plugin_id: ')).includes('plugin-only-registered inventory.Collector at Local'),
    );
    await replace(editor, 'plugin_id: ', 'plugin_id: plugin-only-registered');
    await until('the finding', () => findings(deploy()).join('; ') === '10: spaceone/unknown-version');
    const [definition] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      deploy(),
      editor.document.positionAt(editor.document.getText().indexOf('plugin-only-registered') + 1),
    );
    assert.ok(definition);
    const registered = await vscode.workspace.openTextDocument(definition.targetUri);
    assert.match(registered.getText(), /^plugin_id: plugin-only-registered$/m);
    await replace(editor, 'version: "0.1.0"', 'version: ');
    assert.deepEqual(
      (await completions(deploy(), 'version: ')).filter((label) => label.endsWith('at Local')),
      ['2.1 plugin-only-registered at Local', '2.0 plugin-only-registered at Local'],
    );
    await replace(editor, 'version: ', 'version: "2.0"');
    await until('no finding', () => findings(deploy()).length === 0);
    await replace(editor, 'plugin-only-registered', 'plugin-nowhere');
    await until('the finding', () => findings(deploy()).includes('8: spaceone/unknown-plugin'));
    await settings.update('imageTags', undefined, vscode.ConfigurationTarget.Global);
  });

  describe('at an endpoint that is not local', () => {
    let staging: LocalRepository;
    let isAsked: Promise<void>;
    let answer: () => void;

    before(async () => {
      let tellAsked: () => void;
      isAsked = new Promise((resolve) => (tellAsked = resolve));
      const answered = new Promise<void>((resolve) => (answer = resolve));
      staging = await LocalRepository.start({
        tags: async (image) => {
          if (image === 'plugin-slow') {
            tellAsked();
            await answered;
          }
          return ['1.0'];
        },
      });
      const folder = path.join(homedir(), '.spaceone', 'environments');
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'staging.yml'), staging.spacectlEnvironment);
      await vscode.commands.executeCommand('pluginWorkbench.refreshRegistrations');
      await vscode.commands.executeCommand('pluginWorkbench.chooseEndpoint', 'spacectl:staging');
    });
    after(async () => {
      answer();
      await vscode.commands.executeCommand('pluginWorkbench.chooseEndpoint', 'local');
      await staging[Symbol.asyncDispose]();
    });

    it('is asked before each write, with its name and address', async () => {
      const uri = await write('name: Quick\nresource_type: inventory.Collector\nimage: plugin-quick\n');
      await says(uri, 'Register at staging');
      const asked = [
        ...(await answering('Register', () => pressLens(uri, 'Register at staging', 'name:'))),
        ...(await answering('Disable', () => run('disablePlugin', uri))),
        ...(await answering('Enable', () => run('enablePlugin', uri))),
        ...(await answering('Deregister', () => run('deregisterPlugin', uri))),
      ];
      assert.deepEqual(
        asked.map(({ words }) => words),
        [
          'Register plugin-quick at staging',
          'Disable plugin-quick at staging?',
          'Enable plugin-quick at staging?',
          'Deregister plugin-quick from staging?',
        ],
      );
      assert.ok(asked.every(({ address }) => address === `grpc://${staging.address}`));
      await says(uri, 'Register at staging');
    });

    it('is told what came of a request that was cancelled in the middle', async () => {
      const uri = await write('name: Slow\nresource_type: inventory.Collector\nimage: plugin-slow\n');
      await says(uri, 'Register at staging');
      const messages = await told(() =>
        answering('Register', async () => {
          const registering = run('registerPlugin', uri);
          await Promise.race([isAsked, registering]);
          await vscode.commands.executeCommand('pluginWorkbench.cancelEndpointRequest');
          await registering;
        }),
      );
      assert.deepEqual(messages, ['Cancelled: plugin-slow is not registered at staging.']);
      await says(uri, 'Register at staging');
    });
  });
});
