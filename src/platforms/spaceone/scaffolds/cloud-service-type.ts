import { relative } from '../../../base/paths';
import { completeAnswers, type Answers, type Question } from '../../../base/questions';
import type { Addition, PluginScaffold, ReadText, Templates } from '../../../base/scaffold';
import { WorkbenchError } from '../../../base/workbench-error';
import type { SpaceonePlugin } from '../plugin-finder';
import { isKeyword } from '../python-module-names';
import { additionToCollector } from './type-in-collector';
import { additionToGroupedTree } from './type-in-grouped-tree';
import { moduleOf, type Place } from './type-place';

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'Name',
    prompt: 'The cloud service type, such as Disk: its class, and what the console shows.',
    validate: refuseWord,
  },
  {
    id: 'group',
    is: 'text',
    title: 'Group',
    prompt: 'The cloud service group in which the console lists it, such as Storage.',
    default: () => 'Compute',
    validate: refuseWord,
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
  const addition = (await additionToCollector(place)) ?? (await additionToGroupedTree(place));
  if (!addition) {
    throw new WorkbenchError({
      what: `${plugin.name} keeps no list of cloud service types that could be added to.`,
      why: `It would be MANAGERS in ${folder}/manager/__init__.py, or CLOUD_SERVICE_GROUP_MAP in ${folder}/conf/cloud_service_conf.py.`,
      where: plugin.entry,
      next: { title: 'Write the type as those that are there' },
    });
  }
  return addition;
}

/** Why a type or a group cannot be called so: what it is called names classes, and modules or their folders. */
function refuseWord(value: string): string | undefined {
  if (!/^[A-Z][A-Za-z0-9]{0,39}$/.test(value)) {
    return 'It is letters and digits, 40 at most, with a capital first.';
  }
  return isKeyword(moduleOf(value)) ? 'Python keeps the name of its module for itself.' : undefined;
}

function pluralOf(word: string): string {
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
