import assert from 'node:assert/strict';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { component, manifestOf } from '../../sops-loader';
import { Repository, bucketAt, serveFolder, serveS3, writeTree, type SourceServer } from '../../source-servers';
import { Tree } from '../registrations/tree';
import { until } from '../until';
import { file, folder } from '../window';
import { result, stopsAt } from './runs';

const run = (command: string, ...given: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`pluginWorkbench.${command}`, ...given);

/** The line of \`component\` in which its service returns. */
const RETURNS = 7;

describe('a person who runs a component of a source', () => {
  const tree = new Tree('pluginWorkbench.sources');
  const variables = { ...process.env };
  let place: string;
  let entered: string;
  const servers: SourceServer[] = [];

  before(async () => {
    const sops = path.resolve(path.dirname(process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] ?? ''), '../../sops/bin/python');
    await vscode.workspace
      .getConfiguration('pluginWorkbench')
      .update('python', sops, vscode.ConfigurationTarget.Global);
    const project = vscode.extensions.all.find(({ packageJSON }) => {
      return (packageJSON as { name?: string }).name === 'plugin-workbench';
    })?.extensionPath;
    place = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-runs-'));
    entered = path.join(place, 'entered');
    const waits = `open(${JSON.stringify(entered)}, "w").close(); import time; time.sleep(600)`;
    const files = {
      'team/__init__.py': '',
      'team/hello.py': component('from_git'),
      'team/waits.py': component('waits_for_ever').replace('return True', waits),
    };
    new Repository(path.join(place, 'team.git')).commit(files);
    await writeTree(path.join(place, 'raw/main'), files);
    const [git, s3] = [await serveFolder(place), await serveS3(path.join(place, 'buckets'), project)];
    servers.push(git, s3);
    const bucket = bucketAt(s3.address);
    const { signal } = new AbortController();
    await bucket.put('kept/__init__.py', Buffer.from(''), signal);
    await bucket.put('kept/hello.py', Buffer.from(component('from_s3')), signal);
    Object.assign(process.env, { RUNS_ACCESS_KEY: 'S3RVER', RUNS_SECRET_KEY: 'S3RVER' });
    const manifest = manifestOf([
      {
        ...{ name: 'team_git', type: 'git' },
        details: { repo_address: `${git.address}/team.git`, repo_raw_address: `${git.address}/raw`, branch: 'main' },
        packages: { team: { version: '1', modules: ['team.hello', 'team.waits'] } },
      },
      {
        ...{ name: 'team_s3', type: 's3' },
        details: {
          ...{ service_address: s3.address, bucket: 'plugins' },
          ...{ access_key: '${env:RUNS_ACCESS_KEY}', secret_key: '${env:RUNS_SECRET_KEY}' },
        },
        packages: { kept: { version: '1', modules: ['kept.hello'] } },
      },
    ]);
    await writeTree(folder().uri.fsPath, { 'runs.yaml': manifest });
    await tree.show();
    await run('syncAllSources', await nodeOf('runs.yaml'));
  });
  after(async () => {
    process.env = variables;
    tree.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    await rm(place, { recursive: true, force: true });
  });

  async function nodeOf(...words: readonly string[]): Promise<unknown> {
    return (await tree.find(...words)).node;
  }

  it('runs it from its row, as SOPS loads it', async () => {
    await run('runComponent', await nodeOf('runs.yaml', 'team_git', 'team', 'team.hello', 'from_git'));
    await result(/^# from_git 1\.0\.0 from runs\.yaml\n# succeeded/);
  });

  it('cancels a run that does not end', async () => {
    const progress = vscode.window.withProgress;
    const cancel = new vscode.CancellationTokenSource();
    const cancelling: typeof progress = (options, task) => progress(options, (report) => task(report, cancel.token));
    vscode.window.withProgress = cancelling;
    const running = run('runComponent', await nodeOf('runs.yaml', 'team_git', 'team', 'team.waits', 'waits_for_ever'));
    await until('the run', () => access(entered).then(() => true), 90_000);
    cancel.cancel();
    await running;
    vscode.window.withProgress = progress;
    await result(/waits_for_ever[^]*cancelled/);
  });

  for (const { source, root, code } of [
    { source: 'team_git', root: 'team', code: 'from_git' },
    { source: 'team_s3', root: 'kept', code: 'from_s3' },
  ]) {
    it(`stops at a breakpoint in the copy of ${source}`, async () => {
      const row = ['runs.yaml', source, root, `${root}.hello`, code];
      await run('openSource', await nodeOf(...row));
      const copy = await until('the copy', () => {
        const { uri } = vscode.window.activeTextEditor?.document ?? {};
        return uri && /current.(?:team|kept).hello\.py$/.test(uri.fsPath) && uri.fsPath.includes(root)
          ? uri
          : undefined;
      });
      await stopsAt(copy, RETURNS, async () => run('debugComponent', await nodeOf(...row)));
      await result(new RegExp(`${code}[^]*succeeded`));
      assert.notEqual(copy.fsPath, file(root, 'hello.py').fsPath);
    });
  }
});
