import { capitalized } from '../../base/capitalized';
import { completeAnswers, type Answers, type IsTaken, type Question } from '../../base/questions';
import {
  fillTemplate,
  refuseFileName,
  type NewFolderScaffold,
  type ScaffoldFile,
  type ScaffoldPlan,
  type Templates,
} from '../../base/scaffold';
import { refusePackageName } from './python-module-names';

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'Name',
    prompt: 'Name of the plugin: its folder and its image.',
    default: (_, isTaken) => freeName(isTaken),
    validate: refusePluginName,
  },
  {
    id: 'title',
    is: 'text',
    title: 'Title',
    prompt: 'What people see in the console.',
    default: ({ name }) => `${stem(name).map(capitalized).join(' ')} Collector`,
    validate: (value) =>
      /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ()&.,/+'-]{0,99}$/u.test(value)
        ? undefined
        : "A title starts with a letter or a digit and has letters, digits, spaces and ( ) & . , / + ' - in it, 100 at most.",
  },
  {
    id: 'provider',
    is: 'text',
    title: 'Provider',
    prompt: 'The id of the cloud provider in Cloudforet, such as aws or google_cloud.',
    default: ({ name }) => stem(name).join('_').slice(0, 40),
    validate: (value) =>
      /^[a-z0-9][a-z0-9_-]{0,39}$/.test(value)
        ? undefined
        : 'A provider is lower-case letters, digits, underscores and hyphens, 40 at most, with a letter or a digit first.',
  },
  {
    id: 'package',
    is: 'text',
    title: 'Package',
    prompt: 'The Python package in src that holds main.py.',
    // Public plugins of this style call it so, and "spaceone run plugin-server plugin" is in every guide.
    default: () => 'plugin',
    validate: (value) => refusePackageName(value) ?? neighbours[value],
  },
];

/** What else the scaffold, or the build of it, puts into `src`. */
const neighbours: Readonly<Record<string, string>> = {
  setup: 'It would stand beside setup.py, and Python would take one for the other.',
  version: 'The file src/VERSION has this name on macOS and Windows.',
  build: 'setuptools builds into the folder src/build.',
};

/** An inventory collector on the current framework (PluginServer of spaceone-inventory 2.0.dev247). */
export const scaffoldCollector: NewFolderScaffold = {
  id: 'spaceone.collector',
  title: 'Inventory Collector',
  description: 'Streams cloud resources into the inventory of Cloudforet.',
  platform: 'spaceone',
  into: 'new-folder',
  questions,
  firstCall: 'Collector.collect',
  plan,
};

function plan(given: Answers, templates: Templates): ScaffoldPlan {
  const answers = completeAnswers(questions, given);
  const { name = '', package: packageName = '' } = answers;
  const values = {
    ...answers,
    // The Repository service allows upper case in an image, Docker does not.
    image: name.toLowerCase(),
    // Files whose name starts with a dot would act on the template folder itself.
    dot: '.',
  };
  const files = [...templates].map(([path, text]): ScaffoldFile => ({
    path: fillTemplate(path, values),
    text: fillTemplate(text, values),
  }));
  const environment = files.find((file) => file.path === '.env.example');
  if (environment !== undefined) {
    files.push({ path: '.env', text: environment.text, local: true });
  }
  return {
    folder: name,
    files: files.sort((one, other) => (one.path < other.path ? -1 : 1)),
    open: `src/${packageName}/main.py`,
    renamed: (folder) => plan({ ...answers, name: folder }, templates),
  };
}

/**
 * The rule of the Repository service for the last part of an image: letters, digits and hyphens, 48 at most
 * (cloudforet-io/repository, ERROR_INVALID_IMAGE_NAME_FORMAT and ERROR_INVALID_IMAGE_LENGTH), and what a folder needs.
 */
function refusePluginName(name: string): string | undefined {
  const refusal = refuseFileName(name);
  if (refusal !== undefined) {
    return refusal;
  }
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    return 'A plugin is registered by its image, whose name has only letters, digits and hyphens.';
  }
  if (name.length > 48) {
    return `The name of an image has 48 characters at most; this one has ${name.length}.`;
  }
  return /^-|-$/.test(name) ? 'The name of an image starts and ends with a letter or a digit.' : undefined;
}

/** The name in the guides, with a number where others have it. */
function freeName(isTaken: IsTaken): string {
  let name = 'plugin-example-inven-collector';
  for (let count = 2; isTaken(name); count++) {
    name = `plugin-example-${count}-inven-collector`;
  }
  return name;
}

/** What a plugin's name says about its subject: `plugin-google-cloud-inven-collector` is about google cloud. */
function stem(name = ''): string[] {
  const subject = name
    .toLowerCase()
    .replace(/^plugin-/, '')
    .replace(/-?(inven-|inventory-)?collector$/, '');
  const parts = subject.split('-').filter((part) => part !== '');
  return parts.length > 0 ? parts : ['example'];
}
