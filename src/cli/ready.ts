import type { Json } from '../base/json';
import { WorkbenchError } from '../base/workbench-error';
import { assess, type Assessment } from '../platforms/bksops/deploy/assess';
import { readDeployState, type DeployState } from '../platforms/bksops/deploy/deploy-state';
import { readinessMarkdown } from '../platforms/bksops/deploy/markdown';
import { isReady, type Readiness } from '../platforms/bksops/deploy/readiness';
import {
  aboutRun,
  changeWords,
  FORMS,
  placesOf,
  sectionsOf,
  timeWords,
  titleOf,
} from '../platforms/bksops/deploy/sections';
import { loadManifest } from '../platforms/bksops/load/load-manifest';
import { loaderOf } from '../platforms/bksops/load/loader-environment';
import type { ManifestText } from '../platforms/bksops/load/source-task';
import { syncSources } from '../platforms/bksops/sync/sync-sources';
import { GitCommand } from '../runtime/fetching/git-command';
import { readText } from '../runtime/files/read-file';
import { absolute, formatOf, parsed, UsageError, type CliCommand, type CliContext, type CliOptions } from './command';
import { placeFromHere } from './place';
import { manifestAt } from './load';
import { chosenPython } from './serve';

const FORMATS = ['text', 'json', 'markdown'] as const;

const options = {
  against: { takes: 'FILE', about: 'the JSON of an earlier run, to tell what has changed since' },
  format: { takes: FORMATS.join('|'), about: 'how the result is printed; text unless given' },
} as const satisfies CliOptions;

export const ready: CliCommand = {
  name: 'ready',
  takes: 'SOURCES',
  options,
  summary: 'sync, load and check package sources, and tell what SOPS will show and what it will not',
  details: [
    'SOURCES is a manifest with package sources: of our own form, of the API, or of the settings.',
    'A cache of the manifest is filled first, as "sync" does, because SOPS loads from it alone.',
    'The exit code is 1 unless all is loaded and no check has failed; what could not be tried counts as that.',
  ],
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0) {
      throw new UsageError('ready takes one manifest.');
    }
    const format = formatOf(values.format, FORMATS);
    const { output, signal } = context;
    const before = values.against === undefined ? undefined : await stateIn(values.against, signal);
    const manifest = await manifestAt(given, signal);
    const readiness = await assess(manifest, { ...assessmentOf(manifest, context), before });
    if (format === 'json') {
      await output.json(readiness, 2);
    } else if (format === 'markdown') {
      output.line(readinessMarkdown(readiness).trimEnd());
    } else {
      linesOf(readiness).forEach((line) => output.oneLine(line));
    }
    return isReady(readiness) ? 0 : 1;
  },
};

function assessmentOf(manifest: ManifestText, { runtime, output, signal }: CliContext): Omit<Assessment, 'before'> {
  const common = {
    variable: (name: string): string | undefined => process.env[name],
    redactor: runtime.redactor,
    signal,
  };
  return {
    ...common,
    tell: (step, progress) => (progress === '' ? undefined : output.oneNote(`${step}: ${progress}`)),
    sync: (_signal, tell) =>
      syncSources(manifest, {
        ...common,
        git: new GitCommand(runtime.processes),
        tell: (source, progress) => tell(`${source.name}: ${progress}`),
      }),
    load: async (from, _signal, tell) => {
      let loader = '';
      const work = async () => {
        const found = await loaderOf(runtime, manifest, {
          chosen: chosenPython(),
          signal,
          onProgress: ({ title }) => tell(title),
        });
        loader = found.about;
        tell(`loading with ${loader}`);
        return found.work;
      };
      const report = await loadManifest(manifest, work, { ...common, from });
      return { ...report, ...(loader !== '' && { loader }) };
    },
  };
}

/** @throws UsageError when the file is not there or no earlier run */
async function stateIn(given: string, signal: AbortSignal): Promise<DeployState> {
  const file = absolute(given);
  const text = await readText(file, { kind: 'index of a copy', within: 'anywhere', signal });
  if (text === undefined) {
    throw new UsageError(`There is no file "${given}".`);
  }
  const state = readDeployState(jsonOf(text));
  if (!state) {
    throw new WorkbenchError({
      what: `${given} is not what "ready --format json" has printed.`,
      where: { file },
    });
  }
  return state;
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function linesOf(readiness: Readiness): string[] {
  const { verdict, state, changes } = readiness;
  const shown = state.components.map(
    (component) =>
      `  ${titleOf(component)}, ${component.code} ${component.version}, form ${FORMS[component.form]}, from ${component.source}`,
  );
  const problems = sectionsOf(readiness).flatMap((section) => [
    `${section.title}:`,
    ...section.problems.flatMap((problem) => [
      `  ${problem.subject}: ${problem.message}`,
      ...placesOf(problem).map((place) => `    at ${placeFromHere(place)}`),
    ]),
  ]);
  const changed = changeWords(readiness).map(({ is, what }) => `  ${is}: ${what}`);
  return [
    verdict.words,
    aboutRun(readiness),
    'What SOPS will show:',
    ...(shown.length === 0 ? ['  nothing'] : shown),
    ...problems,
    ...(changes
      ? [`What has changed since ${timeWords(changes.since)}:`, ...(changed.length === 0 ? ['  nothing'] : changed)]
      : []),
  ];
}
