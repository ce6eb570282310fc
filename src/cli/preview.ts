import { dirname, join, relative } from '../base/paths';
import { sentence, toFailure, WorkbenchError } from '../base/workbench-error';
import type { ConnectionInstead } from '../platforms/argocd/calls/connection';
import { baselineAt, type Baseline } from '../platforms/argocd/preview/baseline';
import { changesOf, isDone, unclaimed, type SetChanges } from '../platforms/argocd/preview/changes';
import { savedApplications } from '../platforms/argocd/preview/existing-applications';
import type { OwnRepository } from '../platforms/argocd/preview/fixtures';
import { ManifestObjects, documentsIn, type ManifestText } from '../platforms/argocd/preview/manifest-objects';
import {
  kubernetesYaml,
  previewsOf,
  type PreviewSettings,
  type PreviewedWorkspace,
} from '../platforms/argocd/preview/previews';
import type { ArgoVersion } from '../platforms/argocd/preview/rendering/templates';
import { GitCommand } from '../runtime/fetching/git-command';
import { remotesOf } from '../runtime/files/git-remotes';
import { readText } from '../runtime/files/read-file';
import { CheckedFiles } from './check/checked-files';
import { PathFinder } from './check/paths-to-check';
import { UsageError, absolute, choiceOf, parsed, type CliCommand, type CliContext, type CliOptions } from './command';
import { reportAsJson, reportAsText, type PreviewReport } from './preview-report';
import { tokenIn } from './target';

const FORMATS = ['yaml', 'json'] as const;
const VERSIONS: readonly ArgoVersion[] = ['3.5', '3.6'];
const REVISION = 'git:';

/** Exit codes: what would change is told apart from what would be lost. */
const STOPS = 1;
const CHANGES = 3;
const DELETES = 4;

const options = {
  'plugin-url': { takes: 'URL', about: "asks this server in the place of each ConfigMap's baseUrl" },
  'token-file': { takes: 'FILE', about: "what the server is to know the caller by, in the place of a Secret's value" },
  argocd: { takes: VERSIONS.join('|'), about: 'the version of Argo CD that is meant; 3.5 unless given' },
  against: {
    takes: 'FILE|git:REVISION',
    about: 'tells what would be created, changed and deleted, where these Applications are there',
  },
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
    '--against FILE takes Applications that were saved: the output of preview, or of kubectl get applications -o yaml. --against git:REVISION takes what the manifests generate as that revision has them, with the same servers.',
    'With --against the exit code is 3 when something would change, and 4 when something would be deleted.',
  ],
  leavesNothing: (words) => !words.some((word) => word.startsWith('--against')),
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
    const settings = settingsOf(context, version, { baseUrl: url, token });
    const report = await reportOn(positionals, values.against, settings, context);
    if (format === 'json') {
      await reportAsJson(report, context.output);
    } else {
      reportAsText(report, context.output);
    }
    return exitCodeOf(report);
  },
};

function settingsOf(
  { runtime, signal }: CliContext,
  version: ArgoVersion,
  instead: ConnectionInstead,
): PreviewSettings {
  const onSecret = (secret: string): void => {
    runtime.redactor.hide([secret]);
  };
  return { engine: runtime.templateEngine, version, instead: () => instead, signal, onSecret };
}

async function reportOn(
  paths: readonly string[],
  against: string | undefined,
  settings: PreviewSettings,
  context: CliContext,
): Promise<PreviewReport> {
  const { named, workspace } = await workspaceAround(paths, settings, context);
  const previews = await previewsOf(named, workspace, settings);
  if (previews.length === 0) {
    throw new WorkbenchError({ what: `There is no ApplicationSet in ${paths.join(', ')}.` });
  }
  if (against === undefined) {
    return { previews };
  }
  const { existing, notes } = await baseline(against, named, workspace, settings, context);
  notes.forEach((note) => context.output.note(note));
  const left = unclaimed(existing, previews);
  if (left.length > 0) {
    context.output.note(
      `No set here generates ${left.length} of the Applications, and nothing says which set made them: preview one set alone to see what becomes of them.`,
    );
  }
  return { previews, changes: changesOf(existing, previews) };
}

async function baseline(
  against: string,
  named: readonly ManifestText[],
  workspace: PreviewedWorkspace,
  settings: PreviewSettings,
  { runtime, signal }: CliContext,
): Promise<Baseline> {
  if (against.startsWith(REVISION)) {
    const git = new GitCommand(runtime.processes);
    return baselineAt(against.slice(REVISION.length), named, workspace, settings, git);
  }
  const file = absolute(against);
  const text = await readText(file, { kind: 'manifest', within: 'anywhere', signal });
  if (text === undefined) {
    throw new UsageError(`There is no file ${against}. --against takes saved Applications, or git: and a revision.`);
  }
  return { existing: await savedApplications(file, text, kubernetesYaml(settings.engine)), notes: [] };
}

function exitCodeOf({ previews, changes }: PreviewReport): number {
  if (previews.some(({ error }) => error !== undefined)) {
    return STOPS;
  }
  const done = [...(changes?.values() ?? [])].flatMap((each: SetChanges) => each.changes.filter(isDone));
  return done.some(({ is }) => is === 'deleted') ? DELETES : done.length > 0 ? CHANGES : 0;
}

/** More manifests than that around a path are none that a connection is looked for in. */
const MOST_AROUND = 5000;

async function workspaceAround(
  paths: readonly string[],
  { engine }: PreviewSettings,
  { output, signal }: CliContext,
): Promise<{ named: ManifestText[]; workspace: PreviewedWorkspace }> {
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
  return {
    named: all.filter(({ file }) => found.files.includes(file)),
    workspace: {
      objects: new ManifestObjects(all.flatMap(documentsIn), kubernetesYaml(engine)),
      read: (file) => files.read(file),
      repositoryAround: (file) => repositoryAround(file, finder, files, signal),
    },
  };
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
