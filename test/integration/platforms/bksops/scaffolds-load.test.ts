import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Answers } from '../../../../src/base/questions';
import { loadManifest } from '../../../../src/platforms/bksops/load/load-manifest';
import type { ModuleLoad } from '../../../../src/platforms/bksops/load/load-report';
import { readPackage } from '../../../../src/platforms/bksops/package-finder';
import { scaffoldComponent } from '../../../../src/platforms/bksops/scaffold-component';
import { scaffoldPackage } from '../../../../src/platforms/bksops/scaffold-package';
import { scaffoldSources } from '../../../../src/platforms/bksops/scaffold-sources';
import { fieldTypes } from '../../../../src/platforms/bksops/scaffold-texts';
import type { SupervisedWork } from '../../../../src/runtime/loading/supervised-work';
import { Processes } from '../../../../src/runtime/processes/processes';
import { readTemplates } from '../../../../src/runtime/scaffold/templates';
import { MemoryFiles } from '../../../memory-files';
import { bucketAt, serveFolder, serveS3, writeTree, type SourceServer } from '../../../source-servers';
import { sopsLoader } from '../../../sops-loader';

/** A field of each kind that a form can be asked to have. */
const FIELDS = Object.keys(fieldTypes)
  .map((type) => `of_${type}:${type}`)
  .join(', ');

describe('a scaffolded package, from where its scaffolded manifest says', function () {
  this.timeout(120_000);
  const processes = new Processes();
  const { signal } = new AbortController();
  let loader: SupervisedWork;
  let folder: string;
  let texts: Record<string, string>;

  before(() => {
    loader = sopsLoader(processes);
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'scaffolds load ')));
    const templates = await readTemplates(path.resolve('src/platforms/bksops/templates/package'));
    const answers = { name: 'team_plugins', code: 'greet_all', group: 'Of the team', fields: FIELDS };
    const plan = scaffoldPackage.plan(answers, templates);
    texts = Object.fromEntries(plan.files.map((file) => [`/w/${plan.folder}/${file.path}`, file.text]));
    await add(scaffoldComponent, { name: 'greet_one', version: 'none', polls: 'yes', fields: FIELDS });
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function add(kind: typeof scaffoldComponent, answers: Answers): Promise<void> {
    const files = new MemoryFiles(texts);
    const [root = ''] = Object.keys(texts).flatMap(
      (file) => /^(.*\/team_plugins)\/__init__\.py$/.exec(file)?.[1] ?? [],
    );
    const plugin = (await readPackage(root, files)) ?? assert.fail('There is no package.');
    const place = kind.placeIn?.(plugin) ?? plugin.folder;
    const { files: made, edits } = await kind.plan(answers, new Map(), plugin, (file) =>
      files.read(`${place}/${file}`),
    );
    made.forEach((file) => (texts[`${place}/${file.path}`] = file.text));
    edits.forEach((edit) => (texts[`${place}/${edit.path}`] = edit.after));
  }

  /** Loads by the manifest that is scaffolded with these answers; all that it says of the modules. */
  async function load(answers: Answers): Promise<ModuleLoad[]> {
    await add(scaffoldSources, answers);
    await writeTree(folder, Object.fromEntries(Object.entries(texts).map(([file, text]) => [file.slice(1), text])));
    const name =
      Object.keys(texts).find((file) => file.endsWith('/sources.yaml')) ?? assert.fail('There is no manifest.');
    const file = path.join(folder, name);
    const report = await loadManifest({ file, text: await readFile(file, 'utf8') }, () => Promise.resolve(loader), {
      from: 'origin',
      variable: () => 'S3RVER',
      redactor: processes.redactor,
      signal,
    });
    return report.sources.flatMap(({ modules }) => modules);
  }

  /** The files of the package as a source has them: from its root package on. */
  function sourceFiles(): [string, string][] {
    return Object.entries(texts).flatMap(([file, text]) => {
      const within = /\/(team_plugins\/(?!.*\/team_plugins\/).*)$/.exec(file)?.[1];
      return within === undefined ? [] : [[within, text] as [string, string]];
    });
  }

  function assertWhole(modules: readonly ModuleLoad[]): void {
    assert.deepEqual(
      modules.map(({ module, fate, notes, components }) => [
        module.split('.').at(-1),
        fate,
        notes,
        components.map(({ code, version, group, embedded }) => [code, version, group, embedded]),
      ]),
      [
        ['greet_all', 'loaded', [], [['greet_all', 'v1.0', 'Of the team', true]]],
        ['greet_one', 'loaded', [], [['greet_one', 'legacy', 'Team plugins', true]]],
      ],
    );
  }

  it('is loaded from a folder', async () => {
    assertWhole(await load({ type: 'fs' }));
  });

  it('is loaded from a Git host', async () => {
    await using web: SourceServer = await serveFolder(folder);
    await writeTree(path.join(folder, 'raw/main'), Object.fromEntries(sourceFiles()));
    const repo = 'https://git.example.com/team.git';
    assertWhole(await load({ type: 'git', repo, raw: `${web.address}/raw`, branch: 'main' }));
  });

  it('is loaded from S3', async () => {
    await using s3: SourceServer = await serveS3(path.join(folder, 'served'));
    const bucket = bucketAt(s3.address);
    for (const [file, text] of sourceFiles()) {
      await bucket.put(file, Buffer.from(text), signal);
    }
    assertWhole(await load({ type: 's3', service: s3.address, bucket: 'plugins' }));
  });
});
