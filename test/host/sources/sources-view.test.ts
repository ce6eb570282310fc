import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Repository, serveFolder, writeTree, type SourceServer } from '../../source-servers';
import { component as loadable } from '../../sops-loader';
import { copyOwnPip, writeWheel } from '../../wheels';
import { Answers, Failures, Tree } from '../registrations/tree';
import { until } from '../until';
import { file, findings, folder, open, replace } from '../window';

const VIEW = 'pluginWorkbench.sources';
const run = (command: string, ...given: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`pluginWorkbench.${command}`, ...given);

const component = (code: string): string => `from pipeline.component_framework.component import Component
class Found(Component):
    name = "Named ${code}"
    code = "${code}"
    bound_service = object
`;

/** Picks, in each list that the extension shows, the rows whose labels match. */
class Picks implements vscode.Disposable {
  private readonly original = vscode.window.showQuickPick;
  /** The labels of each list that was shown. */
  readonly shown: string[][] = [];

  constructor(private readonly wanted: RegExp[]) {
    const pick = async (
      given: readonly vscode.QuickPickItem[],
      options: vscode.QuickPickOptions = {},
    ): Promise<unknown> => {
      this.shown.push(given.map(({ label }) => label));
      const next = this.wanted.shift();
      const found = given.filter(({ label }) => next?.test(label));
      return Promise.resolve(options.canPickMany ? found : found[0]);
    };
    vscode.window.showQuickPick = pick as unknown as typeof this.original;
  }

  dispose(): void {
    vscode.window.showQuickPick = this.original;
  }
}

