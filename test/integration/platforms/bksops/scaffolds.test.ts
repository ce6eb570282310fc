import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { scaffoldPackage } from '../../../../src/platforms/bksops/scaffold-package';
import { ScaffoldWriter } from '../../../../src/runtime/scaffold/scaffold-writer';
import { readTemplates } from '../../../../src/runtime/scaffold/templates';

const run = promisify(execFile);
const python = path.resolve('.test-env/sops', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Loads a module as SOPS does, by its own import hook, and prints what is registered then. */
const LOAD = `
import sys
from django.conf import settings
settings.configure(
    SECRET_KEY="x", USE_TZ=True, CELERY_TIMEZONE="UTC", AUTO_UPDATE_COMPONENT_MODELS=False,
    INSTALLED_APPS=["django.contrib.contenttypes", "pipeline.component_framework"],
)
import django
django.setup()
from pipeline.contrib.external_plugins.utils.importer import FSModuleImporter
from pipeline.contrib.external_plugins.utils.importer.utils import importer_context
import importlib
from pipeline.component_framework.library import ComponentLibrary
folder, module = sys.argv[1:]
with importer_context(FSModuleImporter(name="team", modules=[module.split(".")[0]], path=folder + "/")):
    importlib.import_module(module)
print([(code, version) for code, versions in ComponentLibrary.components.items() for version in versions])
`;

describe('a scaffolded package on the Python of SOPS', () => {
  let into: string;

  before(async () => {
    into = await mkdtemp(path.join(tmpdir(), 'scaffold-package-'));
    const templates = await readTemplates(path.resolve('src/platforms/bksops/templates/package'));
    const answers = { name: 'team_plugins', code: 'greet_all', polls: 'yes', fields: 'who, count:int' };
    const plan = scaffoldPackage.plan(answers, templates);
    await new ScaffoldWriter().write(plan, into, 'refuse', new AbortController().signal);
  });
  after(() => rm(into, { recursive: true }));

  it("is loaded from a folder by SOPS's own hook", async () => {
    const module = 'team_plugins.components.collections.greet_all';
    const { stdout } = await run(python, ['-P', '-c', LOAD, into, module]);
    assert.ok(stdout.trimEnd().endsWith("('greet_all', 'v1.0')]"), stdout);
  });

  it('passes its own tests by the lines of its README, which ask for what is installed here', async () => {
    const readme = await readFile(path.join(into, 'team_plugins/README.md'), 'utf8');
    const [, lines = ''] = /```sh\n([^]*?)```/.exec(readme) ?? [];
    // Whatever is not there already would have to come from an index, and there is none.
    const env = { ...process.env, PATH: `${path.dirname(python)}:${process.env['PATH']}`, PIP_NO_INDEX: '1' };
    const { stdout, stderr } = await run('bash', ['-e', '-c', lines], { cwd: into, env });
    assert.match(stdout, /already satisfied: bamboo-pipeline==4\.0\.4/);
    assert.match(stderr, /Ran 1 test in .*\n\nOK/);
  });
});
