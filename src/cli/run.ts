import type { Plain } from '../platforms/bksops/forms/form-value';
import { inputsOf, missingInputs } from '../platforms/bksops/forms/inputs';
import { explainAbsence } from '../platforms/bksops/load/absent-component';
import { loadManifest } from '../platforms/bksops/load/load-manifest';
import type { LoadingWork } from '../runtime/loading/loading';
import { NoSuchComponent, RUN_LIMITS, runComponent, type ComponentRun } from '../platforms/bksops/load/run-component';
import { sourceTasks, toldTask } from '../platforms/bksops/load/source-task';
import { versionOf } from '../platforms/bksops/packages/package-components';
import { textIn } from '../platforms/bksops/python/constant';
import type { PythonComponent } from '../platforms/bksops/python/python-module';
import { messageFrom } from './call';
import { parsed, UsageError, type CliCommand, type CliOptions } from './command';
import { installerFor, loaderFor, manifestAt } from './load';
import { placeFromHere, placeInJson } from './place';
import { componentsBeside, modulesOf } from './source-modules';

const FORMATS = ['text', 'json'];

const options = {
  version: { takes: 'V', about: 'the version of the component; needed where there are several' },
  data: {
    takes: 'JSON|@FILE|@-',
    about:
      'the inputs, @- from standard input; unless given, what its form sends that nobody has filled in, and an empty value for each other input that it tells',
  },
  install: { about: 'install what "__requirements__" lists and is missing first, as "load --install" does' },
  format: { takes: FORMATS.join('|'), about: 'how the result is printed; text unless given' },
} as const satisfies CliOptions;

export const run: CliCommand = {
  name: 'run',
  takes: 'SOURCES CODE',
  options,
  summary: 'run a component as a task of SOPS does, and print its outputs',
  details: [
    'SOURCES is a manifest with package sources; all of them are loaded first, as "load" does.',
    'Components with a version are found as well; "manage.py run_component" of SOPS says of them that they do not exist.',
    'A component that is not finished is scheduled up to 100 times and for up to 5 minutes.',
    'The exit code is 1 when its result is false.',
  ],
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    const [given, code, ...more] = positionals;
    const { format = 'text', version, data } = values;
    if (given === undefined || code === undefined || more.length > 0) {
      throw new UsageError('run takes the sources and the code of a component.');
    }
    if (!FORMATS.includes(format)) {
      throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
    }
    const { output, runtime, signal } = context;
    const written = await componentIn(given, { code, version }, signal);
    const inputs = data === undefined ? { defaults: defaultsOf(written) } : { inputs: await messageFrom(data, signal) };
    const manifest = await manifestAt(given, signal);
    const variable = (name: string): string | undefined => process.env[name];
    const loader = loaderFor(manifest, context);
    const work = async (): Promise<LoadingWork> => (await loader()).work;
    const from = { from: 'origin', variable, redactor: runtime.redactor } as const;
    const tasks = await sourceTasks(manifest, from);
    const install = values.install === true ? installerFor(loader, context) : undefined;
    const loaded = install && (await loadManifest(manifest, work, { ...from, signal, install }));
    const missing = written ? missingInputs(written, inputs.inputs ?? inputs.defaults) : [];
    if (missing.length > 0) {
      output.note(`Required, and without a value here: ${missing.join(', ')}. Give them with --data.`);
    }
    const ended = await runComponent(tasks.map(toldTask), { code, version, ...inputs }, await work(), {
      signal,
      installed: loaded?.installed,
      onLog: (line) => output.note(line),
      onSchedule: (count) => isTold(count) && output.note(scheduledWords(count)),
    }).catch(async (error: unknown) => {
      if (!(error instanceof NoSuchComponent)) {
        throw error;
      }
      const beside = await componentsBeside(given, signal);
      throw explainAbsence(error, code, beside, await loadManifest(manifest, work, { ...from, signal }), manifest.file);
    });
    if (format === 'json') {
      await output.json(inJson(ended), 2);
    } else {
      linesOf(ended).forEach((line) => output.line(line));
    }
    return ended.result ? 0 : 1;
  },
};

/** Who waits for a component wants to know that it polls, and not to read it a hundred times. */
function isTold(count: number): boolean {
  return [1, 2, 5, 10, 20, 50].includes(count);
}

function scheduledWords(count: number): string {
  const { schedules, seconds } = RUN_LIMITS;
  return `Not finished yet: schedule ${count} of up to ${schedules}, for up to ${seconds / 60} minutes.`;
}

/** A component as its text has it; undefined where this machine does not have the text. */
async function componentIn(
  sources: string,
  { code, version }: { readonly code: string; readonly version: string | undefined },
  signal: AbortSignal,
): Promise<PythonComponent | undefined> {
  const modules = await modulesOf(sources, undefined, signal);
  // The later one replaces the earlier in SOPS.
  return modules
    .flatMap(({ module }) => module.components)
    .findLast((each) => textIn(each.code?.value) === code && [undefined, versionOf(each)].includes(version));
}

/** What a component is run with as its text tells it, by key. */
function defaultsOf(component: PythonComponent | undefined): Record<string, Plain> {
  const inputs = component ? inputsOf(component) : {};
  return Object.fromEntries(Object.entries(inputs).map(([key, { value }]) => [key, value]));
}

function linesOf({ code, version, result, outputs, schedules, error }: ComponentRun): string[] {
  const scheduled = schedules === 0 ? '' : `, scheduled ${schedules} ${schedules === 1 ? 'time' : 'times'}`;
  return [
    `${result ? 'succeeded' : 'failed'} ${code} ${version}${scheduled}${error ? `: ${error.message}` : ''}`,
    ...(error?.where ? [`  at ${placeFromHere(error.where)}`] : []),
    ...Object.entries(outputs).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
  ];
}

function inJson({ code, version, result, outputs, schedules, log, error }: ComponentRun): object {
  return {
    ...{ code, version, result, outputs, schedules, log },
    ...(error && {
      ...{ error: error.message, ...placeInJson(error.where) },
      ...(error.frames.length > 0 && { frames: error.frames.map(placeInJson) }),
    }),
  };
}
