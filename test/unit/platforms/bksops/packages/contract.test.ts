import { broken, component, hello, manifest, packageOf } from './packages';
import assert from 'node:assert/strict';
import { readPackage } from '../../../../../src/platforms/bksops/package-finder';
import { MemoryFiles } from '../../../../memory-files';

const at = '/w/pk/components/collections/';

describe('the contract of a package', () => {
  it('says nothing of a sound package', async () => {
    assert.deepEqual(await broken(packageOf()), []);
  });

  it('says nothing of a sound package that a source loads', async () => {
    assert.deepEqual(await broken(packageOf({ '/w/sources.yaml': manifest(['pk.components.collections.hello']) })), []);
  });

  it('tells how many modules were left out of a package that has more than any real one', async () => {
    const more = Array.from({ length: 2000 }, (_, index) => [`/w/pk/zz/m${String(index).padStart(4, '0')}.py`, '']);
    const texts = packageOf(Object.fromEntries(more) as Record<string, string>);
    assert.deepEqual(
      (await broken(texts)).filter((line) => line.includes('can be read')),
      [
        'warned  Every module can be read: A module was not checked. "pk" holds 2004 modules, and only the first 2000 of them are read. (/w/pk/zz/m1996.py)',
      ],
    );
  });

  it('tells of a manifest that names a module which is not there: for certain of a folder, and else as far as is seen here', async () => {
    const git = manifest(['pk.components.collections.hello', 'pk.components.collections.gone']);
    const folder = git.replace('type: git', 'type: fs').replace(/details: .*/, 'details: {path: .}');
    const said = (level: string): string[] => [
      `${level}  Every module that is loaded, and every package around it, is there: The source team names "pk.components.collections.gone", which is not in the package here: without it SOPS ends in KeyError: 'pk.components.collections.gone', and loads nothing that comes after it. (/w/sources.yaml:11)`,
    ];
    assert.deepEqual(await broken(packageOf({ '/w/sources.yaml': git })), said('warned'));
    assert.deepEqual(await broken(packageOf({ '/w/sources.yaml': folder })), said('failed'));
  });

  it('reads a module once a run, however many promises look at it', async () => {
    const texts = packageOf();
    const files = new MemoryFiles(texts);
    await readPackage('/w/pk', files);
    const byFinder = files.reads;
    files.reads = 0;
    await broken(texts, files);
    assert.ok(files.reads - byFinder <= Object.keys(texts).length, `${files.reads - byFinder} reads`);
  });

  it('tells a statement of Python 2', async () => {
    assert.deepEqual(await broken(hello({ imports: 'print "x"\n' })), [
      'failed  Every module is Python 3.11: "print" is a function and needs parentheses: SOPS runs Python 3.11, stops here with a SyntaxError, and loads nothing that comes after this module. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('tells a text without its closing quote', async () => {
    assert.deepEqual(await broken(hello({ imports: "kind = 'team\n" })), [
      'failed  Every module is Python 3.11: This text has no quote at its end: SOPS runs Python 3.11, stops here with a SyntaxError, and loads nothing that comes after this module. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('is silent on texts that are closed, whatever they hold', async () => {
    const texts = `kind = "it's" + r'\\\\' + '' + b"x" + """'""" + 'a\\\nb'
`;
    assert.deepEqual(await broken(hello({ imports: texts })), []);
  });

  it('is silent on the function of its name', async () => {
    assert.deepEqual(await broken(hello({ imports: 'print("x")\n' })), []);
  });

  it('tells a name that Django has removed', async () => {
    assert.deepEqual(await broken(hello({ imports: 'from django.utils.translation import ugettext_lazy as _\n' })), [
      'failed  Nothing is imported that Django 4.2 or Python 3 has removed: Django 4.2 has no "ugettext_lazy" in "django.utils.translation" any more: SOPS ends loading with an ImportError. It is "gettext_lazy" now. Import "gettext_lazy". (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('is silent where the name that is there is taken instead', async () => {
    assert.deepEqual(
      await broken(
        hello({
          imports:
            'try:\n    from django.utils.translation import ugettext_lazy as _\nexcept ImportError:\n    from django.utils.translation import gettext_lazy as _\n',
        }),
      ),
      [],
    );
  });

  it('tells a module that only Python 2 has', async () => {
    assert.deepEqual(await broken(hello({ imports: 'import urllib2\n' })), [
      'failed  Nothing is imported that Django 4.2 or Python 3 has removed: Python 3 has no "urllib2" any more: SOPS ends loading with an ImportError. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('tells an exit that would end SOPS', async () => {
    assert.deepEqual(await broken(hello({ imports: 'import sys\nsys.exit(1)\n' })), [
      'failed  Loading comes to the end of every module, without names of Python 2: "sys.exit" runs while the module is loaded and ends the whole process: SOPS would not start. (/w/pk/components/collections/hello.py:2)',
    ]);
  });

  it('tells a built-in name of Python 2', async () => {
    assert.deepEqual(await broken(hello({ imports: 'kind = unicode\n' })), [
      'failed  Loading comes to the end of every module, without names of Python 2: Python 3 has no "unicode": SOPS ends loading with a NameError here. Write "str". (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('tells a service or a base that nothing is called, and the class that is likely to be meant', async () => {
    const service =
      'failed  Every component has a name, a code, and a service that is defined: Nothing in this module is called';
    const then = (name: string): string => `SOPS ends loading with NameError: name '${name}' is not defined.`;
    assert.deepEqual(await broken(hello({ bound: '    bound_service = HeloService\n' })), [
      `${service} "HeloService": ${then('HeloService')} Did you mean "HelloService"? Write "HelloService". (/w/pk/components/collections/hello.py:21)`,
    ]);
    const bases =
      'class Own(Componnt, Servise, KeyError, dict, metaclass=Other):\n    pass\n\n\nclass Deep(Own):\n    pass\n';
    assert.deepEqual(await broken(hello({ more: `\n\n${bases}` })), [
      `${service} "Componnt": ${then('Componnt')} Did you mean "Component"? There is more at components/collections/hello.py:32, components/collections/hello.py:32. Write "Component". (/w/pk/components/collections/hello.py:32)`,
    ]);
    assert.deepEqual(await broken(hello({ more: `\n\nfrom other import *\n\n\n${bases}` })), []);
  });

  it('tells the folder without an __init__.py', async () => {
    assert.deepEqual(await broken(without('/w/pk/components/__init__.py')), [
      'failed  Every module that is loaded, and every package around it, is there: The folder of "pk.components" has no __init__.py: SOPS ends in KeyError: \'pk.components\', and loads nothing that comes after this module. Create the __init__.py of "pk.components". (/w/pk/components/collections/__init__.py:1)',
    ]);
  });

  it('tells a module of the package that is not there', async () => {
    assert.deepEqual(await broken(hello({ imports: 'from pk.helper import x\n' })), [
      'failed  Every module that is loaded, and every package around it, is there: There is no module "pk.helper" in the package: SOPS ends in KeyError: \'pk.helper\'. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('tells a name that the hook declines', async () => {
    assert.deepEqual(
      await broken(
        packageOf({
          [at + 'pk.py']: component({ code: '    code = "other"\n', form: '    form = "$.atoms.other = []\\n"\n' }),
        }),
      ),
      [
        'failed  Every module that is loaded, and every package around it, is there: "pk" comes twice in "pk.components.collections.pk": SOPS\'s import hook declines such a name, and git and S3 sources end in ModuleNotFoundError. (/w/pk/components/collections/pk.py:1)',
        'warned  What a form asks is read by its service, and what that reads is asked: The form of HelloComponent has no field "who": it is always None. (/w/pk/components/collections/pk.py:15)',
      ],
    );
  });

  it('tells an import that only loading could do', async () => {
    assert.deepEqual(
      await broken(
        packageOf({
          '/w/pk/helper.py': 'x=1\n',
          [at + 'hello.py']: component({
            service:
              '    def inputs_format(self):\n        return []\n    def outputs_format(self):\n        return []\n    def execute(self, data, parent_data):\n        from pk.helper import x\n        return data.inputs.who\n',
          }),
        }),
      ),
      [
        "failed  What a component imports when it runs has been imported while loading: \"pk.helper\" is imported in a function and by nothing that is loaded: SOPS's import hook is gone by then, and the component ends in ModuleNotFoundError: No module named 'pk.helper'. Import it at the top of the module. (/w/pk/components/collections/hello.py:13)",
      ],
    );
  });

  it('tells a requirement that its own module imports', async () => {
    assert.deepEqual(await broken(hello({ imports: '__requirements__ = ["requests"]\nimport requests\n' })), [
      'failed  What __requirements__ names can be installed, before it is imported: "requests" is imported before the requirements of this module are installed, which SOPS does after the module has run. Name it in the __requirements__ of a package above. (/w/pk/components/collections/hello.py:2)',
    ]);
  });

  it('is silent where the root names what a module below imports', async () => {
    assert.deepEqual(
      await broken(
        packageOf({
          '/w/pk/__init__.py': '__requirements__ = ["requests"]\n',
          [at + 'hello.py']: component({ imports: 'import requests\n' }),
        }),
      ),
      [],
    );
  });

  it('tells requirements that are no list', async () => {
    assert.deepEqual(await broken(hello({ imports: '__requirements__ = "requests"\n' })), [
      'failed  What __requirements__ names can be installed, before it is imported: "__requirements__" must be a list, such as ["requests==2.31.0"]: SOPS installs nothing for anything else. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('tells what pip cannot install', async () => {
    assert.deepEqual(await broken(hello({ imports: '__requirements__ = ["-r x.txt"]\n' })), [
      'failed  What __requirements__ names can be installed, before it is imported: pip cannot install "-r x.txt": SOPS logs it, and goes on without. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('warns of what belongs to SOPS itself', async () => {
    assert.deepEqual(await broken(hello({ imports: 'from gcloud.conf import settings\n' })), [
      'warned  Nothing is imported that belongs to SOPS itself: "gcloud.conf" belongs to SOPS itself: the package loads nowhere else, and stops loading when SOPS changes it. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('tells settings that pipeline.conf does not have', async () => {
    assert.deepEqual(
      await broken(hello({ imports: 'from pipeline.conf import settings\nget = settings.ESB_GET_CLIENT_BY_USER\n' })),
      [
        'failed  Nothing is imported that belongs to SOPS itself: The settings of "pipeline.conf" have no "ESB_GET_CLIENT_BY_USER": SOPS ends with an AttributeError here. Take those of "gcloud.conf". Import the settings of gcloud.conf. (/w/pk/components/collections/hello.py:2)',
      ],
    );
  });

  it('tells a component without a name', async () => {
    assert.deepEqual(await broken(hello({ name: '' })), [
      "failed  Every component has a name, a code, and a service that is defined: A component needs a name: SOPS ends loading with ValueError: component HelloComponent name can't be empty. (/w/pk/components/collections/hello.py:18)",
    ]);
  });

  it('tells an empty code', async () => {
    assert.deepEqual(await broken(hello({ code: '    code = ""\n' })), [
      "failed  Every component has a name, a code, and a service that is defined: A component needs a code: SOPS ends loading with ValueError: component HelloComponent code can't be empty. (/w/pk/components/collections/hello.py:20)",
    ]);
  });

  it('tells a service that nothing defines', async () => {
    assert.deepEqual(await broken(hello({ bound: '    bound_service = HiService\n' })), [
      'failed  Every component has a name, a code, and a service that is defined: Nothing in this module is called "HiService": SOPS ends loading with NameError: name \'HiService\' is not defined. (/w/pk/components/collections/hello.py:21)',
    ]);
  });

  it('tells a component without a service', async () => {
    assert.deepEqual(await broken(hello({ bound: '' })), [
      "failed  Every component has a name, a code, and a service that is defined: A component needs a bound_service: SOPS ends loading with ValueError: component HelloComponent service can't be empty and must be subclass of Service. (/w/pk/components/collections/hello.py:18)",
    ]);
  });

  it('tells two components of one code and version', async () => {
    assert.deepEqual(await broken(packageOf({ [at + 'again.py']: component() })), [
      'failed  No two components have the same code and version: "hello" in version "legacy" is also a component of hello.py, line 18: SOPS keeps the one that is loaded last, without a word. There is more at components/collections/hello.py:20. (/w/pk/components/collections/again.py:20)',
    ]);
  });

  it('is silent on two versions of one code', async () => {
    assert.deepEqual(await broken(packageOf({ [at + 'again.py']: component({ more: '    version = "1.0"\n' }) })), []);
  });

  it('warns of a module that registers nothing', async () => {
    assert.deepEqual(await broken(hello({ imports: '__register_ignore__ = True\n' })), [
      'warned  Every component is registered by what the sources load: "__register_ignore__" keeps the components of this module out of SOPS, without a word. (/w/pk/components/collections/hello.py:1)',
    ]);
  });

  it('warns of a component that no source loads', async () => {
    assert.deepEqual(await broken(packageOf({ '/w/sources.yaml': manifest(['pk.components.collections']) })), [
      'warned  Every component is registered by what the sources load: No source loads "pk.components.collections.hello": SOPS does not see its components. Add it to the modules of pk in the manifest. (/w/pk/components/collections/hello.py:18)',
    ]);
  });

  it('tells a form that is not embedded', async () => {
    assert.deepEqual(await broken(hello({ embedded: '' })), [
      'failed  Every form is written out in its component and embedded: A form that is written out needs "embedded_form = True": SOPS takes its text for an address otherwise, and the panel of the node never ends loading. Embed the form. (/w/pk/components/collections/hello.py:22)',
    ]);
  });

  it('tells a form that SOPS does not serve', async () => {
    assert.deepEqual(await broken(hello({ form: '    form = "/static/pk/hello.js"\n', embedded: '' })), [
      'failed  Every form is written out in its component and embedded: A form must be written out with "embedded_form = True" in a package that is loaded from a source: SOPS serves none of its static files, and the panel of the node stays empty. (/w/pk/components/collections/hello.py:22)',
    ]);
  });

  it('tells a form under another key than the code', async () => {
    assert.deepEqual(await broken(hello({ code: '    code = "hallo"\n' })), [
      'failed  Every form sets "$.atoms" under the code of its component: "$.atoms.hello" must be "hallo", the code of the component: SOPS shows nothing under the one, or what another form has left there. Set "$.atoms.hallo". (/w/pk/components/collections/hello.py:24)',
    ]);
  });

  it('tells JavaScript that is not well formed', async () => {
    assert.deepEqual(await broken(hello({ form: '    form = """$.atoms.hello = [{tag_code： 1}]\n"""\n' })), [
      "failed  Every form's JavaScript is well formed: Unexpected character '\uff1a'; SOPS shows nothing of a form that is not well formed. (/w/pk/components/collections/hello.py:23)",
    ]);
  });

  it('warns of a field that nothing reads and of an input that nothing asks', async () => {
    assert.deepEqual(
      await broken(
        hello({
          form: '    form = """$.atoms.hello = [{tag_code: "whom", type: "input", attrs: {name: "Who"}}]\n"""\n',
        }),
      ),
      [
        'warned  What a form asks is read by its service, and what that reads is asked: The service never reads "whom": what is filled in here changes nothing. There is more at components/collections/hello.py:15. (/w/pk/components/collections/hello.py:23)',
      ],
    );
  });

  it('warns of a credential in a form', async () => {
    assert.deepEqual(
      await broken(
        hello({
          form: '    form = """$.atoms.hello = [{tag_code: "who", type: "input", attrs: {name: "Who"}}];\nvar password = "hunter2hunter2";\n"""\n',
        }),
      ),
      [
        'warned  No form holds a credential: "password" seems to be a credential in plain text: SOPS sends the form to everybody who opens a flow with this component. (/w/pk/components/collections/hello.py:24)',
      ],
    );
  });

  it('tells a polling that never ends', async () => {
    assert.deepEqual(
      await broken(
        hello({
          service:
            '    __need_schedule__ = True\n    interval = StaticIntervalGenerator(5)\n    def inputs_format(self):\n        return []\n    def outputs_format(self):\n        return []\n    def execute(self, data, parent_data):\n        return data.inputs.who\n',
        }),
      ),
      [
        'failed  Every service is executed, and every polling comes to an end: There is no "schedule" here, and that of Service calls no "finish_schedule": the component is polled for ever, until it fails or somebody ends the task. (/w/pk/components/collections/hello.py:8)',
      ],
    );
  });

  it('warns of inputs and outputs that nobody describes', async () => {
    assert.deepEqual(
      await broken(hello({ service: '    def execute(self, data, parent_data):\n        return data.inputs.who\n' })),
      [
        'warned  Every service describes its inputs and outputs: The service has no "inputs_format" and no "outputs_format": SOPS shows nobody what goes in or comes out. (/w/pk/components/collections/hello.py:7)',
      ],
    );
  });

  it('tells a service that is None', async () => {
    assert.deepEqual(await broken(hello({ bound: '    bound_service = None\n' })), [
      "failed  Every component has a name, a code, and a service that is defined: A component needs a bound_service: SOPS ends loading with ValueError: component HelloComponent service can't be empty and must be subclass of Service. (/w/pk/components/collections/hello.py:21)",
    ]);
  });

  it('tells a version that is no text', async () => {
    assert.deepEqual(await broken(hello({ more: '    version = 1.0\n' })), [
      'failed  Every component has a name, a code, and a service that is defined: A version is a text: a flow keeps it as one, and finds no component by a number. (/w/pk/components/collections/hello.py:30)',
    ]);
  });

  it('tells a root package that no source declares', async () => {
    assert.deepEqual(
      await broken(
        packageOf({
          '/w/sources.yaml': manifest(['pk.components.collections.hello']),
          '/w/lib/__init__.py': '',
          [at + 'hello.py']: component({ imports: 'import lib\n' }),
        }),
      ),
      [
        'failed  Every module that is loaded, and every package around it, is there: "lib" is a root package of its own that no source declares: SOPS ends in ModuleNotFoundError: No module named \'lib\'. (/w/pk/components/collections/hello.py:1)',
      ],
    );
  });
});

/** The package without one of its files. */
function without(file: string): Record<string, string> {
  return Object.fromEntries(Object.entries(packageOf()).filter(([path]) => path !== file));
}
