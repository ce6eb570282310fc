import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from 'sarif';
import type { PrintedFinding } from '../../../src/cli/check/json-report';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

const bad = 'name: demo\nresource_typ: inventory.Collector\nimage: a/b\ncapability: {}\n';
const good = 'name: demo\nresource_type: inventory.Collector\nimage: a/b\ncapability: {}\nlabels: [a]\n';
const sources = `apiVersion: bksops/v1
sources:
  - name: team
    type: fs
    details: {path: ..}
    packages:
      team:
        version: "1"
        modules:
          - team.onne
`;
const doubtful = `${good}registryType: DOCKER_HUB\n`;

describe('plugin-workbench check', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'check prüfen ')));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
  }

  interface Outcome {
    readonly code: number;
    readonly out: string;
    readonly err: string;
  }

  async function run(
    words: readonly string[],
    { input = '', cwd = '.' }: { input?: string | Buffer; cwd?: string } = {},
  ): Promise<Outcome> {
    return start(process.execPath, [program, 'check', ...words], input, cwd);
  }

  async function start(file: string, words: readonly string[], input: string | Buffer, cwd: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = execFile(file, words, { cwd: path.join(folder, cwd) }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
      child.stdin?.end(input);
    });
  }

  /** The files with findings, as the command names them. */
  async function filesWithFindings(words: readonly string[], options = {}): Promise<string[]> {
    const { out } = await run([...words, '--format', 'json'], options);
    return [...new Set((JSON.parse(out) as PrintedFinding[]).map(({ file }) => file))];
  }

  it('checks the YAML and JSON files below its folder, in the order of their paths', async () => {
    await write({ 'b/x.yml': bad, 'a.yaml': bad, 'b/good.yaml': good, 'c.json': bad, 'node_modules/x.yaml': bad });
    assert.deepEqual(await filesWithFindings([]), ['a.yaml', 'b/x.yml', 'c.json']);
  });

  it('checks a named file whatever its ending, and each file once', async () => {
    await write({ 'sources.json': bad, 'a.yaml': bad });
    assert.deepEqual(await filesWithFindings(['sources.json', 'a.yaml', '.', './a.yaml']), ['a.yaml', 'sources.json']);
  });

  it('expands a pattern that the shell did not expand', async () => {
    await write({ 'deploy/a.yaml': bad, 'deploy/deep/b.json': bad, 'deploy/c.txt': bad });
    assert.deepEqual(await filesWithFindings(['deploy/**/*.{yaml,json}']), ['deploy/a.yaml', 'deploy/deep/b.json']);
  });

  it('takes a path that is there for a file, also when it reads as a pattern', async () => {
    await write({ '[a].yaml': bad, 'a.yaml': bad });
    assert.deepEqual(await filesWithFindings(['[a].yaml']), ['[a].yaml']);
  });

  for (const words of [['nothing.yaml'], ['deploy/*.yaml'], ['.', 'nothing']]) {
    it(`is used wrongly as "check ${words.join(' ')}" where nothing is there: exit code 2 and no findings`, async () => {
      await write({ 'a.yaml': bad });
      const { code, out, err } = await run(words);
      assert.deepEqual([code, out], [2, '']);
      assert.ok(err.includes(`"${words.at(-1) ?? ''}"`), err);
    });
  }

  it('checks the JSON files of a folder too, by the rules of JSON', async () => {
    const manifest = '{"name": "demo", "resource_type": "inventory.Collector", "image": "a/plugin-b"';
    await write({
      'good.json': `${manifest}}`,
      'comma.json': `${manifest},\n}`,
      'package.json': '{"name": "x",}',
      'tsconfig.json': '{\n  // a comment\n}',
    });
    const { code, out } = await run([]);
    assert.deepEqual(
      [code, out],
      [
        1,
        'comma.json:2:1: error manifest/json-syntax: Not JSON: a bracket, where a key in quotes must stand.\n1 error, 0 warnings, 0 info in 2 manifests\n',
      ],
    );
  });

  it('says how many manifests it has seen, beside a result that a program reads too', async () => {
    await write({ 'a.yaml': good, 'b.yaml': good, 'c.yaml': 'x: 1\n' });
    assert.equal((await run([])).out, '0 errors, 0 warnings, 0 info in 2 manifests\n');
    const { out, err } = await run(['--format', 'json']);
    assert.deepEqual([out, err], ['[]\n', '2 manifests checked.\n']);
  });

  it('says of a file that is named that it is no manifest, and finds it broken where it is', async () => {
    await write({ 'values.yaml': 'replicas: 1\n', 'broken.yaml': 'replicas: 1\n\nimage: "a\n' });
    assert.deepEqual(await run(['values.yaml']), {
      code: 0,
      out: 'values.yaml:1:1: info manifest/unknown-kind: Not checked: it is no manifest of a kind that Plugin Workbench knows.\n0 errors, 0 warnings, 1 info in 0 manifests\n',
      err: '',
    });
    const { code, out } = await run(['broken.yaml']);
    assert.equal(code, 1);
    assert.match(out, /^broken\.yaml:3:8: error manifest\/syntax: /);
    assert.equal((await run(['.'])).out, '0 errors, 0 warnings, 0 info in 0 manifests\n');
    assert.equal((await run(['-'], { input: 'a: "b' })).code, 1);
  });

  it('says that a folder holds nothing to check, which is no failure', async () => {
    await write({ 'empty/x.txt': '' });
    const { code, err } = await run(['empty']);
    assert.deepEqual([code, err], [0, 'There is no YAML or JSON file to check in "empty".\n']);
  });

  it('leaves out what ignore files name, from the repository down, but never a file that is named', async () => {
    await write({
      '.git/HEAD': '',
      '.pluginworkbenchignore': '# made by a tool\n/team/generated/\n*.draft.yaml\n',
      'team/.pluginworkbenchignore': '!wanted.draft.yaml\n',
      'team/generated/a.yaml': bad,
      'team/wanted.draft.yaml': bad,
      'team/other.draft.yaml': bad,
      'generated/a.yaml': bad,
    });
    const options = { cwd: 'team' };
    assert.deepEqual(await filesWithFindings(['.'], options), ['wanted.draft.yaml']);
    assert.deepEqual(await filesWithFindings(['.']), ['generated/a.yaml', 'team/wanted.draft.yaml']);
    assert.deepEqual(await filesWithFindings(['generated/a.yaml'], options), ['generated/a.yaml']);
    assert.match((await run(['generated'], options)).err, /"generated" is left out by \.pluginworkbenchignore/);
  });

  it('does not look at .gitignore: what is rendered and deployed is often kept out of git', async () => {
    await write({ '.git/HEAD': '', '.gitignore': 'rendered/\n', 'rendered/a.yaml': bad });
    assert.deepEqual(await filesWithFindings([]), ['rendered/a.yaml']);
  });

  it('checks a Python module that is named with its package, whatever ignore files leave out of that', async () => {
    const module = 'pk/components/collections/hello.py';
    const packages = ['pk', 'pk/components', 'pk/components/collections'];
    for (const ignored of ['pk/', 'hello.py', '*.py']) {
      await write({
        '.git/HEAD': '',
        '.pluginworkbenchignore': `${ignored}\n`,
        ...Object.fromEntries(packages.map((folder) => [`${folder}/__init__.py`, ''])),
        [module]:
          'import urllib2\nfrom pipeline.component_framework.component import Component\n\n\nclass Hello(Component):\n    code = "hello"\n',
      });
      const { out } = await run([module]);
      assert.match(out, /^pk\/components\/collections\/hello\.py:1:8: error bksops\/removed-name: /m);
      assert.doesNotMatch(out, /no __init__\.py|manifest\/syntax/, ignored);
    }
  });

  it('leaves out what --ignore names, also where it is named as a path', async () => {
    await write({ 'a.yaml': bad, 'old/b.yaml': bad, 'c.gen.yaml': bad });
    assert.deepEqual(await filesWithFindings(['--ignore', 'old/', '--ignore', '*.gen.yaml', '.', 'c.gen.yaml']), [
      'a.yaml',
    ]);
  });

  it('checks standard input as "-", under the name that it is given', async () => {
    assert.match((await run(['-'], { input: bad })).out, /^stdin\.yaml:2:1: error /);
    assert.match((await run(['-', '--stdin-name', 'deploy/a.yaml'], { input: bad })).out, /^deploy\/a\.yaml:2:1: /);
  });

  it('holds a file that is named against what lies around it, and tells of that file alone', async () => {
    await write({ 'team/__init__.py': '', 'team/one.py': '', 'deploy/bad.yaml': bad, 'deploy/sources.yaml': sources });
    const told = /^deploy\/sources\.yaml:10:\d+: warning bksops\/module-missing: "team" has no module "onne"/;
    const outside = await run(['deploy/sources.yaml']);
    assert.match(outside.out, told);
    assert.match(outside.out, /0 errors, 1 warning, 0 info in 1 manifest\n$/);
    assert.match((await run(['-', '--stdin-name', 'deploy/other.yaml'], { input: sources })).out, /module-missing/);
    await write({ '.git/HEAD': '' });
    assert.deepEqual(await run(['deploy/sources.yaml']), outside);
  });

  it('knows the names in the repository for what comes on standard input', async () => {
    const map =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: my-plugin}\ndata: {token: $plugin.token, baseUrl: http://x}\n';
    await write({ '.git/HEAD': '', 'deploy/map.yaml': map, 'sub/x.txt': '' });
    const generators = '[{plugin: {configMapRef: {name: my-plugn}}}]';
    const template = "{metadata: {name: '{{name}}'}, spec: {project: default, destination: {}}}";
    const input = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec: {generators: ${generators}, template: ${template}}\n`;
    assert.match((await run(['-'], { input, cwd: 'sub' })).out, /"my-plugn": did you mean "my-plugin"\?/);
  });

  it('fails with errors, and with more warnings than it may have', async () => {
    await write({ 'bad.yaml': bad, 'doubtful.yaml': doubtful });
    assert.equal((await run(['bad.yaml'])).code, 1);
    const { code, out } = await run(['doubtful.yaml', '--max-warnings', '1']);
    assert.deepEqual([code, out.trimEnd().split('\n').at(-1)], [0, '0 errors, 1 warning, 0 info in 1 manifest']);
    assert.deepEqual(await run(['doubtful.yaml', '--max-warnings', '0', '--quiet']), {
      code: 1,
      out: '0 errors, 1 warning, 0 info in 1 manifest\n1 warning is more than the 0 of --max-warnings.\n',
      err: '',
    });
    const beside = await run(['doubtful.yaml', '--max-warnings', '0', '--quiet', '--format', 'json']);
    assert.deepEqual(beside, {
      code: 1,
      out: '[]\n',
      err: '1 manifest checked.\n1 warning is more than the 0 of --max-warnings.\n',
    });
  });

  it('shows errors only when it is to be quiet', async () => {
    await write({ 'bad.yaml': bad, 'doubtful.yaml': doubtful });
    assert.deepEqual(await filesWithFindings(['--quiet']), ['bad.yaml']);
  });

  it('does not call a file clean that it cannot read', async () => {
    const { code, out } = await run(['/proc/self/mem']);
    assert.equal(code, 1);
    assert.match(
      out,
      /^\/proc\/self\/mem:1:1: error manifest\/unreadable: Cannot be read, so it is not checked: the disk does not give it \(EIO\)\.$/m,
    );
  });

  it('says of a file of gigabytes that it is too long, and reads only its beginning', async () => {
    await write({ 'endless.yaml': bad });
    await truncate(path.join(folder, 'endless.yaml'), 3 * 1024 ** 3);
    const { code, out } = await run([]);
    assert.equal(code, 0);
    const said = 'manifest/too-long: Longer than 4 MB: not checked.\n';
    assert.equal(out, `endless.yaml:1:1: warning ${said}0 errors, 1 warning, 0 info in 0 manifests, 1 not checked\n`);
    assert.deepEqual(await run(['endless.yaml']), {
      code: 1,
      out: `endless.yaml:1:1: error ${said}1 error, 0 warnings, 0 info in 0 manifests, 1 not checked\n`,
      err: '',
    });
  });

  it('counts a manifest of too many keys as one that was not checked, and fails where it was named', async () => {
    const keys = Array.from({ length: 300_000 }, (_, index) => `  k${index}: 1\n`).join('');
    await write({ 'many.yaml': `${good}tags:\n${keys}`, 'good.yaml': good });
    assert.match(
      (await run(['.'])).out,
      /^many\.yaml:1:1: warning manifest\/too-long: .*\n.* in 1 manifest, 1 not checked\n$/,
    );
    const { code, out } = await run(['many.yaml', 'good.yaml']);
    assert.equal(code, 1);
    assert.match(out, /^many\.yaml:1:1: error manifest\/too-long: .*\n.* in 1 manifest, 1 not checked\n$/);
  });

  describe('given what is not UTF-8', () => {
    const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
    const said =
      'error manifest/not-utf-8: The byte 0xE9 is not UTF-8: the readers of manifests refuse the file. Save it as UTF-8.';
    const counts = '1 error, 0 warnings, 0 info in 0 manifests, 1 not checked\n';

    for (const [where, place, text] of [
      ['in a bare word', '1:10', good.replace('demo', 'café')],
      ['in quotes', '1:11', good.replace('demo', '"ca\u00e9"').replace('name: ', 'name:  ')],
      ['in a comment', '6:6', `${good}# caf\u00e9\n`],
    ] as const) {
      it(`finds the byte ${where}, in a folder, in a file that is named, and on standard input`, async () => {
        await writeFile(path.join(folder, 'a.yaml'), latin1(text));
        for (const words of [[], ['a.yaml']]) {
          const { code, out } = await run(words);
          assert.deepEqual([code, out], [1, `a.yaml:${place}: ${said}\n${counts}`]);
        }
        assert.equal((await run(['-'], { input: latin1(text) })).out, `stdin.yaml:${place}: ${said}\n${counts}`);
      });
    }

    it('takes a U+FFFD that was written as one, and finds what stands behind it', async () => {
      await writeFile(path.join(folder, 'a.yaml'), good.replace('demo', '"\ufffd"'));
      assert.doesNotMatch((await run([])).out, /not-utf-8/);
      await writeFile(
        path.join(folder, 'a.yaml'),
        Buffer.concat([Buffer.from(`${good}# ü\ufffd`), latin1('\u00e9'), Buffer.from('\n')]),
      );
      assert.match((await run([])).out, /^a\.yaml:6:5: error manifest\/not-utf-8: The byte 0xE9 /);
    });

    for (const [what, bytes] of [
      ['UTF-16 with a mark', Buffer.from(`\ufeff${good}`, 'utf16le')],
      ['UTF-16 without a mark', Buffer.from(good, 'utf16le')],
      ['UTF-16 of the other order', Buffer.from(`\ufeff${good}`, 'utf16le').swap16()],
      ['UTF-16 of the other order without a mark', Buffer.from(good, 'utf16le').swap16()],
    ] as const) {
      it(`says of ${what} what it is`, async () => {
        await writeFile(path.join(folder, 'a.yaml'), bytes);
        const words = 'error manifest/not-utf-8: The file is UTF-16: save it as UTF-8.';
        assert.equal((await run([])).out, `a.yaml:1:1: ${words}\n${counts}`);
        assert.equal((await run(['-'], { input: bytes })).out, `stdin.yaml:1:1: ${words}\n${counts}`);
      });
    }

    it('leaves files of others alone in a folder', async () => {
      await writeFile(path.join(folder, 'a.yaml'), latin1('cr\u00e8me: br\u00fbl\u00e9e\n'));
      assert.equal((await run([])).out, '0 errors, 0 warnings, 0 info in 0 manifests\n');
    });
  });

  it('holds few files open at once', async () => {
    await write(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`${index % 30}/${index}.yaml`, bad])));
    const { out } = await start(
      'sh',
      ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath, program, 'check'],
      '',
      '.',
    );
    assert.match(out, /^600 errors, /m);
  });

  it('writes a SARIF log with places seen from the repository, whatever folder it runs in', async () => {
    await write({ '.git/HEAD': '', 'deploy/a b.yaml': bad });
    const { code, out } = await run(['--format', 'sarif'], { cwd: 'deploy' });
    const log = JSON.parse(out) as Log;
    const place = log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation;
    assert.deepEqual([code, log.version, place], [1, '2.1.0', { uri: 'deploy/a%20b.yaml', uriBaseId: '%SRCROOT%' }]);
  });
});
