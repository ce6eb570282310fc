import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SupervisedWork } from '../../../../src/runtime/loading/supervised-work';
import { Processes } from '../../../../src/runtime/processes/processes';
import { bucketAt, serveFolder, serveHttp, serveS3, writeTree, type SourceServer } from '../../../source-servers';
import { component, folderSource, loadFiles, manifestOf, said, sopsLoader, sopsPython } from '../../../sops-loader';

/** Each cause as bamboo-pipeline itself meets it, and as it is told. */
describe("what SOPS's loader fails with", function () {
  this.timeout(60_000);
  const processes = new Processes();
  let loader: SupervisedWork;
  let folder: string;

  before(() => {
    loader = sopsLoader(processes);
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'load causes ')));
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function load(
    files: Readonly<Record<string, string>>,
    sources: readonly object[],
    more: object = {},
    from: 'origin' | 'cache' = 'origin',
  ): Promise<string[]> {
    const all = { 'team/__init__.py': '', ...files, 'sources.yaml': manifestOf(sources, more) };
    const python = path.dirname(path.dirname(sopsPython()));
    return said(await loadFiles(folder, all, loader, processes, { from, variable: (name) => name }), [folder, python]);
  }

  /** What is said of the one module `team.a` with this text. */
  async function ofModule(text: string): Promise<string> {
    const [line = ''] = await load({ 'team/a.py': text }, [folderSource(['team.a'])]);
    return line;
  }

  it('names where a missing module was looked for', async () => {
    assert.deepEqual(await load({ 'team/deep/x.py': '' }, [folderSource(['team.deep.x'])]), [
      `failed team.deep.x: SOPS logs "KeyError: 'team.deep'" and loads no more of local. The source has no package "team.deep" on the way to the module: every folder on it needs an "__init__.py". It looked for …/team/deep/__init__.py and …/team/deep.py. Add "__init__.py" to team.deep.`,
    ]);
    assert.deepEqual(await load({}, [folderSource(['team.b'])]), [
      `failed team.b: SOPS logs "KeyError: 'team.b'" and loads no more of local. The source has no module "team.b". It looked for …/team/b/__init__.py and …/team/b.py. Correct its name, or add the file.`,
    ]);
  });

  it('says which modules SOPS skips after the first failure, and what they would do', async () => {
    const files = { 'team/a.py': '1/0\n', 'team/b.py': component('b'), 'team/c.py': 'raise OSError("no disk")\n' };
    const [, ...after] = await load(files, [folderSource(['team.a', 'team.b', 'team.c'])]);
    assert.deepEqual(after, [
      'skipped team.b: Skipped by SOPS, because team.a failed before it. It would load.',
      'skipped team.c: Skipped by SOPS, because team.a failed before it. It would fail: SOPS logs "OSError: no disk" and loads no more of local. The module raised it while it was imported. Mend it in the module.',
    ]);
  });

  it('says a cause once that would be the same of a module that SOPS skips', async () => {
    const [, second] = await load({}, [folderSource(['team.deep.x', 'team.deep.y'])]);
    assert.equal(
      second,
      'skipped team.deep.y: Skipped by SOPS, because team.deep.x failed before it. It would fail of the same.',
    );
  });

  it('says what to do with a module that ends the process', async () => {
    assert.equal(
      await ofModule('import sys\nsys.exit(3)\n'),
      'failed team.a: It ends the process with exit code 3: SOPS does not start. Take out what ends it.',
    );
  });

  it('tells a root package that is not declared, by how the module is written', async () => {
    const ends = 'and loads no more of local.';
    assert.deepEqual(await load({}, [folderSource(['team.a,team.b'])]), [
      `failed team.a,team.b: SOPS logs "KeyError: 'team.a,team'" ${ends} "team.a,team.b" is one text with several modules, and SOPS imports it as one name. Write each module as an item of its own.`,
    ]);
    assert.deepEqual(await load({}, [folderSource([' team.a'])]), [
      `failed  team.a: SOPS logs "ModuleNotFoundError: No module named ' team'" ${ends} " team.a" begins or ends with a blank, which is a part of the name. Take the blank out.`,
    ]);
  });

  it('knows a text in the place of a list by its letters', async () => {
    const [first] = await load({}, [folderSource('team.a')]);
    assert.equal(
      first,
      `failed t: SOPS logs "ModuleNotFoundError: No module named 't'" and loads no more of local. "modules" is a text, and SOPS takes each letter of it for a module. Write a list of modules.`,
    );
  });

  it('tells a root package that Python finds by itself', async () => {
    const source = (root: string): object => ({
      ...folderSource([]),
      packages: { [root]: { version: '1', modules: [`${root}.mine`] } },
    });
    const files = { 'requests/mine.py': component('r'), 'mock/mine.py': component('m') };
    assert.deepEqual(await load(files, [source('requests')]), [
      'loaded requests.mine: The root package "requests" is …/lib/python3.11/site-packages/requests/__init__.py, which Python finds by itself: the "__init__.py" and "__requirements__" of the source are not used. Rename the root package.',
    ]);
    assert.deepEqual(await load(files, [source('mock')]), [
      `failed mock.mine: SOPS logs "KeyError: 'mock.backports'" and loads no more of local. "mock" is a package that Python finds by itself as well (…/lib/python3.11/site-packages/mock/__init__.py), and SOPS takes that for the root package. Rename the root package of the source.`,
    ]);
  });

  it('tells names that Django has taken out, and Python 2', async () => {
    assert.equal(
      await ofModule('from django.utils.translation import ugettext_lazy as _\n'),
      `failed team.a: SOPS logs "ImportError: cannot import name 'ugettext_lazy' from 'django.utils.translation' (…/lib/python3.11/site-packages/django/utils/translation/__init__.py)" and loads no more of local. Django has no "ugettext_lazy" since 4.0, and SOPS runs Django 4.2. Import "gettext_lazy" instead.`,
    );
    assert.equal(
      await ofModule('print "hello"\n'),
      `failed team.a: SOPS logs "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? (a.py, line 1)" and loads no more of local. The module is written for Python 2, and SOPS runs Python 3.11. Write it for Python 3.`,
    );
    assert.match(await ofModule('try:\n    pass\nexcept OSError, error:\n    pass\n'), /written for Python 2/);
  });

  it('tells settings that are not those of SOPS', async () => {
    assert.equal(
      await ofModule('from pipeline.conf import settings\nclient = settings.ESB_GET_CLIENT_BY_USER\n'),
      'failed team.a: SOPS logs "AttributeError: Settings object has no attribute ESB_GET_CLIENT_BY_USER" and loads no more of local. The settings of "pipeline.conf" have no "ESB_GET_CLIENT_BY_USER". Import "settings" from "gcloud.conf", as the plugins of SOPS do.',
    );
  });

  it('tells what a component lacks', async () => {
    const ends = 'and loads no more of local.';
    const without = (line: string): string => component('x').replace(new RegExp(` {4}${line} = .*\n`), '');
    assert.equal(
      await ofModule(without('bound_service')),
      `failed team.a: SOPS logs "ValueError: component TheComponent service can't be empty and must be subclass of Service" ${ends} The component TheComponent has no "bound_service" that is a class derived from Service. Write "bound_service" with the class of its service, not with an instance.`,
    );
    assert.match(
      await ofModule(without('name')),
      / The component TheComponent has no "name", which SOPS knows it by\. /,
    );
    assert.match(
      await ofModule(without('code')),
      / The component TheComponent has no "code", which SOPS knows it by\. /,
    );
    assert.match(
      await ofModule(component('x').replace('= TheService', '= TheServce')),
      /Nothing is called "TheServce" where it is used\. Define or import "TheServce" before that line\.$/,
    );
  });

  it('says that requirements come too late for the module that lists them', async () => {
    assert.equal(
      await ofModule('__requirements__ = ["not-there-xyz==1.0"]\n'),
      'loaded team.a: It registers no component. "__requirements__" lists "not-there-xyz==1.0", which is not installed here. SOPS installs it with pip after the module\'s body has run, and goes on when that fails.',
    );
    assert.equal(
      await ofModule('import not_there_xyz\n__requirements__ = ["not-there-xyz"]\n'),
      `failed team.a: SOPS logs "ModuleNotFoundError: No module named 'not_there_xyz'" and loads no more of local. SOPS installs "not-there-xyz" of "__requirements__" only after the body of the module that lists it, and goes on when that fails. List it in the root package and import "not_there_xyz" in a module that is loaded later, or have it in the image of SOPS.`,
    );
  });

  it('does not hold against a module what SOPS installs before it', async () => {
    const files = {
      'team/__init__.py': '__requirements__ = ["not-there-xyz"]\n',
      'team/a.py': 'import not_there_xyz\n',
    };
    assert.deepEqual(await load(files, [folderSource(['team.a'])]), [
      `not-tried team.a: SOPS installs "not-there-xyz" of "__requirements__" before it imports "not_there_xyz", and nothing is installed here unless that is asked for. Load it once more with its requirements installed ("load --install"). "__requirements__" lists "not-there-xyz", which is not installed here. SOPS installs it with pip after the module's body has run, and goes on when that fails.`,
    ]);
  });

  it('does not hold against a module what only SOPS has, and goes on as SOPS would', async () => {
    const files = { 'team/a.py': 'from gcloud.conf import settings\n', 'team/b.py': component('b') };
    assert.deepEqual(await load(files, [folderSource(['team.a', 'team.b'])]), [
      'not-tried team.a: "gcloud" is a part of SOPS itself, which is not here: whether the module loads shows only there.',
      'loaded team.b',
    ]);
  });

  it('tells of two components with one code and version which one SOPS has', async () => {
    const files = { 'team/a.py': component('same'), 'other/__init__.py': '', 'other/b.py': component('same') };
    const other = folderSource([], { name: 'second', packages: { other: { version: '1', modules: ['other.b'] } } });
    assert.deepEqual(await load(files, [folderSource(['team.a']), other]), [
      'loaded team.a: Its component "same" version 1.0.0 is silently replaced by that of other.b of second.',
      'loaded other.b: Its component "same" version 1.0.0 silently replaces that of team.a of local. Give one of them another code or version.',
    ]);
  });

  it('says why a module registers nothing', async () => {
    const files = { 'team/ignored.py': `__register_ignore__ = True\n${component('x')}` };
    assert.deepEqual(await load(files, [folderSource(['team', 'team.ignored'])]), [
      'loaded team: It registers no component: it is a package, and SOPS does not look for modules in one. List the modules themselves.',
      'loaded team.ignored: It registers no component, because its "__register_ignore__" is true.',
    ]);
  });

  it('says that a form stays blank that is not embedded', async () => {
    assert.equal(
      await ofModule(component('x', { more: '    form = "/static/x.js"\n' })),
      'loaded team.a: The form of "x" stays blank: SOPS serves no static files of a remote package. Write the form\'s text into "form" and set "embedded_form = True".',
    );
  });

  it('says that SOPS does not start with what its settings do not take', async () => {
    const source = {
      name: 'g',
      type: 'git',
      packages: {},
      details: { repo_address: 'https://x/', repo_raw_address: 'https://x/', branch: 'm' },
    };
    const settings = { COMPONENTS_PACKAGE_SOURCES: [source, { ...source, type: 'http' }] };
    const files = { 'sources.yaml': JSON.stringify(settings) };
    assert.deepEqual(said(await loadFiles(folder, files, loader, processes)), [
      `g: SOPS logs "TypeError: GitRepoSource() got unexpected keyword arguments: 'repo_address'" and loads no more of g. The settings of SOPS take no "repo_address" in the details of a source of type git: it ends with "FieldError: Invalid field name(s)" and does not start. Take "repo_address" out.`,
      `g: SOPS logs "KeyError: 'http'" and loads no more of g. SOPS ends with "Unsupported external source type: http" and does not start. Write git, s3 or fs.`,
    ]);
  });

  describe('from a Git host', () => {
    let web: SourceServer;
    beforeEach(async () => {
      web = await serveFolder(folder);
    });
    afterEach(() => web[Symbol.asyncDispose]());

    function gitSource(modules: readonly string[], details: object = {}): object {
      return {
        ...{ name: 'git', type: 'git', packages: { team: { version: '1', modules } } },
        details: { repo_raw_address: `${web.address}/raw`, branch: 'main', ...details },
      };
    }

    it('loads over plain http unless SOPS takes https alone', async () => {
      const files = { 'raw/main/team/__init__.py': '', 'raw/main/team/a.py': component('a') };
      assert.deepEqual(await load(files, [gitSource(['team.a'])]), ['loaded team.a']);
      assert.deepEqual(await load(files, [gitSource(['team.a'])], { target: { secureLoose: false } }), [
        'failed team.a: SOPS logs "ValueError: Only accept https when secure_only is True." and loads no more of git. This SOPS takes https addresses alone: its BKAPP_EXTERNAL_PLUGINS_SOURCE_SECURE_LOOSE is "0". Write an https address into "repo_raw_address", or set "secureLoose" of the target to true.',
      ]);
    });

    it('names what is wrong with an address at which not even the root package is', async () => {
      const twice = gitSource(['team.a'], { repo_raw_address: `${web.address}/raw/main` });
      const [line = ''] = await load({}, [twice]);
      assert.equal(
        line.replaceAll(web.address, ''),
        `failed team.a: SOPS logs "KeyError: 'team'" and loads no more of git. The source has no package "team" on the way to the module: every folder on it needs an "__init__.py". It looked for /raw/main/main/team/__init__.py and /raw/main/main/team.py. Take "main" off the end of "repo_raw_address": SOPS appends the branch itself.`,
      );
      const [slash = ''] = await load({}, [gitSource(['team.a'], { branch: '/main' })]);
      assert.match(
        slash,
        /Take the "\/" off the start of "branch": with it, the path of "repo_raw_address" is lost\.$/,
      );
    });

    it('declines a name that repeats itself', async () => {
      const files = {
        'raw/main/team/__init__.py': '',
        'raw/main/team/job/__init__.py': '',
        'raw/main/team/job/job.py': '',
      };
      assert.deepEqual(await load(files, [gitSource(['team.job.job'])]), [
        `failed team.job.job: SOPS logs "ModuleNotFoundError: No module named 'team.job.job'" and loads no more of git. The loader of SOPS declines a name whose last part stands in it before, as "job" does in "team.job.job". Rename the module, so that "job" comes once.`,
      ]);
    });

    it('knows a login page', async () => {
      await using login = await serveHttp((_, response) => response.end('<!DOCTYPE html><html>Sign in</html>'));
      const [line] = await load({}, [gitSource(['team.a'], { repo_raw_address: login.address })]);
      assert.equal(
        line?.replace(/\(__init__.py, line 1\)/, ''),
        'failed team.a: SOPS logs "SyntaxError: invalid syntax " and loads no more of git. The address answered with a page instead of the file, most often one to log in: the loader of SOPS sends no credentials. Give the raw address of a repository that everybody may read, or use another type of source.',
      );
    });

    it('knows a host that does not answer', async () => {
      const [line = ''] = await load({}, [gitSource(['team.a'], { repo_raw_address: 'http://127.0.0.1:9' })]);
      assert.match(
        line,
        /Nothing answers at the raw address\. Correct "repo_raw_address", or look whether the host runs\.$/,
      );
    });
  });

  describe('from S3', () => {
    let s3: SourceServer;
    beforeEach(async () => {
      s3 = await serveS3(path.join(folder, 'served'));
    });
    afterEach(() => s3[Symbol.asyncDispose]());

    function s3Source(details: object = {}): object {
      return {
        ...{ name: 'store', type: 's3', packages: { team: { version: '1', modules: ['team.a'] } } },
        details: {
          ...{ service_address: s3.address, bucket: 'plugins', source_dir: 'lib' },
          ...{ access_key: '${env:S3RVER}', secret_key: '${env:S3RVER}', ...details },
        },
      };
    }

    it('loads with the keys that stand in variables', async () => {
      const bucket = bucketAt(s3.address);
      const { signal } = new AbortController();
      await bucket.put('lib/team/__init__.py', Buffer.from(''), signal);
      await bucket.put('lib/team/a.py', Buffer.from(component('a')), signal);
      assert.deepEqual(await load({}, [s3Source()]), ['loaded team.a']);
    });

    it('tells a bucket, a key and an address that are wrong', async () => {
      const tail = async (details: object): Promise<string | undefined> =>
        / and loads no more of store\. (.*)$/.exec((await load({}, [s3Source(details)]))[0] ?? '')?.[1];
      assert.equal(await tail({ bucket: 'other' }), 'The service has no such bucket. Correct "bucket".');
      assert.equal(
        await tail({ access_key: 'unknown' }),
        'The service does not know the access key. Correct "access_key".',
      );
      // The server of the tests looks at no signature.
      const refusal = '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>';
      await using strict = await serveHttp((_, response) => response.writeHead(403).end(refusal));
      assert.equal(
        await tail({ service_address: strict.address }),
        'The secret key is not that of the access key. Correct "secret_key".',
      );
      assert.equal(
        await tail({ service_address: 'http://127.0.0.1:9' }),
        'Nothing answers at the address of the service. Correct "service_address".',
      );
      assert.equal(
        await tail({ service_address: 's3.example.com' }),
        'The address of the service is none: it begins with "http://" or "https://". Correct "service_address".',
      );
    });
  });

  it('says where the sync of SOPS puts what its loader does not find in a file system cache', async () => {
    await writeTree(folder, { 'cache/local/team/__init__.py': '', 'cache/local/team/a.py': component('a') });
    const cache = { name: 'kept', type: 'fs', details: { path: 'cache' } };
    assert.deepEqual(await load({}, [folderSource(['team.a'])], { cache }, 'cache'), [
      `failed team.a: SOPS logs "KeyError: 'team'" and loads no more of kept. The source has no package "team" on the way to the module: every folder on it needs an "__init__.py". It looked for …/cache/team/__init__.py and …/cache/team.py. Put "team" directly below "path": the sync of SOPS writes it into a folder of the source's name, where its loader does not look.`,
    ]);
  });
});