describe('a person who looks at package sources', () => {
  let tree: Tree;
  let place: string;
  let server: SourceServer;
  let manifest: vscode.Uri;

  before(async () => {
    tree = new Tree(VIEW);
    place = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-sources-'));
    const repository = new Repository(path.join(place, 'team.git'));
    repository.commit({
      'team/__init__.py': '',
      'team/hello.py': component('from_git'),
      'team/helper.py': 'x = 1\n',
    });
    server = await serveFolder(place);
    await writeTree(folder().uri.fsPath, {
      'plugins/local/__init__.py': '',
      'plugins/local/poll.py': component('from_folder'),
    });
  });
  after(async () => {
    tree.dispose();
    await server[Symbol.asyncDispose]();
    await rm(place, { recursive: true, force: true });
  });

  const texts = (): Promise<string> => readFile(manifest.fsPath, 'utf8');
  async function nodeOf(...words: readonly string[]): Promise<unknown> {
    return (await tree.find(...words)).node;
  }

  it('is welcomed while there are none, and nothing is loaded for it before the view is seen', async () => {
    await tree.show();
    assert.deepEqual(await tree.below(), []);
  });

  it('sees a manifest as soon as it is written, with its sources and their states', async () => {
    manifest = file('sources.yaml');
    await writeFile(
      manifest.fsPath,
      `apiVersion: bksops/v1
sources:
  - name: team_git
    type: git
    details:
      repo_address: ${server.address}/team.git
      repo_raw_address: ${server.address}/raw
      branch: main
    packages: {}
  - name: local_folder
    type: fs
    details:
      path: ./plugins
    packages:
      local:
        version: "1"
        modules:
          - local.poll
`,
    );
    assert.deepEqual(await tree.texts(['sources.yaml'], (rows) => rows.length === 2), [
      `team_git | not synced · git · ${server.address}/team.git @ main`,
      'local_folder | not synced · fs · ./plugins',
    ]);
    assert.deepEqual(
      await tree.texts(['sources.yaml', 'local_folder', 'local', 'local.poll'], (rows) => rows.length > 0),
      ['from_folder | legacy · Named from_folder · Poll · no form'],
    );
  });

  it('opens a component in the workspace, to be written on', async () => {
    await tree.click(await tree.find('sources.yaml', 'local_folder', 'local', 'local.poll', 'from_folder'));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, file('plugins', 'local', 'poll.py').fsPath);
    assert.equal(editor.selection.active.line, 1);
  });

  it('syncs all sources of the manifest, which the view then tells', async () => {
    await run('syncAllSources', await nodeOf('sources.yaml'));
    const rows = await tree.texts(['sources.yaml'], (all) => all.every((row) => row.includes(' | synced ')));
    assert.equal(rows.length, 2);
    assert.deepEqual(findings(manifest), []);
  });

  it('adds a plugin set from what the copy of the repository holds, those with components first', async () => {
    const picks = new Picks([/^team\.hello$/]);
    const answers = new Answers(['2.0.0']);
    await run('addPluginSet', await nodeOf('sources.yaml', 'team_git'));
    picks.dispose();
    answers.dispose();
    assert.deepEqual(picks.shown, [['team.hello', 'Without components', 'team', 'team.helper']]);
    assert.match(
      await texts(),
      / {4}packages:\n {6}team:\n {8}version: 2\.0\.0\n {8}modules:\n {10}- team\.hello\n {2}- name: local_folder\n/,
    );
    assert.deepEqual(await tree.texts(['sources.yaml', 'team_git', 'team', 'team.hello'], (rows) => rows.length > 0), [
      'from_git | legacy · Named from_git · Hello · no form',
    ]);
  });

  it('opens a component of a repository in its copy, which is not to be written on', async () => {
    await tree.click(await tree.find('sources.yaml', 'team_git', 'team', 'team.hello', 'from_git'));
    const { document } = await until('the copy', () => vscode.window.activeTextEditor);
    assert.match(document.uri.fsPath, /plugin-workbench.sources.[0-9a-f]{16}.current.team.hello\.py$/);
    const before = document.getText();
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document.getText(), before);
  });

  it('is told why a sync failed: in a notification, in the row, and at the source in the manifest, until it is mended', async () => {
    const text = await texts();
    await writeFile(manifest.fsPath, text.replace('branch: main', 'branch: gone'));
    await tree.texts(['sources.yaml'], ([row = '']) => row.includes('from another place') && row.includes('@ gone'));
    const failures = new Failures();
    await run('syncSource', await nodeOf('sources.yaml', 'team_git'));
    failures.dispose();
    assert.equal(failures.shown.length, 1);
    assert.match(failures.shown[0]?.words ?? '', /^team_git: /);
    await tree.texts(['sources.yaml'], ([row = '']) => row.startsWith('team_git | failed: '));
    assert.deepEqual(await until('the finding', () => findings(manifest).length > 0 && findings(manifest)), [
      '8: bksops/sync-failed',
    ]);
    const row = await tree.find('sources.yaml', 'team_git', '');
    await tree.click(row);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, manifest.fsPath);
    await writeFile(manifest.fsPath, text);
    await until('the end of the finding', () => findings(manifest).length === 0);
    await tree.texts(['sources.yaml'], ([first = '']) => first.startsWith('team_git | synced '));
  });

  it('copies what the page of SOPS asks for', async () => {
    await run('copySourceForPage', await nodeOf('sources.yaml', 'local_folder'));
    assert.equal(
      await vscode.env.clipboard.readText(),
      'Name: local_folder\nType: fs\nPath: ./plugins\n\nRoot package: local\nVersion: 1\nModules:\nlocal.poll\n',
    );
  });

  it('exports the manifest as the body of the API, and as settings', async () => {
    await run('exportApiSources', await nodeOf('sources.yaml'));
    const body = vscode.window.activeTextEditor?.document;
    assert.equal(body?.languageId, 'json');
    const { origins, caches } = JSON.parse(body.getText()) as { origins: { name: string }[]; caches: object[] };
    assert.deepEqual([origins.map(({ name }) => name), caches], [['team_git', 'local_folder'], []]);
    await run('exportSettingsSources', await nodeOf('sources.yaml'));
    const settings = vscode.window.activeTextEditor?.document;
    assert.equal(settings?.languageId, 'python');
    assert.match(settings.getText(), /^COMPONENTS_PACKAGE_SOURCES = \[\n/);
    assert.doesNotMatch(settings.getText(), /repo_address/);
  });

  it('imports from the clipboard what is new, with its credentials in the secret storage and in no file', async () => {
    const source = (name: string): object => ({
      ...{ name, type: 's3', packages: {} },
      details: {
        service_address: 'https://s3.example.com',
        bucket: 'b',
        access_key: 'AKIA',
        secret_key: 'not-in-a-file',
      },
    });
    await vscode.env.clipboard.writeText(
      JSON.stringify({ origins: [source('Team_Git'), source('bucket')], caches: [] }),
    );
    const picks = new Picks([/clipboard/]);
    await run('importSources', await nodeOf('sources.yaml'));
    picks.dispose();
    const text = await texts();
    assert.match(text, / {6}secret_key: "\$\{env:BUCKET_SECRET_KEY\}"\n/);
    assert.doesNotMatch(text, /not-in-a-file|Team_Git/);
    await tree.texts(['sources.yaml'], (rows) => rows.length === 3);
    await run('removeSourceSecrets', await nodeOf('sources.yaml'));
  });

  describe('and loads them as SOPS does', () => {
    const python = path.resolve(process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] ?? '', '../../../sops/bin/python');
    const settings = vscode.workspace.getConfiguration();
    const modules = ['loads.yaml', 'team_folder', 'team'];
    const broken = (): vscode.Uri => file('loaded', 'team', 'broken.py');
    let loaded: vscode.Uri;

    before(async () => {
      await settings.update('pluginWorkbench.python', python, vscode.ConfigurationTarget.Workspace);
      loaded = file('loads.yaml');
      await writeTree(folder().uri.fsPath, {
        'loaded/team/__init__.py': '',
        'loaded/team/good.py': `${loadable('good')}print("loading good")\n`,
        'loaded/team/broken.py': `${loadable('broken')}\nraise OSError("no disk")\n`,
        'loaded/team/later.py': loadable('later'),
        'loads.yaml': `apiVersion: bksops/v1
sources:
  - name: team_folder
    type: fs
    details:
      path: ./loaded
    packages:
      team:
        version: "1"
        modules:
          - team.good
          - team.broken
          - team.later
`,
      });
      await tree.texts(modules, (rows) => rows.length === 3);
    });
    after(() => settings.update('pluginWorkbench.python', undefined, vscode.ConfigurationTarget.Workspace));

    const linesOf = (uri: vscode.Uri): string[] => findings(uri).filter((line) => line.includes('bksops/load-'));

    it('sees of each module whether SOPS would have it, and is told once what SOPS would not', async () => {
      const failures = new Failures();
      await run('loadAllSources', await nodeOf('loads.yaml'));
      failures.dispose();
      assert.deepEqual(failures.shown, [
        {
          words:
            'SOPS would load 1 of 3 modules of loads.yaml. team.broken: SOPS logs "OSError: no disk" and loads no more of team_folder. The module raised it while it was imported. Mend it in the module.',
          buttons: ['Show Load Log', 'Open broken.py:16', 'Show Log'],
        },
      ]);
      assert.deepEqual(await tree.texts(modules, ([, row = '']) => row.includes('failed')), [
        'team.good | loaded',
        'team.broken | failed: OSError: no disk',
        'team.later | skipped by SOPS: it would load',
      ]);
      assert.deepEqual(await tree.texts([...modules, 'team.good'], (rows) => rows.length > 0), [
        'good | 1.0.0 · Of good · Good · no form',
      ]);
      const [row = ''] = await tree.texts(['loads.yaml'], (rows) => rows.length === 1);
      assert.equal(row, 'team_folder | 1 of 3 loaded · not synced · fs · ./loaded');
    });

    it('finds the fates at the lines of the manifest and of the Python file, each leading to the other', async () => {
      await until('the findings', () => linesOf(broken()).length > 0);
      assert.deepEqual(linesOf(loaded), ['12: bksops/load-failed', '13: bksops/load-skipped']);
      assert.deepEqual(linesOf(broken()), ['16: bksops/load-failed']);
      const places = (uri: vscode.Uri): string[] =>
        vscode.languages
          .getDiagnostics(uri)
          .flatMap(({ relatedInformation = [] }) =>
            relatedInformation.map(
              ({ location, message }) =>
                `${path.basename(location.uri.fsPath)}:${location.range.start.line + 1} ${message}`,
            ),
          );
      assert.deepEqual(places(loaded), [
        'broken.py:16 It was raised here.',
        'loads.yaml:12 This module failed before it.',
      ]);
      assert.deepEqual(places(broken()), ['loads.yaml:12 The manifest lists the module here.']);
    });

    it('keeps a finding at its line while something is written above it, and loses it with what it is about', async () => {
      const editor = await open(broken());
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# one line more\n'));
      assert.deepEqual(linesOf(broken()), ['17: bksops/load-failed']);
      await replace(editor, 'raise OSError("no disk")', 'x = 1');
      assert.deepEqual([linesOf(broken()), linesOf(loaded)], [[], ['13: bksops/load-skipped']]);
    });

    it('sees that what was loaded has changed once the module is saved, and all of it loaded again', async () => {
      await vscode.window.activeTextEditor?.document.save();
      const changed = await tree.texts(modules, (rows) => rows.every((row) => row.includes('changed')));
      assert.deepEqual(changed, [
        'team.good | changed since it was loaded',
        'team.broken | changed since it was loaded',
        'team.later | changed since it was loaded',
      ]);
      await until('the end of the findings', () => linesOf(loaded).length === 0);
      await run('loadSource', await nodeOf('loads.yaml', 'team_folder'));
      assert.deepEqual(await tree.texts(modules, (rows) => rows.every((row) => row.endsWith('loaded'))), [
        'team.good | loaded',
        'team.broken | loaded',
        'team.later | loaded',
      ]);
      assert.deepEqual([linesOf(loaded), linesOf(broken())], [[], []]);
    });

    it('cancels a load, after which all is as it was', async () => {
      await writeFile(file('loaded', 'team', 'good.py').fsPath, 'import time\ntime.sleep(600)\n');
      await tree.texts(modules, (rows) => rows.every((row) => row.includes('changed')));
      const progress = vscode.window.withProgress;
      const cancel = new vscode.CancellationTokenSource();
      const cancelling: typeof progress = (options, task) => progress(options, (report) => task(report, cancel.token));
      vscode.window.withProgress = cancelling;
      const failures = new Failures();
      const running = run('loadAllSources', await nodeOf('loads.yaml'));
      await tree.texts(modules, (rows) => rows.every((row) => row.endsWith(' | loading')));
      cancel.cancel();
      await running;
      vscode.window.withProgress = progress;
      failures.dispose();
      assert.deepEqual(failures.shown, []);
      assert.deepEqual(await tree.texts(modules, (rows) => rows.every((row) => !row.includes('loading'))), [
        'team.good | changed since it was loaded',
        'team.broken | changed since it was loaded',
        'team.later | changed since it was loaded',
      ]);
    });

    it('installs what a module requires, as the fix of what that keeps from being loaded', async function () {
      // An environment is made.
      this.timeout(240_000);
      const wheels = path.join(place, 'wheels');
      await writeTree(folder().uri.fsPath, {
        'requiring/needy/__init__.py': '__requirements__ = ["pw-stapler"]\n',
        'requiring/needy/uses.py': `import pw_stapler\n${loadable('stapling')}`,
        'requires.yaml': `apiVersion: bksops/v1
sources:
  - name: needy_folder
    type: fs
    details:
      path: ./requiring
    packages:
      needy:
        version: "1"
        modules:
          - needy.uses
`,
      });
      await mkdir(wheels);
      copyOwnPip(python, wheels);
      writeWheel(python, wheels, 'pw_stapler', '2.0');
      const variables = { ...process.env };
      Object.assign(process.env, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels });
      try {
        const root = file('requiring', 'needy', '__init__.py');
        await tree.texts(['requires.yaml'], (rows) => rows.length === 1);
        await run('loadSource', await nodeOf('requires.yaml', 'needy_folder'));
        await until('the findings', () => findings(root).length > 0);
        assert.deepEqual(
          [findings(root), findings(file('requires.yaml')).filter((line) => line.includes('bksops/load-'))],
          [['1: bksops/requirement-not-met'], ['11: bksops/load-not-tried']],
        );
        await open(file('requires.yaml'));
        const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          file('requires.yaml'),
          new vscode.Range(10, 0, 10, 20),
        );
        const fix = fixes.find(({ title }) => title === 'Install what needy_folder requires');
        assert.ok(fix?.command);
        await vscode.commands.executeCommand(fix.command.command, ...((fix.command.arguments ?? []) as unknown[]));
        assert.deepEqual(
          await tree.texts(['requires.yaml', 'needy_folder', 'needy'], ([row = '']) => row.endsWith('loaded')),
          ['needy.uses | loaded'],
        );
        assert.deepEqual(findings(root), []);
      } finally {
        process.env = variables;
      }
    });

    it('is told why nothing can be loaded, with what to do, where the chosen Python has no loader', async () => {
      const without = process.env['PLUGIN_WORKBENCH_TEST_PYTHON'];
      await settings.update('pluginWorkbench.python', without, vscode.ConfigurationTarget.Workspace);
      const failures = new Failures();
      await run('loadAllSources', await nodeOf('loads.yaml'));
      failures.dispose();
      assert.equal(
        failures.shown[0]?.words,
        `${without ?? ''} cannot load packages as SOPS does. It has no bamboo-pipeline.`,
      );
      assert.equal(failures.shown[0].buttons[0], 'Choose an interpreter');
      const [row = '', ...rest] = await tree.texts(['loads.yaml', 'team_folder'], (rows) => rows.length > 1);
      assert.match(row, /^.* cannot load packages as SOPS does\. \| It has no bamboo-pipeline\.$/);
      assert.equal(rest.length, 1);
    });
  });
});
