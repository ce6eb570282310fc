import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import { writeTree } from '../../source-servers';
import { testPython } from '../test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');
const plugin = path.resolve('test/fixtures/argocd-conformance/plugin_server.py');

const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: letters, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - plugin: {configMapRef: {name: letters}}
  template:
    metadata: {name: '{{ .name }}'}
    spec: {project: default, source: {repoURL: 'https://e.x/r.git', path: '{{ .x }}'}, destination: {name: here}}
`;

const connection = (token: string): string => `apiVersion: v1
kind: ConfigMap
metadata: {name: letters, namespace: argocd}
data: {token: $letters:token, baseUrl: http://letters.argocd.svc.cluster.local}
---
apiVersion: v1
kind: Secret
metadata: {name: letters, namespace: argocd}
stringData: {token: ${token}}
`;

describe('plugin-workbench preview', () => {
  const processes = new Processes();
  let place: string;
  let server: ChildProcess;
  let url = '';

  before(async () => {
    server = spawn(testPython(), [plugin], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    url = `http://127.0.0.1:${line.toString().trim()}`;
  });
  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'command line preview ')));
    await writeTree(place, {
      'sets/letters.yaml': set,
      'connection.yaml': connection('strong-password'),
      '.git/HEAD': '',
    });
  });
  afterEach(() => rm(place, { recursive: true }));
  after(async () => {
    server.kill();
    await processes[Symbol.asyncDispose]();
  });

  async function run(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, 'preview', ...words], {
      cwd: place,
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n'), err: lines.stderr.join('\n') };
  }

  it('prints the Applications as manifests, with what is said of them beside', async () => {
    assert.deepEqual(await run('sets/letters.yaml', '--plugin-url', `${url}/mode/a`), {
      code: 0,
      out: ['a 1', 'b 2']
        .map((pair) => pair.split(' '))
        .map(
          ([name, x]) => `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  source:
    repoURL: https://e.x/r.git
    path: "${x}"
  destination:
    name: here
  project: default`,
        )
        .join('\n'),
      err: 'letters: 2 parameter sets, 2 Applications.',
    });
  });

  it('prints a set each as JSON, with its parameters', async () => {
    const { code, out } = await run('sets', '--plugin-url', `${url}/mode/b`, '--format', 'json');
    const [preview] = JSON.parse(out) as Record<string, unknown>[];
    assert.deepEqual(
      [code, Object.keys(preview ?? {})],
      [1, ['file', 'name', 'namespace', 'parameters', 'applications', 'error', 'warnings']],
    );
    assert.deepEqual(preview, {
      file: 'sets/letters.yaml',
      name: 'letters',
      namespace: 'argocd',
      parameters: [{ name: 'a', y: '3', generator: { input: { parameters: null } } }],
      applications: [],
      error:
        'failed to execute go template {{ .x }}: template: base:1:3: executing "base" at <.x>: map has no entry for key "x"',
      warnings: [],
    });
  });

  it('sends the token of the Secret, and hides it in what the server says', async () => {
    await writeTree(place, { 'connection.yaml': connection('another-password') });
    const { code, err } = await run('sets', '--plugin-url', `${url}/mode/auth`);
    assert.deepEqual(
      [code, err],
      [
        1,
        "letters: no parameter sets, no Applications.\nThe controller stops, and creates, changes and deletes nothing: error listing params: error get api 'letters': API error with status code 403: got Bearer •••",
      ],
    );
  });

  it('sends the token of a file instead', async () => {
    await writeTree(place, { 'connection.yaml': connection('another-password'), token: 'strong-password\n' });
    const { err } = await run('sets', '--plugin-url', `${url}/mode/auth`, '--token-file', 'token');
    assert.match(err, /^letters: 2 parameter sets/);
  });

  it('says which address is not reached from here, and what asks another server', async () => {
    const closed = 'http://127.0.0.1:1';
    const own = connection('strong-password').replace('http://letters.argocd.svc.cluster.local', closed);
    await writeTree(place, { 'connection.yaml': own });
    const { code, err } = await run('sets');
    assert.equal(code, 1);
    assert.deepEqual(err.split('\n').slice(2), [
      `${closed} is not reached from here: --plugin-url URL asks a server that is, in its place.`,
    ]);
  });

  it('warns loudly where everything would be deleted', async () => {
    const { code, err } = await run('sets', '--plugin-url', `${url}/mode/empty`);
    assert.equal(code, 0);
    assert.match(err, /^Warning: DELETES EVERYTHING: the generators of "letters" give no parameter sets/m);
  });

  it('says what is missing for a generator that looks elsewhere, and takes it from the fixture', async () => {
    const clusters = set
      .replace('- plugin: {configMapRef: {name: letters}}', '- clusters: {}')
      .replace('{{ .x }}', 'p');
    await writeTree(place, { 'sets/letters.yaml': clusters });
    const missing = await run('sets');
    assert.equal(missing.code, 1);
    assert.match(missing.err, /^No preview: What the generator "clusters" would find is not known here\./m);
    await writeTree(place, { 'sets/letters.preview.yaml': 'clusters: [{name: one, server: https://one}]\n' });
    assert.match((await run('sets')).out, /name: one[\s\S]*name: in-cluster/);
  });

  it('takes folders of the repository around, where the generator means that one', async () => {
    const git = set
      .replace(
        '- plugin: {configMapRef: {name: letters}}',
        "- git: {repoURL: 'https://git.example.com/team/own.git', revision: HEAD, directories: [{path: apps/*}]}",
      )
      .replace('{{ .name }}', '{{ .path.basename }}')
      .replace('{{ .x }}', '{{ .path.path }}');
    await writeTree(place, {
      'sets/letters.yaml': git,
      'apps/one/values.yaml': 'a: 1\n',
      '.git/config': '[remote "origin"]\n\turl = git@git.example.com:team/own.git\n',
    });
    assert.match((await run('sets')).out, /path: apps\/one/);
  });

  describe('with --against', () => {
    const application = (name: string, x: number): string =>
      [
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        `metadata: {name: ${name}, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}`,
        `spec: {project: default, source: {repoURL: 'https://e.x/r.git', path: '${x}'}, destination: {name: here}}`,
      ].join('\n');
    const against = (file: string, mode = 'a', ...more: string[]): ReturnType<typeof run> =>
      run('sets', '--plugin-url', `${url}/mode/${mode}`, '--against', file, ...more);

    it('tells what would be created, changed and deleted, and ends with 4', async () => {
      await writeTree(place, { saved: [application('b', 3), application('c', 1)].join('\n---\n') });
      assert.deepEqual(await against('saved'), {
        code: 4,
        out: [
          'letters: 1 created, 1 changed, 1 deleted, 0 as they are.',
          '+ a',
          '~ b',
          '    spec.source.path: "3" → "2"',
          '- c',
        ].join('\n'),
        err: 'letters: 2 parameter sets, 2 Applications.',
      });
    });

    it('ends with 3 where nothing would be deleted, and with 0 where nothing would change', async () => {
      await writeTree(place, {
        saved: application('a', 1),
        same: [application('a', 1), application('b', 2)].join('\n---\n'),
      });
      const [some, none] = [await against('saved'), await against('same')];
      assert.deepEqual(
        [some.code, none.code, none.out],
        [3, 0, 'letters: 0 created, 0 changed, 0 deleted, 2 as they are.'],
      );
    });

    it('takes what it has printed itself, in both formats', async () => {
      for (const format of ['yaml', 'json']) {
        const { out } = await run('sets', '--plugin-url', `${url}/mode/a`, '--format', format);
        await writeTree(place, { saved: out });
        assert.equal((await against('saved')).code, 0, format);
      }
    });

    it('names each Application that an answer without parameter sets deletes', async () => {
      await writeTree(place, { saved: [application('a', 1), application('b', 2)].join('\n---\n') });
      const { code, out, err } = await against('saved', 'empty');
      assert.deepEqual([code, out], [4, 'letters: 0 created, 0 changed, 2 deleted, 0 as they are.\n- a\n- b']);
      assert.match(err, /DELETES EVERYTHING/);
    });

    it('has the changes of each set in its JSON', async () => {
      await writeTree(place, { saved: [application('a', 3), application('b', 2)].join('\n---\n') });
      const { out } = await against('saved', 'a', '--format', 'json');
      const [preview] = JSON.parse(out) as { changes: unknown }[];
      assert.deepEqual(preview?.changes, [
        {
          is: 'changed',
          name: 'a',
          namespace: 'argocd',
          fields: [{ path: 'spec.source.path', before: '3', after: '1' }],
        },
      ]);
    });

    it('touches nothing where the controller would stop', async () => {
      await writeTree(place, { saved: application('c', 1) });
      const { code, out } = await against('saved', 'b');
      assert.deepEqual([code, out], [1, 'letters: nothing is touched.']);
    });

    it('takes a revision of git, with the set and its fixture as they were then', async () => {
      await rm(path.join(place, '.git'), { recursive: true });
      const git = (...words: string[]): void => {
        const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
        execFileSync('git', [...author, ...words], { cwd: place, stdio: 'ignore' });
      };
      git('init', '-b', 'main');
      git('add', '.');
      git('commit', '-m', 'one');
      await writeTree(place, { 'sets/letters.yaml': set.replace('{{ .name }}', 'new-{{ .name }}') });
      const { code, out } = await against('git:HEAD');
      assert.deepEqual(
        [code, out.split('\n')],
        [4, ['letters: 2 created, 0 changed, 2 deleted, 0 as they are.', '+ new-a', '+ new-b', '- a', '- b']],
      );
      const unknown = await against('git:no-such');
      assert.equal(unknown.code, 1);
      assert.match(unknown.err, /The repository around letters\.yaml has no revision "no-such"\./);
    });

    it('is used wrongly with a file that is not there', async () => {
      const { code, err } = await against('none');
      assert.equal(code, 2);
      assert.match(err, /^There is no file none\. --against takes saved Applications, or git: and a revision\./);
    });
  });

  it('is used wrongly without a path and with an address that is none', async () => {
    assert.match((await run()).err, /^preview takes a file or folder with ApplicationSets\./);
    assert.match((await run('sets', '--plugin-url', 'here:80')).err, /^--plugin-url takes the address of a server/);
    assert.match((await run('sets', '--argocd', '3.4')).err, /^--argocd is one of 3\.5, 3\.6\./);
  });
});
