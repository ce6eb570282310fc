import { relative } from '../../../base/paths';
import { completeAnswers, type Answers, type Question } from '../../../base/questions';
import type { Addition, PluginScaffold, ReadText, Templates } from '../../../base/scaffold';
import { WorkbenchError } from '../../../base/workbench-error';
import type { SpaceonePlugin } from '../plugin-finder';
import { isKeyword } from '../python-module-names';
import { additionToCollector, type Place } from './type-in-collector';

const words = /^[A-Z][A-Za-z0-9]{0,39}$/;

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'Name',
    prompt: 'The cloud service type, such as Disk: its class, and what the console shows.',
    validate: (value) =>
      !words.test(value)
        ? 'It is letters and digits, 40 at most, with a capital first.'
        : isKeyword(moduleOf(value))
          ? 'Python keeps the name of its module for itself.'
          : undefined,
  },
  {
    id: 'group',
    is: 'text',
    title: 'Group',
    prompt: 'The cloud service group in which the console lists it, such as Storage.',
    default: () => 'Compute',
    validate: (value) =>
      words.test(value) ? undefined : 'It is letters and digits, 40 at most, with a capital first.',
  },
  {
    id: 'resource',
    is: 'text',
    title: 'API resource',
    prompt: 'What the API of the provider calls a list of them.',
    default: ({ name = '' }) => pluralOf(moduleOf(name)),
    validate: (value) =>
      /^[a-z][a-z0-9_]{0,59}$/.test(value)
        ? undefined
        : 'It is a lower-case letter, then lower-case letters, digits and underscores, 60 at most.',
  },
];

/** A cloud service type in a collector: how it is read, what it becomes and how the console shows it, named where the collector keeps its list. */
export const scaffoldCloudServiceType: PluginScaffold<SpaceonePlugin> = {
  id: 'spaceone.cloud-service-type',
  title: 'Cloud Service Type',
  description: 'Its connector, its manager and its view, in the list of what the collector collects.',
  platform: 'spaceone',
  into: 'plugin',
  questions,
  fits: ({ type }) => type === 'inventory.Collector',
  plan: (given, templates, plugin, read) => planOf(completeAnswers(questions, given), templates, plugin, read),
};

async function planOf(
  answers: Answers,
  templates: Templates,
  plugin: SpaceonePlugin,
  read: ReadText,
): Promise<Addition> {
  const root = relative(plugin.folder, plugin.sourceRoot);
  const own = plugin.package.replaceAll('.', '/');
  const folder = root === '' || root === '.' ? own : `${root}/${own}`;
  const values = { ...answers, place: folder, package: plugin.package, module: moduleOf(answers['name'] ?? '') };
  const place: Place = { folder, values, templates, read };
  const addition = await additionToCollector(place);
  if (!addition) {
    throw new WorkbenchError({
      what: `${plugin.name} keeps no list of cloud service types that could be added to.`,
      why: `A collector as the workbench writes it has MANAGERS in ${folder}/manager/__init__.py.`,
      where: plugin.entry,
      next: { title: 'Write the type as those that are there' },
    });
  }
  return addition;
}

/** `virtual_machine` of `VirtualMachine`, and `ip_address` of `IPAddress`. */
function moduleOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

function pluralOf(word: string): string {
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
