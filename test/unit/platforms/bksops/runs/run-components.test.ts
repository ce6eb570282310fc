import assert from 'node:assert/strict';
import { checkText, type CheckedText } from '../../../../../src/manifest/check/check-text';
import { completeAt } from '../../../../../src/manifest/edit/completion';
import { hoverAt } from '../../../../../src/manifest/edit/hover';
import { finish } from '../../../../../src/base/steps';
import { noNames } from '../../../../../src/manifest/names/names';
import { ParseCache } from '../../../../../src/manifest/parse/parse-cache';
import { readPackage } from '../../../../../src/platforms/bksops/package-finder';
import { RunComponents } from '../../../../../src/platforms/bksops/runs/run-components';
import { sourceReader } from '../../../../../src/platforms/bksops/source-reader';
import { MemoryFiles } from '../../../../memory-files';

const greet = (code: string, more = ''): string => `class GreetService(Service):
    def inputs_format(self):
        return [
            self.InputItem(name="Who", key="who", type="string", required=True),
            self.InputItem(name="Times", key="times", type="int"),
        ]

    def execute(self, data, parent_data):
        return True


class GreetComponent(Component):
    name = "Greet"
    code = "${code}"
    bound_service = GreetService
    embedded_form = True
    form = """$.atoms.${code} = [{
        tag_code: "env", type: "select",
        attrs: {name: "Environment", items: [{text: "Live", value: "prod"}, {text: "Test", value: "test"}]}
    }];"""
${more}`;

describe('a file with runs in a workspace with components', () => {
  let files: MemoryFiles;
  let components: RunComponents;

  beforeEach(() => {
    files = new MemoryFiles({
      '/w/team/__init__.py': '',
      '/w/team/components/collections/greet.py': greet('greet', '    version = "1.0"\n'),
      '/w/sources.yaml': `apiVersion: bksops/v1
sources:
  - name: far
    type: git
    details: {repo_address: "https://a/b.git", repo_raw_address: "https://a/b", branch: main}
    packages: {far: {version: "1", modules: [far.hello]}}
`,
    });
    components = new RunComponents({
      plugins: async () => [(await readPackage('/w/team', files))!],
      sources: async () => finish(sourceReader.read((await files.read('/w/sources.yaml'))!, '/w/sources.yaml')),
      loaded: (_source, module) =>
        Promise.resolve(
          module === 'far.hello' ? { file: '/copy/far/hello.py', text: greet('hello'), isCopy: true } : undefined,
        ),
      files,
    });
  });

  /** What is offered where `|` stands, once the components of the file are known. */
  async function offered(written: string): Promise<string[]> {
    const offset = written.indexOf('|');
    const text = written.replace('|', '');
    const check = (): CheckedText => checkText(text, [components.kind], []);
    await components.look('/w/team/requests/greet.yaml', check());
    const open = { text, before: check().documents, cache: new ParseCache(), names: noNames };
    return completeAt(open, offset, [components.kind]).map(({ label }) => label);
  }

  it('is offered the codes and versions of the package in which it lies', async () => {
    assert.deepEqual(await offered('component: |\ninputs: {}\n'), ['greet']);
    assert.deepEqual(await offered('component: greet\nversion: |\ninputs: {}\n'), ['1.0']);
  });

  it('is offered the inputs of the form and of the service, and the values of a select', async () => {
    assert.deepEqual(await offered('component: greet\ninputs:\n  |\n'), ['env', 'who', 'times']);
    assert.deepEqual(await offered('component: greet\ninputs:\n  env: |\n'), ['prod', 'test']);
  });

  it('is offered what the sources that it names load, also from a copy', async () => {
    const near = 'component: |\nsources: ../../sources.yaml\nsource: near\ninputs: {}\n';
    // The example that the schema has for everybody.
    assert.deepEqual(await offered(near), ['demo_hello']);
    assert.deepEqual(await offered('component: |\nsources: ../../sources.yaml\ninputs: {}\n'), ['hello']);
    assert.deepEqual(await offered('component: hello\nsources: ../../sources.yaml\ninputs:\n  |\n'), [
      'env',
      'who',
      'times',
    ]);
  });

  it('is told of an input what the form and the service say', async () => {
    const text = 'component: greet\ninputs:\n  env: prod\n';
    const checked = checkText(text, [components.kind], []);
    await components.look('/w/team/requests/greet.yaml', checked);
    const open = { text, before: checked.documents, cache: new ParseCache(), names: noNames };
    assert.match(
      hoverAt(open, text.indexOf('env'), [components.kind])?.markdown ?? '',
      /Environment; select; one of "prod", "test"/,
    );
  });

  it('is checked again when more is known, and learns anew only what was forgotten', async () => {
    let fired = 0;
    components.onDidChange(() => (fired += 1));
    await offered('component: |\ninputs: {}\n');
    files.texts.set('/w/team/components/collections/greet.py', greet('other'));
    await offered('component: |\ninputs: {}\n');
    assert.equal(fired, 1);
    components.forget();
    assert.deepEqual(await offered('component: |\ninputs: {}\n'), ['other']);
    assert.equal(fired, 2);
  });
});
