import assert from 'node:assert/strict';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Repository, serveFolder, writeTree, type SourceServer } from '../../source-servers';
import { component, manifestOf } from '../../sops-loader';
import { until } from '../until';
import { file, folder, open, pressLens } from '../window';

/** What the command resolves with: what the page shows, as HTML by part. */
interface Panel {
  readonly content: Readonly<Record<'title' | 'verdict' | 'actions' | 'progress' | 'result', string>>;
}

const check = (): Thenable<Panel | undefined> =>
  vscode.commands.executeCommand('pluginWorkbench.readyToDeploy', {
    is: 'manifest',
    file: file('sources.yaml').fsPath,
  });
/** What a person reads of HTML. */
const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
const tabs = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all.map(({ label }) => label));

describe('a person who asks whether sources are ready to deploy', function () {
  this.timeout(120_000);
  let place: string;
  let server: SourceServer;
  let repository: Repository;
  let panel: Panel;

  /** The branch of the repository, which is what a raw host hands out too. */
  const publish = async (files: Readonly<Record<string, string>>): Promise<void> => {
    repository.commit(files);
    await writeTree(path.join(place, 'raw/main'), files);
  };

  before(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-deploy-'));
    repository = new Repository(path.join(place, 'team.git'));
    server = await serveFolder(place);
    await publish({ 'team/__init__.py': '', 'team/hello.py': component('from_git') });
    await writeTree(folder().uri.fsPath, {
      'plugins/local/__init__.py': '',
      'plugins/local/a.py': component('from_folder'),
      'plugins/local/b.py': '\nraise OSError("no disk")\n',
      'sources.yaml': manifestOf([
        {
          ...{ name: 'team_git', type: 'git' },
          details: {
            repo_address: `${server.address}/team.git`,
            repo_raw_address: `${server.address}/raw`,
            branch: 'main',
          },
          packages: { team: { version: '1', modules: ['team.hello'] } },
        },
        {
          ...{ name: 'local_folder', type: 'fs', details: { path: './plugins' } },
          packages: { local: { version: '1', modules: ['local.b', 'local.a'] } },
        },
      ]),
    });
    const python = path.resolve(process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] ?? '', '../../../sops/bin/python');
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', python, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration()
      .update('pluginWorkbench.python', undefined, vscode.ConfigurationTarget.Global);
    await server[Symbol.asyncDispose]();
    await rm(place, { recursive: true, force: true });
  });

  it('is told on one page what SOPS will show, and what it will not and why', async () => {
    await open(file('sources.yaml'));
    await pressLens(file('sources.yaml'), 'Ready to deploy?', 'apiVersion');
    await until('the page', () => tabs().includes('Ready to Deploy? sources.yaml'));
    const shown = await check();
    assert.ok(shown);
    panel = shown;
    const { verdict, result, progress } = panel.content;
    assert.match(
      words(verdict),
      /^✗ Not ready: 2 modules would not be loaded\. .* 1 of 3 modules loaded with bamboo-pipeline 4\.0\.4/,
    );
    assert.match(words(result), /What SOPS will show .* Hello Of from_git from_git 1\.0\.0 none team_git team\.hello/);
    assert.match(
      words(result),
      /What SOPS will not load local\.b SOPS logs "OSError: no disk" and loads no more of local_folder\. The module raised it while it was imported\. Mend it in the module\. plugins\/local\/b\.py:2 sources\.yaml:\d+ local\.a Skipped by SOPS, because local\.b failed before it\. It would load\./,
    );
    assert.match(words(result), /Nothing is known of an earlier state that was ready\./);
    assert.equal(progress, '');
  });

  it('is told after mending it that all is ready', async () => {
    await writeFile(file('plugins', 'local', 'b.py').fsPath, component('mended'));
    await check();
    assert.match(words(panel.content.verdict), /^✓ Ready, with \d+ warnings\. .* 3 of 3 modules loaded/);
    assert.doesNotMatch(words(panel.content.result), /What SOPS will not load/);
  });

  it('is told what has changed since it was ready: components, versions, files and commits', async () => {
    await publish({ 'team/__init__.py': '', 'team/hello.py': component('from_git', { version: '2.0.0' }) });
    await writeFile(file('plugins', 'local', 'b.py').fsPath, component('other'));
    await check();
    assert.match(
      words(panel.content.result),
      /What has changed since it was ready on .* New component other 1\.0\.0 \(B-Of other\) Changed component from_git: version 1\.0\.0 → 2\.0\.0 Gone component mended 1\.0\.0 \(B-Of mended\) Changed source team_git \(git\): [0-9a-f]{10} → [0-9a-f]{10}, changed team\/hello\.py Changed source local_folder \(fs\): changed local\/b\.py$/,
    );
  });

  it('ends the check by closing its page', async () => {
    const entered = path.join(place, 'entered');
    const waits = `open(${JSON.stringify(entered)}, "w").close()\nimport time\ntime.sleep(600)\n`;
    await writeFile(file('plugins', 'local', 'b.py').fsPath, waits);
    const running = check();
    await until('the load', () => access(entered).then(() => true), 90_000);
    assert.match(words(panel.content.progress), /Load team_git: team\.hello \(1 of 3\)/);
    assert.match(panel.content.actions, /id="cancel"/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal(await running, undefined);
    assert.ok(!tabs().includes('Ready to Deploy? sources.yaml'));
  });
});
