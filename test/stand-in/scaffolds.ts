import { completeAnswers, type Question } from '../../src/base/questions';
import {
  fillTemplate,
  refuseFileName,
  type NewFolderScaffold,
  type PluginScaffold,
  type Templates,
} from '../../src/base/scaffold';
import { editOf, type Change } from '../../src/base/scaffold-edit';
import { WorkbenchError } from '../../src/base/workbench-error';
import type { StandInPlugin } from './platform';

const packageQuestions: readonly Question[] = [
  {
    is: 'text',
    id: 'name',
    title: 'Name',
    prompt: 'What the package is called.',
    default: (_, isTaken) => ['bundle', 'bundle-2', 'bundle-3'].find((name) => !isTaken(name)) ?? '',
    validate: refuseFileName,
  },
  {
    is: 'choice',
    id: 'style',
    title: 'Style',
    prompt: 'How it behaves.',
    options: [
      { value: 'quiet', label: 'Quiet', description: 'says nothing' },
      { value: 'greeting', label: 'Greeting', description: 'greets whoever loads it' },
    ],
  },
  {
    is: 'text',
    id: 'greeting',
    title: 'Greeting',
    prompt: 'What it says.',
    when: ({ style }) => style === 'greeting',
    default: ({ name = '' }) => `Hello from ${name}`,
    validate: (value) => (value === '' ? 'A greeting has a word.' : undefined),
  },
  {
    is: 'yes or no',
    id: 'readme',
    title: 'Read-me',
    prompt: 'Write a README.md, too?',
    default: () => 'no',
  },
];

/** A package, which greets where it is told to. */
export const packageScaffold: NewFolderScaffold = {
  id: 'stand-in.package',
  title: 'Package',
  description: 'Holds parts.',
  platform: 'stand-in',
  into: 'new-folder',
  questions: packageQuestions,
  plan(given, templates) {
    const answers = completeAnswers(packageQuestions, given);
    const { name = '', greeting, readme } = answers;
    const isWritten: Readonly<Record<string, boolean>> = {
      'greeting.txt': greeting !== undefined,
      'README.md': readme === 'yes',
    };
    return {
      folder: name,
      files: filled(templates, answers).filter(({ path }) => isWritten[path] ?? true),
      open: 'stand-in.json',
      renamed: (folder) => packageScaffold.plan({ ...answers, name: folder }, templates),
    };
  },
};

const partQuestions: readonly Question[] = [
  {
    is: 'text',
    id: 'name',
    title: 'Name',
    prompt: 'What the part is called.',
    default: (_, isTaken) => ['third', 'fourth'].find((name) => !isTaken(name)) ?? '',
    validate: (value, _, isTaken) =>
      refuseFileName(value) ?? (isTaken(value) ? 'The package has a part of this name.' : undefined),
  },
  {
    is: 'choice',
    id: 'place',
    title: 'Place',
    prompt: 'Where it stands in the list.',
    options: [
      { value: 'first', label: 'First', description: 'before all others' },
      { value: 'last', label: 'Last', description: 'behind all others' },
    ],
    default: () => 'last',
  },
];

/** A part in a package: a file of its own, and its name in the list of the package. */
export const partScaffold: PluginScaffold<StandInPlugin> = {
  id: 'stand-in.part',
  title: 'Part',
  description: 'Is loaded with its package.',
  platform: 'stand-in',
  into: 'plugin',
  questions: partQuestions,
  fits: ({ server }) => server === undefined,
  namesIn: ({ parts }) => parts.map(({ name }) => name),
  async plan(given, templates, plugin, read) {
    const answers = completeAnswers(partQuestions, given, (name) => plugin.parts.some((part) => part.name === name));
    const { name = '', place } = answers;
    const text = await read('stand-in.json');
    if (text === undefined) {
      throw new WorkbenchError({ what: 'There is no stand-in.json in the package.' });
    }
    const edit = editOf('stand-in.json', text, (plain) => [listed(plain, name, place === 'first')]);
    return { files: filled(templates, answers), edits: [edit], open: `parts/${name}.txt` };
  },
};

function listed(text: string, name: string, isFirst: boolean): Change {
  const [all = '', before = '', inside = ''] = /("parts"\s*:\s*\[)([^\]]*)\]/.exec(text) ?? [];
  const start = text.indexOf(all) + before.length;
  const item = JSON.stringify(name);
  if (inside.trim() === '') {
    return { start, end: start + inside.length, text: item };
  }
  const at = isFirst ? start + inside.length - inside.trimStart().length : start + inside.trimEnd().length;
  return { start: at, end: at, text: isFirst ? `${item},\n` : `,\n${item}` };
}

function filled(templates: Templates, answers: Readonly<Record<string, string>>): { path: string; text: string }[] {
  const values = { greeting: '', ...answers };
  return [...templates].map(([path, text]) => ({ path: fillTemplate(path, values), text: fillTemplate(text, values) }));
}
