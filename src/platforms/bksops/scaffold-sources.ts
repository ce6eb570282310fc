import { basename, dirname } from '../../base/paths';
import { completeAnswers, type Answers, type Question, type TextQuestion } from '../../base/questions';
import { refuseFileName, type PluginScaffold } from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import type { BksopsPlugin } from './package-finder';
import { moduleName } from './packages/module-names';

const FILE_SYSTEM = 'fs';

/** What is asked of a detail: a text that stands in quotes. */
function detail(id: string, type: string, title: string, prompt: string, more: Partial<TextQuestion> = {}): Question {
  return {
    id,
    is: 'text',
    title,
    prompt,
    when: (earlier) => earlier['type'] === type,
    validate: (value) => (/^[^\s\p{Cc}"\\]+$/u.test(value) ? undefined : 'It is a text without spaces and quotes.'),
    ...more,
  };
}

/** A secret is named here and kept elsewhere. */
function secret(id: string, title: string, name: string): Question {
  return detail(id, 's3', title, 'The variable that holds it; the value itself never stands in a manifest.', {
    default: () => name,
    validate: (value) =>
      /^[A-Z_][A-Z0-9_]*$/.test(value) ? undefined : 'A variable is upper-case letters, digits and underscores.',
  });
}

const questions: readonly Question[] = [
  {
    id: 'name',
    is: 'text',
    title: 'File name',
    prompt: 'The manifest, beside the root package.',
    default: () => 'sources.yaml',
    validate: (value) => refuseFileName(value) ?? (/^[^.]+$|\.ya?ml$/.test(value) ? undefined : 'It ends with .yaml.'),
  },
  {
    id: 'source',
    is: 'text',
    title: 'Source',
    prompt: 'The name of the source in SOPS.',
    default: () => 'team',
    validate: (value) =>
      /^[A-Za-z_][A-Za-z0-9_]{0,49}$/.test(value)
        ? undefined
        : 'It is letters, digits and underscores, 50 at most, without a digit first.',
  },
  {
    id: 'type',
    is: 'choice',
    title: 'Type',
    prompt: 'Where SOPS loads the package from.',
    options: [
      { value: 'git', label: 'Git', description: 'a repository, and the raw files of one of its branches over HTTPS' },
      { value: 's3', label: 'S3', description: 'a bucket' },
      { value: 'fs', label: 'File system', description: 'a folder that SOPS sees' },
    ],
  },
  detail('repo', 'git', 'Repository address', 'Where git clones it from.'),
  detail('raw', 'git', 'Raw address', 'What stands before the branch in the address of a raw file.'),
  detail('branch', 'git', 'Branch', 'The branch that is loaded.', { default: () => 'main' }),
  detail('service', 's3', 'Service address', 'With its scheme, such as https://s3.example.com.'),
  detail('bucket', 's3', 'Bucket', 'Its name.'),
  secret('access', 'Access key', 'S3_ACCESS_KEY'),
  secret('secret', 'Secret key', 'S3_SECRET_KEY'),
  detail('folder', FILE_SYSTEM, 'Folder', 'The folder around the root package, as SOPS sees it.', {
    default: () => '.',
  }),
  {
    id: 'modules',
    is: 'text',
    title: 'Modules',
    prompt: 'The modules that are loaded, with commas between, or "all" that hold components.',
    default: () => 'all',
    validate: (value) =>
      /^[\w.]+(?:\s*,\s*[\w.]+)*$/.test(value) ? undefined : 'It is "all", or dotted names with commas between.',
  },
];

/** A manifest for a package that is there: from where SOPS loads it, and which of its modules. */
export const scaffoldSources: PluginScaffold<BksopsPlugin> = {
  id: 'bksops.sources',
  title: 'Source Manifest',
  description: 'Tells from where SOPS loads this package, and which of its modules.',
  platform: 'bksops',
  into: 'plugin',
  questions,
  commandAfter: 'load',
  fits: ({ components }) => components.length > 0,
  placeIn: ({ rootFolder }) => dirname(rootFolder),
  async plan(given, _templates, plugin, read) {
    const answers = completeAnswers(questions, given);
    const file = answers['name']?.replace(/^[^.]+$/, '$&.yaml') ?? '';
    if ((await read(file)) !== undefined) {
      throw new WorkbenchError({ what: `${file} is there already.`, next: { title: 'Choose another name' } });
    }
    return { files: [{ path: file, text: textOf(answers, plugin) }], edits: [], open: file };
  },
};

function textOf(answers: Answers, plugin: BksopsPlugin): string {
  const details = detailsOf(answers).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`);
  const modules = modulesOf(answers['modules'] ?? 'all', plugin).map((module) => `          - ${module}\n`);
  return `apiVersion: bksops/v1
target: {sops: "3.34"}
sources:
  - name: ${answers['source'] ?? ''}
    type: ${answers['type'] ?? ''}
    details:
${details.join('')}    packages:
      ${basename(plugin.rootFolder)}:
        version: "1.0.0"
        modules:
${modules.join('')}`;
}

function detailsOf({ type, ...given }: Answers): [string, string | undefined][] {
  if (type === 'git') {
    return [
      ['repo_address', given['repo']],
      ['repo_raw_address', given['raw']],
      ['branch', given['branch']],
    ];
  }
  if (type === 's3') {
    return [
      ['service_address', given['service']],
      ['bucket', given['bucket']],
      ['access_key', `\${env:${given['access'] ?? ''}}`],
      ['secret_key', `\${env:${given['secret'] ?? ''}}`],
    ];
  }
  return [['path', given['folder']]];
}

/** @throws WorkbenchError for a module that the package does not have */
function modulesOf(given: string, { components, rootFolder, rootPackage }: BksopsPlugin): string[] {
  const all = [...new Set(components.map(({ file }) => moduleName(file, rootFolder) ?? rootPackage))];
  const wanted = given === 'all' ? all : given.split(',').map((name) => name.trim());
  const stray = wanted.find((name) => !all.includes(name));
  if (stray !== undefined) {
    throw new WorkbenchError({
      what: `No module "${stray}" of the package holds a component.`,
      why: `There are ${all.join(', ')}.`,
      next: { title: 'Choose among them' },
    });
  }
  return wanted;
}
