import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { localEndpoint } from '../../../src/platforms/spaceone/registrations/endpoints';
import { RepositoryClient } from '../../../src/platforms/spaceone/registrations/repository-client';
import { LocalRepository } from '../../../src/platforms/spaceone/repository/local-repository';
import { until } from '../until';
import { findings, folder, freePort } from '../window';
import { Answers, Failures, Tree, accepting } from './tree';

const VIEW = 'pluginWorkbench.registrations';
const run = (command: string, ...given: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`pluginWorkbench.${command}`, ...given);

/** The one of the Repository's repositories that is written to. */
const LOCAL = 'Private';
/** The one that hides those of the other. */
const MANAGED = 'Cloudforet Official';
const TYPES = ['inventory.Collector', 'monitoring.Webhook', 'notification.Protocol'] as const;
const PROVIDERS = ['aws', 'google_cloud'] as const;

describe('a person who looks at registered plugins', () => {
  const environments = path.join(homedir(), '.spaceone', 'environments');
  let tree: Tree;
  let copied: string;

  before(() => {
    assert.ok(homedir().startsWith(tmpdir()), 'the home is one of the test');
    tree = new Tree(VIEW);
  });
  after(() => tree.dispose());

  async function writeEnvironment(name: string, text: string): Promise<void> {
    await mkdir(environments, { recursive: true });
    await writeFile(path.join(environments, `${name}.yml`), text);
  }

  /** Our client at the window's own Repository, as another program would reach it. */
  function client(): RepositoryClient {
    const [, token = ''] = /^api_key: (.*)$/m.exec(copied) ?? [];
    const [, address = ''] = /^ {2}repository: (.*)$/m.exec(copied) ?? [];
    return new RepositoryClient({
      id: 'test',
      name: 'Local',
      address,
      origin: 'local',
      token: () => Promise.resolve(token),
    });
  }

  async function register(count: number, from = 0): Promise<void> {
    const own = client();
    for (let index = from; index < from + count; index++) {
      await own.register({
        name: `Plugin ${index}`,
        resource_type: TYPES[index % TYPES.length] ?? '',
        provider: PROVIDERS[index % PROVIDERS.length] ?? '',
        image: `example/plugin-${index}`,
        ...(index === 0 && { docs: { en: { link: 'https://example.org/docs' } }, tags: { icon: 'file:///etc/hosts' } }),
      });
    }
    own.close();
  }

  it('is welcomed before anything was asked, and nothing is loaded or started by it', async () => {
    await tree.show();
    assert.deepEqual(await tree.below(), []);
    assert.deepEqual(
      Object.keys(require.cache).filter((module) => /dist.(grpc-connection|repository-)/.test(module)),
      [],
    );
  });

  it('starts the local Repository, which is empty and says where it answers', async () => {
    await run('startLocalRepository');
    const local = await tree.find('Local | 0 plugins');
    assert.match(local.text, /^Local \| 0 plugins · chosen · grpc:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(await tree.texts(['Local'], () => true), ['No plugin is registered here.']);
    assert.match(await tree.tooltip(local), /Generation \| `2\.0`/);
  });

  it('copies a spacectl environment that another program gets in with', async () => {
    await run('copySpacectlEnvironment');
    copied = await vscode.env.clipboard.readText();
    assert.match(copied, /^api_key: .+\nendpoints:\n {2}repository: grpc:\/\/127\.0\.0\.1:\d+\n$/);
    const own = client();
    assert.deepEqual(
      (await own.repositories()).map(({ type }) => type),
      ['LOCAL', 'MANAGED'],
    );
    own.close();
  });

  it('sees what another program registers there, with its type, provider and versions', async () => {
    await register(6);
    await tree.texts(['Local', LOCAL], (texts) => texts.length === 6);
    const plugin = await tree.find('Local', LOCAL, 'Plugin 0 | aws · inventory.Collector');
    assert.equal(plugin.item.contextValue, 'registration enabled writable docs');
    assert.match(await tree.tooltip(plugin), /\| Image \| `example\/plugin-0` \|/);
    assert.deepEqual(await tree.texts(['Local', LOCAL, 'Plugin 0'], () => true), ['latest']);
  });

  it('groups them by type and by provider', async () => {
    await run('groupRegistrations', 'type');
    assert.deepEqual(await tree.texts(['Local'], (texts) => texts.length === 3), [
      'inventory.Collector | 2',
      'monitoring.Webhook | 2',
      'notification.Protocol | 2',
    ]);
    await run('groupRegistrations', 'provider');
    assert.deepEqual(await tree.texts(['Local'], (texts) => texts.length === 2), ['aws | 3', 'google_cloud | 3']);
    await run('groupRegistrations', 'repository');
  });

  it('filters them, which the view says until the filter is cleared', async () => {
    const view = await tree.show();
    await run('filterRegistrations', 'WEBHOOK google');
    assert.deepEqual(await tree.texts(['Local', LOCAL], () => true), ['Plugin 1 | google_cloud · monitoring.Webhook']);
    await until('the message', () => view.message === '1 of 6 plugins match the filter.');
    assert.equal(view.description, '"WEBHOOK google"');
    await run('filterRegistrations', 'nowhere');
    assert.deepEqual(await tree.texts(['Local'], () => true), ['No plugin matches the filter.']);
    await run('clearRegistrationFilter');
    await until('the whole view', () => view.message === '' && view.description === '');
    await tree.texts(['Local', LOCAL], (texts) => texts.length === 6);
  });

  it('reads one as YAML in which nothing is checked, and sees in it what another program changes', async () => {
    await run('showRegistration', (await tree.find('Local', LOCAL, 'Plugin 3')).node);
    const document = await until('the document', () => {
      const shown = vscode.window.activeTextEditor?.document;
      return shown?.uri.scheme === 'plugin-workbench-registration' && shown;
    });
    assert.equal(document.languageId, 'yaml');
    assert.match(document.getText(), /^plugin_id: plugin-3$/m);
    assert.match(document.getText(), /^state: ENABLED$/m);
    assert.deepEqual(findings(document.uri), []);
    const own = client();
    await own.disable('plugin-3');
    await until('the new state', () => /^state: DISABLED$/m.test(document.getText()));
    await tree.find('Local', LOCAL, 'Plugin 3 | google_cloud · inventory.Collector · disabled');
    await own.deregister('plugin-3');
    await until('the end', () => document.getText() === '# It is not registered any more.\n');
    own.close();
  });

  it('sees thousands of them, two hundred at a time', async () => {
    await register(250, 100);
    await tree.texts(['Local', LOCAL], (texts) => texts.length === 201 && texts[200] === 'Show more | 55 left');
    await tree.click(await tree.find('Local', LOCAL, 'Show more'));
    await tree.texts(['Local', LOCAL], (texts) => texts.length === 255);
  });

  it('finds the environments of spacectl as they come, and why some lead nowhere', async () => {
    await writeEnvironment('mine', copied);
    await writeEnvironment('broken', 'api_key: secret-in-a-broken-file\nendpoints: {repository: [\n');
    await writeEnvironment('other', 'endpoints:\n  identity: grpc://127.0.0.1:1\n');
    await run('refreshRegistrations');
    const texts = await tree.texts([], (all) => all.length === 4);
    assert.match(texts[0] ?? '', /^Local \|/);
    assert.deepEqual(
      texts.slice(1).map((text) => text.replace(/grpc:.*/, '')),
      ['broken | It is not valid YAML.', 'mine | ', 'other | It has endpoints for identity, and none for repository.'],
    );
    await tree.click(await tree.find('broken'));
    await until('the file', () => vscode.window.activeTextEditor?.document.fileName.endsWith('broken.yml'));
    await tree.texts(['mine', LOCAL], (plugins) => plugins.length === 201);
  });

  it('notices by itself that an environment changes', async () => {
    const port = await freePort();
    await writeEnvironment('other', `endpoints:\n  repository: grpc://127.0.0.1:${port}\n`);
    await tree.find(`other | grpc://127.0.0.1:${port}`);
  });

  it('is told in the tree that an endpoint is down, and may try again', async () => {
    const down = await tree.find('other', 'Cannot reach other at');
    assert.equal(down.text.replace(/\d+/g, 'N'), 'Cannot reach other at grpc://N.N.N.N:N. | Connection refused.');
    const [, port = ''] = /:(\d+)\./.exec(down.text) ?? [];
    const other = await LocalRepository.start({ port: Number(port) });
    try {
      await writeEnvironment('other', other.spacectlEnvironment);
      await until('the token', async () => (await tree.tooltip(await tree.find('other'))).includes('State'));
      await tree.click(await tree.find('other', 'Try again'));
      assert.deepEqual(await tree.texts(['other'], (texts) => !texts.includes('Try again')), [
        'No plugin is registered here.',
      ]);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  it('adds an endpoint whose token is in no file, sets it again, and removes both', async () => {
    const own = client();
    const { address } = own.endpoint;
    const right = (await own.endpoint.token()) ?? '';
    const answers = new Answers([
      'repository.example.org',
      'grpc://a:b@host:1',
      address,
      'mine/too',
      `x${right}`,
      right,
    ]);
    try {
      await run('addEndpoint');
      assert.deepEqual(answers.objections, [
        'repository.example.org: An address is grpc://HOST:PORT, or grpc+ssl://HOST:PORT for TLS.',
        'grpc://a:b@host:1: An address holds no user and no password: the token is kept apart from it.',
      ]);
      const [, , token] = answers.asked;
      assert.equal(token?.password, true);
      const refusal = await tree.find('mine/too', 'mine/too does not accept the token.');
      assert.ok(!refusal.text.includes(right), 'the token is not shown');
      await tree.click(refusal); // asks for the token
      await tree.texts(['mine/too', LOCAL], (texts) => texts.length === 201);
    } finally {
      answers.dispose();
      own.close();
    }
    assert.deepEqual(vscode.workspace.getConfiguration().get('pluginWorkbench.endpoints'), { 'mine/too': address });
    assert.deepEqual(await filesWith(right), []);
    await run('chooseEndpoint', 'setting:mine/too');
    await tree.find(`mine/too | 255 plugins · chosen · ${address}`);
    assert.equal(await accepting(() => run('removeEndpoint', 'setting:mine/too')), 'Remove the endpoint mine/too?');
    await tree.texts([], (texts) => !texts.some((text) => text.startsWith('mine/too')));
    await tree.find('Local', LOCAL);
    assert.match((await tree.find('Local')).text, / plugins · chosen · grpc:/);
  });

  it('opens 5 000 plugins in 50 ms of the host, and 5 000 environments without holding it up', async () => {
    const managed = Array.from({ length: 5000 }, (_, index) => ({
      plugin_id: `plugin-${index}`,
      name: `Plugin ${(index * 7919) % 5000}`,
      image: `plugin-${index}`,
      resource_type: TYPES[index % TYPES.length] ?? '',
    }));
    const big = await LocalRepository.start({ managed });
    try {
      await writeEnvironment('big', big.spacectlEnvironment);
      await tree.texts(['big', 'Cloudforet Official'], (texts) => texts.at(-1) === 'Show more | 4800 left');
      const times: number[] = [];
      for (let round = 0; round < 5; round++) {
        // What was worked out for the list before is of no use for a new one.
        await run('refreshRegistrations', 'spacectl:big');
        const endpoint = await tree.find('big');
        const started = performance.now();
        const [repository] = await tree.below(endpoint);
        assert.equal((await tree.below(repository)).length, 201);
        times.push(performance.now() - started);
      }
      console.log(`5 000 plugins, ms to open: ${times.map((time) => time.toFixed(1)).join(', ')}`);
      assert.ok(Math.min(...times) <= 50, `${times.join(', ')} ms`);
    } finally {
      await big[Symbol.asyncDispose]();
    }
    const text = `api_key: ${'x'.repeat(400)}\nendpoints:\n  repository: grpc+ssl://127.0.0.1:1\n`;
    for (let index = 0; index < 5000; index++) {
      await writeEnvironment(`many-${index}`, text);
    }
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await tree.texts([], (texts) => texts.at(-1) === 'Show more | 4805 left');
    delay.disable();
    console.log(`5 000 environments, longest pause of the host in ms: ${(delay.max / 1e6).toFixed(0)}`);
    await rm(environments, { recursive: true });
    await run('refreshRegistrations');
    await tree.texts([], (texts) => texts.length === 1);
  });

  it('does without a view that is hidden: it is told of nothing until it is seen again', async () => {
    await tree.show();
    await vscode.commands.executeCommand('workbench.view.explorer');
    const view = await until('the hidden view', () => tree.view?.visible === false && tree.view);
    const before = tree.changes;
    await register(3, 1000);
    await until('the model', async () => (await tree.find('Local')).text.includes('258 plugins'));
    assert.equal(tree.changes, before);
    await tree.show();
    await until('the news', () => tree.changes > before);
    assert.ok(view.visible);
  });

  it('sees what another window of the workspace registers, and which of them runs matters to nobody', async () => {
    const [file = ''] = await filesWhere((name) => name === 'record.json');
    // FOLDER/plugins/PART/VERSION/record.json
    const other = await LocalRepository.start({ folder: path.resolve(file, '../../../..') });
    try {
      const there = new RepositoryClient(localEndpoint(other.address, () => Promise.resolve(other.token)));
      await there.register({ name: 'A of there', resource_type: 'inventory.Collector', image: 'example/plugin-there' });
      await tree.find('Local', LOCAL, 'A of there');
      await there.deregister('plugin-there');
      await tree.texts(['Local', LOCAL], (texts) => !texts.includes('A of there | inventory.Collector'));
      there.close();
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  it('fills the managed repository of Local from an endpoint and from files, and sees what that hides', async () => {
    const plugin = (id: string) => ({ plugin_id: id, name: `Theirs ${id}`, image: id, resource_type: 'x.Y' });
    const theirs = await LocalRepository.start({ managed: [plugin('plugin-0'), plugin('plugin-theirs')] });
    const manifest = path.join(folder().uri.fsPath, 'managed.yaml');
    const setting = 'localRepository.managed';
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('pluginWorkbench');
    try {
      await writeEnvironment('theirs', theirs.spacectlEnvironment);
      await run('refreshRegistrations');
      const repository = await tree.find('theirs', MANAGED);
      assert.equal(repository.item.contextValue, 'managed');
      await run('useAsManagedPlugins', repository.node);
      assert.deepEqual(settings().get(setting), ['theirs']);
      const hidden = await tree.find('Local', LOCAL, 'Plugin 0 | aws · inventory.Collector · hidden by');
      assert.equal(hidden.text, 'Plugin 0 | aws · inventory.Collector · hidden by the managed plugin of this id');
      assert.deepEqual(await tree.texts(['Local', MANAGED], () => true), [
        'Theirs plugin-0 | x.Y',
        'Theirs plugin-theirs | x.Y',
      ]);
      await settings().update(setting, ['managed.yaml'], vscode.ConfigurationTarget.Workspace);
      await tree.find('Local', 'There is no file, folder or endpoint "managed.yaml" for managed plugins.');
      await tree.find('Local', LOCAL, 'Plugin 1 ');
      await writeFile(manifest, 'name: Mine\nimage: plugin-mine\nresource_type: x.Y\n');
      assert.deepEqual(await tree.texts(['Local', MANAGED], (texts) => texts.length === 1), ['Mine | x.Y']);
      await tree.texts(['Local'], (texts) => texts.length === 2);
      await tree.find('Local', LOCAL, 'Plugin 0 | aws · inventory.Collector');
    } finally {
      await settings().update(setting, undefined, vscode.ConfigurationTarget.Workspace);
      await rm(manifest, { force: true });
      await rm(environments, { recursive: true });
      await theirs[Symbol.asyncDispose]();
    }
    await tree.texts(['Local'], (texts) => texts.length === 1);
  });

  it('is told once of a damaged file, which is kept, and loses nothing but that change', async () => {
    const [file = ''] = await filesWhere((name) => name === 'record.json');
    const failures = new Failures();
    try {
      const newer = path.dirname(file).replace(/\d+$/, '99');
      await mkdir(newer);
      await writeFile(path.join(newer, 'record.json'), 'not as it was written');
      await run('refreshRegistrations', 'local');
      const { words, buttons } = await until('the message', () => failures.shown[0]);
      assert.match(
        words,
        /record\.json is damaged\. .* all other plugins are as they were\. To end this message, move the folder .*\.99 away\.$/,
      );
      assert.equal(buttons[0], 'Open record.json');
      await run('refreshRegistrations', 'local');
      await tree.find('Local | 258 plugins');
      assert.equal(failures.shown.length, 1);
    } finally {
      failures.dispose();
    }
  });

  /** The files of the home, the workspace and of what the editor and its extensions keep. */
  async function filesWhere(isMeant: (name: string) => boolean): Promise<string[]> {
    const data = process.env['PLUGIN_WORKBENCH_HOST_DATA'];
    assert.ok(data);
    const found: string[] = [];
    for (const place of [homedir(), folder().uri.fsPath, data]) {
      const entries = await readdir(place, { recursive: true, withFileTypes: true });
      found.push(
        ...entries
          .filter((each) => each.isFile() && isMeant(each.name))
          .map((each) => path.join(each.parentPath, each.name)),
      );
    }
    return found;
  }

  /** Those files, but for the environments that the test wrote itself, that have a text in them. */
  async function filesWith(text: string): Promise<string[]> {
    const files = (await filesWhere(() => true)).filter((file) => !file.startsWith(environments));
    assert.ok(files.length > 3, 'there are files to look through');
    const texts = await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')));
    return files.filter((_, index) => texts[index]?.includes(text));
  }
});
