import assert from 'node:assert/strict';
import { loadManifest } from '../../../../../src/platforms/bksops/load/load-manifest';
import type { LoaderEvent } from '../../../../../src/platforms/bksops/load/loader-event';
import type { LoadingWork } from '../../../../../src/runtime/loading/loading';
import { Redactor } from '../../../../../src/runtime/secrets/redactor';
import { folderSource, manifestOf } from '../../../../sops-loader';
import { growth, LINEAR } from '../../../growth';

/** What a loader tells in its processes, one after the other. */
const runs: LoaderEvent[][] = [
  [
    { is: 'source', source: 0 },
    { is: 'module', source: 0, module: 0, name: 'team.a' },
    { is: 'failed', source: 0, module: 0, error: { type: 'OSError', message: 'no disk\nat all', frames: [] } },
  ],
  [
    { is: 'source', source: 0 },
    { is: 'module', source: 0, module: 1, name: 'team.b' },
    { is: 'failed', source: 0, module: 1, error: { type: 'KeyError', message: "'x'", frames: [] } },
  ],
  [
    { is: 'source', source: 0 },
    { is: 'module', source: 0, module: 2, name: 'team.c' },
    { is: 'loaded', source: 0, module: 2, forks: 0, isPackage: false, ignored: false },
  ],
];

/** A loader that tells these events in its processes, one after the other. */
function telling(
  processes: readonly (readonly LoaderEvent[])[],
  onProcess: () => unknown = () => undefined,
): LoadingWork {
  const waiting = [...processes];
  return {
    run: (_task, _seconds, listener) => {
      onProcess();
      waiting.shift()?.forEach((event) => listener.onEvent({ ...event }));
      return Promise.resolve({ is: 'done' });
    },
  };
}

/** One process that loads so many modules, all with one component of the same code and a requirement that is not there. */
function manyLoaded(names: readonly string[]): LoaderEvent[] {
  return [
    { is: 'source', source: 0 },
    ...names.flatMap((name, module): LoaderEvent[] => [
      { is: 'module', source: 0, module, name },
      {
        ...{ is: 'component', code: 'same', version: '1', name: 'Same', group: 'Team', class: 'Same' },
        ...{ hasForm: false, embedded: false, file: `/w/${name}.py`, line: 1, replaces: null },
      },
      {
        ...{ is: 'requirements', file: `/w/${name}.py`, late: false },
        requirements: [{ line: 'not-there', at: 1, fits: false }],
      },
      { is: 'loaded', source: 0, module, forks: 0, isPackage: false, ignored: false },
    ]),
  ];
}

describe('the load of a manifest', () => {
  it('tells each module as soon as it was tried, also in few words', async () => {
    const told: string[] = [];
    const loader = telling(runs, () => told.push('a process'));
    const text = manifestOf([folderSource(['team.a', 'team.b', 'team.c'])]);
    await loadManifest({ file: '/w/sources.yaml', text }, () => Promise.resolve(loader), {
      ...{ from: 'origin', variable: () => undefined, redactor: new Redactor(), signal: new AbortController().signal },
      onTried: ({ module, fate, brief = '' }, { name }) => told.push(`${name}: ${fate} ${module} ${brief}`.trim()),
    });
    assert.deepEqual(told, [
      'a process',
      'local: failed team.a OSError: no disk',
      'a process',
      "local: skipped team.b it would fail: KeyError: 'x'",
      'a process',
      'local: skipped team.c it would load',
    ]);
  });

  it('tells the last module of a source before the next source is begun', async () => {
    const loaded = { forks: 0, isPackage: false, ignored: false };
    const told: string[] = [];
    const events = [0, 1].flatMap((source): LoaderEvent[] => [
      { is: 'source', source },
      { is: 'module', source, module: 0, name: 'team.a' },
      { is: 'loaded', source, module: 0, ...loaded },
    ]);
    const loader: LoadingWork = {
      run: (_task, _seconds, listener) => {
        for (const event of events) {
          listener.onEvent({ ...event });
          told.push(event.is);
        }
        return Promise.resolve({ is: 'done' });
      },
    };
    const sources = ['first', 'second'].map((name) => folderSource(['team.a'], { name }));
    await loadManifest({ file: '/w/sources.yaml', text: manifestOf(sources) }, () => Promise.resolve(loader), {
      ...{ from: 'origin', variable: () => undefined, redactor: new Redactor(), signal: new AbortController().signal },
      onTried: ({ module }, { name }) => told.push(`${name}: ${module}`),
    });
    assert.deepEqual(told, [
      ...['source', 'module', 'loaded', 'first: team.a'],
      ...['source', 'module', 'loaded', 'second: team.a'],
    ]);
  });

  it('takes four times as long for four times as many modules, with all that they have among each other', async () => {
    const load = async (size: number): Promise<void> => {
      const names = Array.from({ length: size }, (_, index) => `team.m${index}`);
      const text = manifestOf([folderSource(names)]);
      const report = await loadManifest(
        { file: '/w/sources.yaml', text },
        () => Promise.resolve(telling([manyLoaded(names)])),
        {
          ...{ from: 'origin', variable: () => undefined, redactor: new Redactor() },
          ...{ signal: new AbortController().signal, onTried: () => undefined },
        },
      );
      assert.deepEqual(report.sources[0]?.modules[size - 1]?.notes, [
        `Its component "same" version 1 silently replaces that of team.m${size - 2}. Give one of them another code or version.`,
        '"__requirements__" lists "not-there", which is not installed here. SOPS installs it with pip after the module\'s body has run, and goes on when that fails.',
      ]);
    };
    assert.ok((await growth(500, load)) < LINEAR);
  });
});
