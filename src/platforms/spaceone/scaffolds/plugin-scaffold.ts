import { completeAnswers, type Answers } from '../../../base/questions';
import { type NewFolderScaffold, type ScaffoldFile, type ScaffoldPlan, type Templates } from '../../../base/scaffold';
import { generationOf, type Style } from '../style';
import { contractModules, serviceFile, servicerFolder } from './contract-modules';
import { pluginKinds, type Library, type PluginKind, type Variant } from './plugin-kinds';
import { namespaceOf, pluginQuestions } from './plugin-questions';
import { filledTemplates } from './template-layers';

/** A plugin of each kind, with its tests, its manifests, its image and its launch configurations. */
export const pluginScaffolds: readonly NewFolderScaffold[] = pluginKinds.map(scaffoldOf);

function scaffoldOf(kind: PluginKind): NewFolderScaffold {
  const questions = pluginQuestions(kind);
  const { id, title, description, shares } = kind;
  return {
    id,
    title,
    description,
    platform: 'spaceone',
    into: 'new-folder',
    questions,
    templates: ['spaceone/plugin', ...shares.map((name) => `spaceone/${name}`), id.replace('.', '/')],
    plan: (given, templates) => planOf(kind, completeAnswers(questions, given), templates),
  };
}

/** Tokens that stand for nothing in most kinds. */
const OPTIONAL = ['connectorImports', 'connectorHelpers', 'imageVariables', 'identityReads', 'userReads'];

function planOf(kind: PluginKind, answers: Answers, templates: Templates): ScaffoldPlan {
  const variant = kind.variant(answers);
  const { name = '', package: packageName = '' } = answers;
  const inPackage = (path: string): string => `src/${packageName.replaceAll('.', '/')}/${path}`;
  const filled = filledTemplates(templates, variant.folder, valuesOf(kind, variant, answers), OPTIONAL);
  const files = [...withServices(filled, variant, packageName, inPackage), ...namespaceFiles(packageName)];
  const environment = files.find((file) => file.path === '.env.example');
  if (environment !== undefined) {
    files.push({ path: '.env', text: environment.text, local: true });
  }
  const [service = ''] = variant.firstCall.split('.');
  return {
    folder: name,
    files: files.sort((one, other) => (one.path < other.path ? -1 : 1)),
    open: inPackage(variant.style === 'PluginServer' ? 'main.py' : serviceFile(service)),
    firstCall: variant.firstCall,
    renamed: (folder) => planOf(kind, completeAnswers(pluginQuestions(kind), { ...answers, name: folder }), templates),
  };
}

/** The contract stands in `main.py` of the templates; without a class of the framework it becomes services. */
function withServices(
  files: readonly ScaffoldFile[],
  { style, owner }: Variant,
  packageName: string,
  inPackage: (path: string) => string,
): ScaffoldFile[] {
  if (style === 'PluginServer') {
    return [...files];
  }
  const main = inPackage('main.py');
  const contract = files.find(({ path }) => path === main)?.text ?? '';
  const modules = contractModules({ style, owner, package: packageName, contract });
  return [
    ...files.filter(({ path }) => path !== main),
    ...modules.map(({ path, text }) => ({ path: inPackage(path), text })),
  ];
}

/** A namespace is one package of many distributions: each has this module in it. */
function namespaceFiles(packageName: string): ScaffoldFile[] {
  const namespace = namespaceOf(packageName);
  const text = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n';
  return namespace === undefined ? [] : [{ path: `src/${namespace}/__init__.py`, text }];
}

const COMMANDS: Readonly<Record<Style, readonly string[]>> = {
  PROTO: ['grpc'],
  GRPCServer: ['run', 'grpc-server'],
  PluginServer: ['run', 'plugin-server'],
};

function valuesOf(kind: PluginKind, variant: Variant, answers: Answers): Answers {
  const { name = '', package: packageName = '' } = answers;
  const { style, library, type, owner, deploy } = variant;
  const isOld = style === 'PROTO';
  const command = [...COMMANDS[style], packageName];
  // The Repository service allows upper case in an image, Docker does not.
  const image = name.toLowerCase();
  return {
    ...answers,
    image,
    // Files whose name starts with a dot would act on the template folder itself.
    dot: '.',
    packageFolder: packageName.replaceAll('.', '/'),
    noun: kind.noun,
    owner,
    generation: isOld ? '1' : '2',
    command: command.join(' '),
    commandList: command.map((word) => `"${word}"`).join(', '),
    sourceOption: isOld ? '-m src' : '-s src',
    framework: frameworkText(style, library),
    requires: requires(style, library)
      .map((line) => `"${line}"`)
      .join(', '),
    serverImport: library ? `from ${library.module} import ${library.className}` : '',
    serverObject: library ? `app = ${library.className}()` : '',
    registerVerb: 'register',
    registerType: isOld ? `service_type: ${type}` : `plugin_id: "${image}"\nresource_type: ${type}`,
    deploy: deploy.request,
    deployFile: deploy.file,
    contractPlaces: contractPlaces(style, packageName.replaceAll('.', '/')),
    ...variant.values,
  };
}

function frameworkText(style: Style, library: Library | undefined): string {
  if (library) {
    const only = library.version.includes('dev') ? ' Only the pre-releases hold the plugin server.' : '';
    return [
      `# The plugin framework; it brings spaceone-core and spaceone-api.${only}`,
      `${library.distribution}==${library.version}`,
    ].join('\n');
  }
  const framework = '# The framework, and the contracts of the platform.';
  return generationOf(style) === '1.x'
    ? [
        framework,
        'spaceone-core>=1.12.39,<2',
        'spaceone-api>=1.12.54,<2',
        '',
        '# The framework imports pkg_resources, which later ones do not bring.',
        'setuptools<81',
      ].join('\n')
    : [framework, 'spaceone-core>=2.0.144,<3', 'spaceone-api>=2.0.435,<3'].join('\n');
}

/** Lower bounds of what the plugin is installed with. */
function requires(style: Style, library: Library | undefined): string[] {
  const least = generationOf(style) === '1.x' ? '1.12' : '2.0';
  return library
    ? [`${library.distribution}>=${library.version}`]
    : [`spaceone-core>=${least}`, `spaceone-api>=${least}`];
}

function contractPlaces(style: Style, folder: string): string {
  const about = 'the contract: each method, and what the platform does with its answer';
  return style === 'PluginServer'
    ? `| \`src/${folder}/main.py\` | ${about} |`
    : [
        `| \`src/${folder}/service/\` | ${about} |`,
        `| \`src/${folder}/${servicerFolder(style)}/\` | the gRPC services that hand each call to it |`,
      ].join('\n');
}
