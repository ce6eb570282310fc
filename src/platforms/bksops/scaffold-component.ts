import { dirname, relative } from '../../base/paths';
import { completeAnswers, type Question } from '../../base/questions';
import { takenAmong, type PluginScaffold, type ReadText, type ScaffoldFile } from '../../base/scaffold';
import { editOf, type Change, type ScaffoldEdit } from '../../base/scaffold-edit';
import { finish } from '../../base/steps';
import { addItem } from '../../manifest/edit/item-edits';
import { follow } from '../../manifest/parse/node';
import type { BksopsPlugin } from './package-finder';
import { moduleName } from './packages/module-names';
import { readSourceDocuments } from './source-reader';
import { componentQuestions, newComponent, refuseIdentifier } from './scaffold-questions';
import { componentTestText, componentText } from './scaffold-texts';

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'Code',
    prompt: 'The code by which flows know the component; its module has the same name.',
    default: (_, isTaken) => ['hello', 'hello_again', 'another'].find((name) => !isTaken(name)) ?? '',
    validate: (value, _, isTaken) =>
      refuseIdentifier(value) ??
      (['components', 'collections'].includes(value)
        ? 'SOPS does not import a module whose name a folder around it has.'
        : undefined) ??
      (isTaken(value) ? 'The package has a component or a module of this name.' : undefined),
  },
  // The first question is its code: the title follows from it.
  ...componentQuestions.map((question): Question =>
    question.id === 'title' && question.is === 'text'
      ? { ...question, default: ({ name = '' }, isTaken) => question.default?.({ code: name }, isTaken) ?? name }
      : question,
  ),
];

/** A component in a package: its module with what makes its folder a package, its test, and its name in the manifest that loads the package. */
export const scaffoldComponent: PluginScaffold<BksopsPlugin> = {
  id: 'bksops.component',
  title: 'Component',
  description: 'A component with its form and its test, named in the manifest that loads the package.',
  platform: 'bksops',
  into: 'plugin',
  questions,
  fits: ({ components }) => components.length > 0,
  placeIn,
  namesIn: (plugin) => [
    plugin.rootPackage,
    ...plugin.components.flatMap(({ code, file }) => [...(code === undefined ? [] : [code]), moduleLeaf(file)]),
  ],
  async plan(given, _templates, plugin, read) {
    const answers = completeAnswers(questions, given, takenAmong(scaffoldComponent.namesIn?.(plugin) ?? []));
    const { name: code = '' } = answers;
    const component = newComponent(code, answers);
    const place = placeIn(plugin);
    const folder = relative(place, plugin.folder);
    const within = (path: string): string => (folder === '.' || folder === '' ? path : `${folder}/${path}`);
    const file = within(`components/collections/${code}.py`);
    const module = moduleName(`${plugin.folder}/components/collections/${code}.py`, plugin.rootFolder) ?? code;
    const inits = ['__init__.py', 'components/__init__.py', 'components/collections/__init__.py', 'tests/__init__.py'];
    const missing: ScaffoldFile[] = [];
    for (const init of inits.map(within)) {
      missing.push(...((await read(init)) === undefined ? [{ path: init, text: '' }] : []));
    }
    return {
      files: [
        ...missing,
        { path: file, text: componentText(component) },
        { path: within(`tests/test_${code}.py`), text: componentTestText(component, module) },
      ],
      edits: await editsOf(plugin, module, place, read),
      open: file,
    };
  },
};

/** The folder of the uppermost manifest that loads the package: it is edited with what is written. */
function placeIn({ folder, manifests }: BksopsPlugin): string {
  const [uppermost] = manifests.map(dirname).sort((one, other) => one.length - other.length);
  return uppermost ?? folder;
}

function moduleLeaf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.py$/, '');
}

async function editsOf(
  { manifests, rootPackage }: BksopsPlugin,
  module: string,
  place: string,
  read: ReadText,
): Promise<ScaffoldEdit[]> {
  const edits: ScaffoldEdit[] = [];
  for (const path of manifests.map((file) => relative(place, file))) {
    const text = await read(path);
    const edit = text === undefined ? undefined : editOf(path, text, (plain) => listed(plain, rootPackage, module));
    edits.push(...(edit && edit.after !== edit.before ? [edit] : []));
  }
  return edits;
}

/** The module behind the others in each list of the root package. */
function listed(text: string, rootPackage: string, module: string): Change[] {
  return finish(readSourceDocuments(text, '')).flatMap(({ start, origins }) =>
    origins.flatMap(({ value }) => {
      const list = value.at('packages', rootPackage, 'modules');
      const node = list && follow(list.node);
      const isThere = list?.items.some((item) => item.text === module) ?? true;
      const isQuoted = list?.items.some(({ node: item }) => text.charAt(start + item.range.start) === '"') ?? false;
      const edit =
        node?.is === 'sequence' && !isThere
          ? addItem(node, isQuoted ? JSON.stringify(module) : module, text.slice(start))
          : undefined;
      return edit ? [{ start: start + edit.range.start, end: start + edit.range.end, text: edit.replace }] : [];
    }),
  );
}
