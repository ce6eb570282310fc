import { capitalized } from '../../../base/capitalized';
import type { Answers, IsTaken, Question } from '../../../base/questions';
import { refuseFileName } from '../../../base/scaffold';
import { refusePackageName } from '../python-module-names';
import type { PluginKind } from './plugin-kinds';

/** What is asked for a new plugin of a kind. */
export function pluginQuestions(kind: PluginKind): readonly Question[] {
  return [
    {
      id: 'name',
      is: 'text',
      title: 'Name',
      prompt: 'Name of the plugin: its folder and its image.',
      default: (_, isTaken) => freeName(kind, isTaken),
      validate: refusePluginName,
    },
    ...(kind.asks ?? []),
    {
      id: 'title',
      is: 'text',
      title: 'Title',
      prompt: 'What people see in the console.',
      default: (answers) => `${stem(kind, answers['name']).map(capitalized).join(' ')} ${kind.titled(answers)}`,
      validate: (value) =>
        /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ()&.,/+'-]{0,99}$/u.test(value)
          ? undefined
          : "A title starts with a letter or a digit and has letters, digits, spaces and ( ) & . , / + ' - in it, 100 at most.",
    },
    {
      id: 'provider',
      is: 'text',
      title: 'Provider',
      prompt: `The id of the ${kind.provider} in Cloudforet, such as ${kind.providers}.`,
      default: ({ name }) => stem(kind, name).join('_').slice(0, 40),
      validate: (value) =>
        /^[a-z0-9][a-z0-9_-]{0,39}$/.test(value)
          ? undefined
          : 'A provider is lower-case letters, digits, underscores and hyphens, 40 at most, with a letter or a digit first.',
    },
    {
      id: 'package',
      is: 'text',
      title: 'Package',
      prompt: 'The Python package in src that holds the plugin.',
      // Public plugins of the newest style call it so, and "spaceone run plugin-server plugin" is in every guide.
      default: () => 'plugin',
      validate: (value, answers) => refusePackage(value, kind, answers),
    },
  ];
}

/** Packages that several distributions share, each with a module of its own. */
const NAMESPACES = ['spaceone', 'cloudforet'];
/** What the framework itself has in its namespace; a plugin's would hide it. */
const FRAMEWORK = ['core', 'api', 'tester'];

/** The namespace of a dotted package; undefined for a plain one. */
export function namespaceOf(packageName: string): string | undefined {
  const [first = '', ...rest] = packageName.split('.');
  return rest.length > 0 ? first : undefined;
}

function refusePackage(value: string, kind: PluginKind, answers: Answers): string | undefined {
  const [namespace = '', own, ...more] = value.split('.');
  if (own === undefined || more.length > 0 || !NAMESPACES.includes(namespace)) {
    return refusePackageName(value) ?? neighbours[value];
  }
  const { library, owner } = kind.variant(answers);
  const taken = [...FRAMEWORK, ...(library === undefined ? [] : [owner])];
  return /^[a-z][a-z0-9_]{0,47}$/.test(own)
    ? namespace === 'spaceone' && taken.includes(own)
      ? `The framework has a package spaceone.${own}: the plugin would hide it.`
      : undefined
    : 'A package is a lower-case letter, then lower-case letters, digits and underscores, 48 at most; spaceone. or cloudforet. may stand before it.';
}

/** What else the scaffold, or the build of it, puts into `src`. */
const neighbours: Readonly<Record<string, string>> = {
  setup: 'It would stand beside setup.py, and Python would take one for the other.',
  version: 'The file src/VERSION has this name on macOS and Windows.',
  build: 'setuptools builds into the folder src/build.',
};

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
function freeName({ ending }: PluginKind, isTaken: IsTaken): string {
  let name = `plugin-example-${ending}`;
  for (let count = 2; isTaken(name); count++) {
    name = `plugin-example-${count}-${ending}`;
  }
  return name;
}

/** What a plugin's name says about its subject: `plugin-google-cloud-inven-collector` is about google cloud. */
function stem({ endings }: PluginKind, name = ''): string[] {
  const subject = name
    .toLowerCase()
    .replace(/^plugin-/, '')
    .replace(endings, '');
  const parts = subject.split('-').filter((part) => part !== '');
  return parts.length > 0 ? parts : ['example'];
}
