import { completeAnswers, type Answers, type IsTaken, type Question } from '../../base/questions';
import { fillTemplate, type NewFolderScaffold, type ScaffoldPlan, type Templates } from '../../base/scaffold';
import { componentQuestions, newComponent, refuseIdentifier } from './scaffold-questions';
import { componentTestText, componentText } from './scaffold-texts';
import { isOfPython, isOfSops } from './taken-names';

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'Name',
    prompt: 'The root package: its folder, and the name in the settings of its source.',
    default: (_, isTaken) => freeName(isTaken),
    validate: refuseRoot,
  },
  {
    id: 'code',
    is: 'text',
    title: 'Code',
    prompt: 'The code of its first component, by which flows know it.',
    default: () => 'hello',
    validate: (value, { name }) =>
      refuseIdentifier(value) ??
      (['components', 'collections', name].includes(value)
        ? 'SOPS does not import a module whose name a folder around it has.'
        : undefined),
  },
  ...componentQuestions,
];

/** A package that SOPS loads from git, S3 or a folder as it is. */
export const scaffoldPackage: NewFolderScaffold = {
  id: 'bksops.package',
  title: 'Component Package',
  description: 'Holds components that SOPS loads from git, S3 or a folder.',
  platform: 'bksops',
  into: 'new-folder',
  questions,
  plan,
};

function plan(given: Answers, templates: Templates): ScaffoldPlan {
  const answers = completeAnswers(questions, given);
  const { name = '', code = '' } = answers;
  const component = newComponent(code, answers);
  const module = `components/collections/${code}.py`;
  const files = [...templates].map(([path, text]) => ({ path, text: fillTemplate(text, answers) }));
  const own = [
    { path: module, text: componentText(component) },
    {
      path: `tests/test_${code}.py`,
      text: componentTestText(component, `${name}.components.collections.${code}`),
    },
  ];
  return {
    folder: name,
    files: [...files, ...own].sort((one, other) => (one.path < other.path ? -1 : 1)),
    open: module,
    renamed: (folder) => plan({ ...answers, name: folder }, templates),
  };
}

function refuseRoot(name: string): string | undefined {
  const owner = isOfPython(name) ? 'Python' : isOfSops(name) ? 'SOPS' : undefined;
  return (
    refuseIdentifier(name) ??
    (owner === undefined ? undefined : `${owner} has a "${name}" of its own, and SOPS would take that one.`)
  );
}

function freeName(isTaken: IsTaken): string {
  let name = 'team_plugins';
  for (let count = 2; isTaken(name); count++) {
    name = `team_plugins_${count}`;
  }
  return name;
}
