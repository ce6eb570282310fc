import { stringify } from 'yaml';
import type { Json } from '../base/json';
import { dirname, join, relative } from '../base/paths';
import { sentence, toFailure, WorkbenchError } from '../base/workbench-error';
import { Fixtures, type OwnRepository } from '../platforms/argocd/preview/fixtures';
import { ManifestObjects, type ManifestText } from '../platforms/argocd/preview/manifest-objects';
import { isApplicationSet, previewManifest, type ManifestPreview } from '../platforms/argocd/preview/preview-manifest';
import { Templates, type ArgoVersion } from '../platforms/argocd/preview/rendering/templates';
import { remotesOf } from '../runtime/files/git-remotes';
import { CheckedFiles } from './check/checked-files';
import { PathFinder } from './check/paths-to-check';
import { UsageError, choiceOf, parsed, type CliCommand, type CliContext, type CliOptions } from './command';
import { fromHere } from './place';
import { tokenIn } from './target';

const FORMATS = ['yaml', 'json'] as const;
const VERSIONS: readonly ArgoVersion[] = ['3.5', '3.6'];

const options = {
  'plugin-url': { takes: 'URL', about: "asks this server in the place of each ConfigMap's baseUrl" },
  'token-file': { takes: 'FILE', about: "what the server is to know the caller by, in the place of a Secret's value" },
  argocd: { takes: VERSIONS.join('|'), about: 'the version of Argo CD that is meant; 3.5 unless given' },
  format: { takes: FORMATS.join('|'), about: 'how the Applications are printed; yaml unless given' },
} as const satisfies CliOptions;

export const preview: CliCommand = {
  name: 'preview',
  takes: 'PATH…',
  options,
  summary: 'tell what ApplicationSets would generate, as their controller would',
  details: [
    'Plugins are asked as the controller asks them; errors are in its words. Nothing is sent to a cluster.',
    'ConfigMaps and Secrets are those of the repository around each PATH. The exit code is 1 when the controller would stop at an error.',
  ],
  leavesNothing: () => true,
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    if (positionals.length === 0) {
      throw new UsageError('preview takes a file or folder with ApplicationSets.');
    }
    const format = choiceOf('format', values.format ?? 'yaml', FORMATS);
    const version = choiceOf('argocd', values.argocd ?? '3.5', VERSIONS);
    const url = values['plugin-url'];
    if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
      throw new UsageError('--plugin-url takes the address of a server, such as http://127.0.0.1:4355.');
    }
    const tokenFile = values['token-file'];
    const token = tokenFile === undefined ? undefined : await tokenIn(tokenFile, context.signal);
    context.runtime.redactor.hide(token === undefined ? [] : [token]);
    const previews = await previewsOf(positionals, { baseUrl: url, token }, version, context);
    if (previews.length === 0) {
      throw new WorkbenchError({ what: `There is no ApplicationSet in ${positionals.join(', ')}.` });
    }
    if (format === 'json') {
      await printJson(previews, context);
    } else {
      printYaml(previews, context);
    }
    return previews.some(({ error }) => error !== undefined) ? 1 : 0;
  },
};

async function previewsOf(
  paths: readonly string[],
  instead: { readonly baseUrl: string | undefined; readonly token: string | undefined },
  version: ArgoVersion,
  { runtime, output, signal }: CliContext,
): Promise<ManifestPreview[]> {
  const { named, around, files, finder } = await textsOf(paths, output, signal);
  const engine = runtime.templateEngine;
  const templates = new Templates(engine, { goTemplate: true, options: [], version });
  const yaml = (text: string): Promise<Json> => templates.yaml(text);
  const manifests = new ManifestObjects(around, yaml);
  const previews: ManifestPreview[] = [];
  const unread = ({ file, error }: { file: string; error: string }): void =>
    void previews.push({ file, name: '', namespace: undefined, parameters: [], applications: [], error, warnings: [] });
  const found = await new ManifestObjects(named, yaml).ofKind('ApplicationSet', 'ApplicationSet', unread);
  const onSecret = (secret: string): void => {
    runtime.redactor.hide([secret]);
  };
  for (const set of found.filter(isApplicationSet)) {
    const { file } = set;
    const own = (): Promise<OwnRepository | undefined> => repositoryAround(file, finder, files, signal);
    const outside = new Fixtures({ file, read: (each) => files.read(each), yaml, own });
    const told = { engine, manifests, version, instead, signal, onSecret, outside };
    previews.push(await previewManifest(set, told));
  }
  return previews;
}

