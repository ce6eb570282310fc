import { MemoryFiles } from '../../../../memory-files';
import { runContract } from '../../../../../src/contract/run-contract';
import { resultLine } from '../../../../../src/contract/outcome-words';
import { contract } from '../../../../../src/platforms/bksops/contract/package-contract';
import { readPackage } from '../../../../../src/platforms/bksops/package-finder';

/** A component as it should be, with other lines in the place of its own. */
export function component(changes: Readonly<Record<string, string>> = {}): string {
  const part = (name: string, text: string): string => changes[name] ?? text;
  return `${part('imports', '')}from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service

__group_name__ = "Team"


class HelloService(Service):
${part(
  'service',
  `    def inputs_format(self):
        return [self.InputItem(name="Who", key="who", type="string")]

    def outputs_format(self):
        return []

    def execute(self, data, parent_data):
        return bool(data.get_one_of_inputs("who"))
`,
)}

class HelloComponent(Component):
${part('name', '    name = "Hello"\n')}${part('code', '    code = "hello"\n')}${part('bound', '    bound_service = HelloService\n')}${part('embedded', '    embedded_form = True\n')}${part(
    'form',
    `    form = """
        $.atoms.hello = [{
            tag_code: "who",
            type: "input",
            attrs: {name: "Who"}
        }];
    """
`,
  )}${part('more', '')}`;
}

/** A package \`pk\` with one component, and other or more files. */
export function packageOf(files: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    '/w/pk/__init__.py': '',
    '/w/pk/components/__init__.py': '',
    '/w/pk/components/collections/__init__.py': '',
    '/w/pk/components/collections/hello.py': component(),
    ...files,
  };
}

export function hello(changes: Readonly<Record<string, string>>): Record<string, string> {
  return packageOf({ '/w/pk/components/collections/hello.py': component(changes) });
}

/** A manifest with one source that loads \`pk\`. */
export function manifest(modules: readonly string[], more = ''): string {
  const list = modules.map((module) => `          - ${module}\n`).join('');
  return `apiVersion: bksops/v1
sources:
  - name: team
    type: git
    details: {repo_raw_address: "https://raw.example.com/team", branch: main}
    packages:
      pk:
        version: "1"
        modules:
${list}${more}`;
}

/** What the contract says of a package from its source, but for what passes. */
export async function broken(
  texts: Readonly<Record<string, string>>,
  files = new MemoryFiles(texts),
): Promise<string[]> {
  const plugin = await readPackage('/w/pk', files);
  if (!plugin) {
    throw new Error('There is no package.');
  }
  const results = await runContract({
    checks: contract.checks(plugin).filter(({ needs }) => needs === 'source'),
    plugin,
    server: undefined,
    files,
    messageFor: () => Promise.reject(new Error('Nobody is called.')),
    signal: new AbortController().signal,
  });
  return results.filter(({ outcome }) => outcome.is !== 'passed').map((result) => resultLine(result));
}
