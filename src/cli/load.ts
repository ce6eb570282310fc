import { isAbort, sentence, toFailure } from '../base/workbench-error';
import { loadManifest, untriedManifest } from '../platforms/bksops/load/load-manifest';
import { isWhole, type LoadReport, type ModuleLoad, type SourceLoad } from '../platforms/bksops/load/load-report';
import { requirementInstaller } from '../platforms/bksops/load/install-requirements';
import type { InstallRequirements } from '../platforms/bksops/load/requirements';
import { loaderOf } from '../platforms/bksops/load/loader-environment';
import type { Loader } from '../platforms/platform';
import type { LoadedFrom, ManifestText } from '../platforms/bksops/load/source-task';
import { readText } from '../runtime/files/read-file';
import type { SetUpProgress } from '../runtime/python/environment-setup';
import { mustBeThere } from '../runtime/files/unreadable-file';
import { absolute, parsed, UsageError, type CliCommand, type CliContext, type CliOptions } from './command';
import { stepInShell } from './next-step';
import { fromHere, placeFromHere, placeInJson } from './place';
import { progressLine } from './progress-line';
import { chosenPython } from './serve';

const FORMATS = ['text', 'json'];
const PLACES = ['origin', 'cache'];

const options = {
  source: { takes: 'NAME', about: 'load only the source of that name' },
  from: { takes: PLACES.join('|'), about: 'load from the sources themselves or from the cache; origin unless given' },
  install: { about: 'install what "__requirements__" lists and is missing, beside the Python and not into it' },
  format: { takes: FORMATS.join('|'), about: 'how the fates are printed; text unless given' },
} as const satisfies CliOptions;

export const load: CliCommand = {
  name: 'load',
  takes: 'SOURCES',
  options,
  summary: 'load package sources as SOPS does when it starts, and tell what becomes of each module',
  details: [
    'SOURCES is a manifest with package sources: of our own form, of the API, or of the settings.',
    "The modules are imported by SOPS's own loader (bamboo-pipeline), so their code runs on this machine.",
    'The exit code is 1 unless every module is loaded.',
  ],
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    const [given, ...more] = positionals;
    const { format = 'text', from = 'origin', source: only } = values;
    if (given === undefined || more.length > 0) {
      throw new UsageError('load takes one manifest.');
    }
    if (!FORMATS.includes(format)) {
      throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
    }
    if (!isPlace(from)) {
      throw new UsageError(`--from is one of ${PLACES.join(', ')}.`);
    }
    const { output, runtime, signal } = context;
    const manifest = await manifestAt(given, signal);
    const loader = loaderFor(manifest, context);
    const how = {
      ...{ only, from, variable: (name: string) => process.env[name], redactor: runtime.redactor, signal },
      install: values.install === true ? installerFor(loader, context) : undefined,
    };
    const report = await loadManifest(manifest, async () => (await loader()).work, how).catch((error: unknown) =>
      notLoaded(error, context, () => untriedManifest(manifest, how)),
    );
    if (format === 'json') {
      await output.json(inJson(report), 2);
    } else {
      report.sources.flatMap(linesOf).forEach((line) => output.line(line));
    }
    return isWhole(report) ? 0 : 1;
  },
};

/** A manifest that a person named. */
export async function manifestAt(given: string, signal: AbortSignal): Promise<ManifestText> {
  const file = absolute(given);
  return { file, text: mustBeThere(await readText(file, { kind: 'manifest', within: 'anywhere', signal }), file) };
}

/** Gives what loads the sources of a manifest, the same each time. @throws NoLoader when there is no Python for it */
export function loaderFor(manifest: ManifestText, context: CliContext): () => Promise<Loader> {
  let found: Promise<Loader> | undefined;
  return () => (found ??= findLoader(manifest, context));
}

async function findLoader(manifest: ManifestText, context: CliContext): Promise<Loader> {
  const { runtime, output, signal } = context;
  try {
    const how = { chosen: chosenPython(), signal, onProgress: progressIn(context) };
    const loader = await loaderOf(runtime, manifest, how);
    output.note(`Loading with ${loader.about}.`);
    return loader;
  } catch (error) {
    throw isAbort(error) ? error : new NoLoader('no Python', { cause: error });
  }
}

/** Installs what modules require. */
export function installerFor(loader: () => Promise<Loader>, context: CliContext): InstallRequirements {
  return requirementInstaller(context.runtime, loader, { signal: context.signal, onProgress: progressIn(context) });
}

function progressIn({ output }: CliContext): (progress: SetUpProgress) => void {
  return (progress) => output.note(progressLine(progress));
}

/** That there is no Python is no reason to say nothing. */
class NoLoader extends Error {}

async function notLoaded(
  error: unknown,
  { output, signal }: CliContext,
  untried: () => Promise<LoadReport>,
): Promise<LoadReport> {
  if (!(error instanceof NoLoader)) {
    throw error;
  }
  signal.throwIfAborted();
  const failure = toFailure(error.cause);
  const step = failure.next && stepInShell(failure.next);
  output.note([sentence(failure), step].filter(Boolean).join(' '));
  return untried();
}

function isPlace(from: string): from is LoadedFrom {
  return PLACES.includes(from);
}

function linesOf({ source, from, failure, modules }: SourceLoad): string[] {
  const title = `${source.name} (${source.type}${from === 'cache' ? ', from the cache' : ''})`;
  return [
    failure && modules.length === 0 ? `${title}: ${sentence(failure)}` : title,
    ...modules.flatMap(linesOfModule),
  ];
}

function linesOfModule({
  module,
  fate,
  message,
  python,
  manifest,
  components,
  notes,
  unmet = [],
}: ModuleLoad): string[] {
  return [
    `  ${fate} ${module}${message === undefined ? '' : `: ${message}`}`,
    ...(fate === 'failed' || fate === 'skipped' ? [`    at ${placeFromHere(python ?? manifest)}`] : []),
    ...components.map(({ code, version, name, group }) => `    ${code} ${version}: ${group}-${name}`),
    ...notes.flatMap((note) => [
      `    note: ${note}`,
      ...unmet.flatMap(({ message, where }) => (message === note && where ? [`      at ${placeFromHere(where)}`] : [])),
    ]),
  ];
}

function inJson({ sources }: LoadReport): object {
  return {
    sources: sources.map(({ source, from, failure, modules }) => ({
      ...{ name: source.name, type: source.type, from },
      ...(failure && { message: sentence(failure) }),
      modules: modules.map(moduleInJson),
    })),
  };
}

function moduleInJson({
  module,
  fate,
  message,
  python,
  manifest,
  components,
  notes,
  frames,
  unmet,
}: ModuleLoad): object {
  const said = [...(message === undefined ? [] : [message]), ...notes].join(' ');
  return {
    ...{ module, fate },
    ...(said !== '' && { message: said }),
    ...placeInJson(python?.line === undefined ? (fate === 'loaded' ? python : manifest) : python),
    ...(frames.length > 0 && { frames: frames.map(placeInJson) }),
    ...(unmet && {
      requirements: unmet.map(({ requirement, message, where }) => ({ requirement, message, ...placeInJson(where) })),
    }),
    components: components.map(({ code, version, name, group, embedded, file, line }) => ({
      ...{ code, version, name, group, embedded },
      ...(file !== null && { file: fromHere(file), line }),
    })),
  };
}