/** More manifests than that around a path are none that a connection is looked for in. */
const MOST_AROUND = 5000;

async function textsOf(
  paths: readonly string[],
  output: CliContext['output'],
  signal: AbortSignal,
): Promise<{ named: ManifestText[]; around: ManifestText[]; files: CheckedFiles; finder: PathFinder }> {
  const finder = new PathFinder([], { signal, tell: (note) => output.note(note) });
  const found = await finder.find(paths);
  found.notes.forEach((note) => output.note(note));
  const files = new CheckedFiles(finder, found, undefined, signal);
  const near = await Promise.all(found.roots.map((root) => files.find(root, ['**/*.yaml', '**/*.yml', '**/*.json'])));
  const texts = new Map<string, string>();
  for (const file of new Set([...found.files, ...near.flat().slice(0, MOST_AROUND)])) {
    const text = await files.read(file).catch((error: unknown) => {
      signal.throwIfAborted();
      output.note(sentence(toFailure(error)));
      return undefined;
    });
    if (text !== undefined && /\b(?:ApplicationSet|ConfigMap|Secret)\b/.test(text)) {
      texts.set(file, text);
    }
  }
  const all = [...texts].map(([file, text]) => ({ file, text }));
  return { named: all.filter(({ file }) => found.files.includes(file)), around: all, files, finder };
}

/** The repository of git that a manifest is in, with its files as they are now. */
async function repositoryAround(
  file: string,
  finder: PathFinder,
  files: CheckedFiles,
  signal: AbortSignal,
): Promise<OwnRepository | undefined> {
  const root = await finder.repositoryOf(dirname(file));
  if (root === undefined) {
    return undefined;
  }
  const found = await files.find(root, ['**']);
  return {
    addresses: await remotesOf(root, signal),
    paths: found.map((each) => relative(root, each)),
    read: async (path) => (await files.read(join(root, path))) ?? '',
  };
}

async function printJson(previews: readonly ManifestPreview[], { output }: CliContext): Promise<void> {
  await output.json(
    previews.map(({ file, name, namespace, parameters, applications, error, warnings }) => ({
      file: fromHere(file),
      name,
      namespace,
      parameters,
      applications,
      error,
      warnings,
    })),
    2,
  );
}

/** The Applications as manifests; what is said of a set stands beside them, on standard error. */
function printYaml(previews: readonly ManifestPreview[], { output }: CliContext): void {
  for (const { file, name, parameters, applications, error, isIncomplete, warnings, unreached = [] } of previews) {
    output.oneNote(
      `${name === '' ? fromHere(file) : name}: ${countOf(parameters.length, 'parameter set')}, ${countOf(applications.length, 'Application')}.`,
    );
    if (error !== undefined) {
      const whose =
        isIncomplete === true ? 'No preview' : 'The controller stops, and creates, changes and deletes nothing';
      output.note(`${whose}: ${error}`);
    }
    unreached.forEach((address) =>
      output.note(`${address} is not reached from here: --plugin-url URL asks a server that is, in its place.`),
    );
    warnings.forEach((warning) => output.note(`Warning: ${warning}`));
    for (const { metadata, spec } of error === undefined ? applications : []) {
      const application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec };
      output.line(`---\n${stringify(application, { lineWidth: 0 }).trimEnd()}`);
    }
  }
}

function countOf(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
