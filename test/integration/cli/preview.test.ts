import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
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

  it('is used wrongly without a path and with an address that is none', async () => {
    assert.match((await run()).err, /^preview takes a file or folder with ApplicationSets\./);
    assert.match((await run('sets', '--plugin-url', 'here:80')).err, /^--plugin-url takes the address of a server/);
    assert.match((await run('sets', '--argocd', '3.4')).err, /^--argocd is one of 3\.5, 3\.6\./);
  });
});
