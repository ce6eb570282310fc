import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyFolder } from '../../../src/runtime/fetching/local-copy';
import { Processes } from '../../../src/runtime/processes/processes';
import { writeTree } from '../../source-servers';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

const FIELDS =
  '{tag_code: "env", type: "radio", attrs: {name: "Environment", items: [{name: "Test", value: "test"}], default: "test", validation: [{type: "required"}]}},\n' +
  '  {tag_code: "count", type: "int", attrs: {name: "Count", default: 2}}';

function component(fields: string, key = 'team_deploy'): string {
  return `from pipeline.component_framework.component import Component
class DeployComponent(Component):
    name = "Deploy"
    code = "team_deploy"
    embedded_form = True
    form = r"""$.atoms.${key} = [
  ${fields}];"""
`;
}

describe('plugin-workbench form', () => {
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'command line form ')));
    await writeTree(place, {
      'plugins/team/deploy.py': component(FIELDS),
      'sources.yaml': `apiVersion: bksops/v1
sources:
  - name: local
    type: fs
    details: {path: plugins}
    packages: {team: {version: "1", modules: [team.deploy]}}
`,
    });
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function run(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, 'form', ...words], {
      cwd: place,
      env: { XDG_CACHE_HOME: path.join(place, 'kept') },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n'), err: lines.stderr.join('\n') };
  }

  it('tells the fields of a component of a file-system source', async () => {
    assert.deepEqual(await run('sources.yaml', 'team_deploy'), {
      code: 0,
      out: [
        'Deploy (team_deploy)',
        '  env    radio, required; "Environment"; one of "test"; sends "test"',
        '  count  int; "Count"; sends 2',
      ].join('\n'),
      err: '',
    });
  });

  it('tells those of a Git source from the copy that a sync has made, and before it from what lies beside', async () => {
    const copy = path.basename(copyFolder('bksops', path.join(place, 'git.yaml'), 'git', 'team'));
    const field = '{tag_code: "count", type: "int", attrs: {name: "Count", default: 3}}';
    await writeTree(place, {
      [`kept/plugin-workbench/sources/${copy}/current/team/deploy.py`]: component(field),
      'git.yaml': `apiVersion: bksops/v1
sources:
  - name: team
    type: git
    details: {repo_address: "https://git.example.com/team.git", repo_raw_address: "https://git.example.com/raw", branch: main}
    packages: {team: {version: "1", modules: [team.deploy]}}
`,
    });
    assert.equal((await run('git.yaml', 'team_deploy')).out, 'Deploy (team_deploy)\n  count  int; "Count"; sends 3');
    await writeTree(place, { 'team/deploy.py': component(FIELDS) });
    assert.match((await run('git.yaml', 'team_deploy')).out, /sends 2$/);
  });

  it('tells those of a Python file as JSON', async () => {
    const { code, out } = await run('plugins/team/deploy.py', 'team_deploy', '--format', 'json');
    const { fields, ...form } = JSON.parse(out) as { fields: Record<string, unknown>[] };
    assert.equal(code, 0);
    assert.deepEqual(form, {
      code: 'team_deploy',
      version: 'legacy',
      name: 'Deploy',
      hasForm: true,
      value: { env: 'test', count: 2 },
      findings: [],
    });
    assert.deepEqual(fields[1], {
      tag_code: 'count',
      type: 'int',
      label: 'Count',
      required: false,
      hookable: true,
      hidden: false,
      default: 2,
      value: 2,
      rules: [],
      events: [],
      methods: [],
      unknown: [],
      line: 8,
    });
  });

  it('says at its place why SOPS would not show it, and exits with 1', async () => {
    await writeTree(place, { 'plugins/team/deploy.py': component(FIELDS, 'other') });
    const { code, out } = await run('sources.yaml', 'team_deploy');
    assert.equal(code, 1);
    assert.match(
      out,
      /^Deploy \(team_deploy\)\n {2}Its fields are not known: the form sets "\$\.atoms\.other", not "team_deploy"\./,
    );
    assert.match(out, /\nplugins\/team\/deploy\.py:6:\d+: error bksops\/form-key: /);
  });

  it('names the nearest code for one that is not there, and exits with 1', async () => {
    const { code, out, err } = await run('sources.yaml', 'team_deplo');
    assert.deepEqual([code, out], [1, '']);
    assert.match(
      err,
      /There is no component "team_deplo" in what sources\.yaml names.*\n?.*Did you mean "team_deploy"\?/s,
    );
  });

  it('asks for both its words, and exits with 2', async () => {
    const { code, err } = await run('sources.yaml');
    assert.equal(code, 2);
    assert.match(err, /form takes the sources and the code of a component\./);
  });
});
