import assert from 'node:assert/strict';
import { loadManifest } from '../../../../../src/platforms/bksops/load/load-manifest';
import type { LoaderEvent } from '../../../../../src/platforms/bksops/load/loader-event';
import { Redactor } from '../../../../../src/runtime/secrets/redactor';
import { folderSource, manifestOf } from '../../../../sops-loader';

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

describe('the load of a manifest', () => {
  it('tells each module as soon as it was tried, also in few words', async () => {
    const told: string[] = [];
    const waiting = [...runs];
    const loader = {
      run: (_: object, __: unknown, listener: { onEvent: (event: Readonly<Record<string, unknown>>) => void }) => {
        told.push('a process');
        waiting.shift()?.forEach((event) => listener.onEvent({ ...event }));
        return Promise.resolve({ is: 'done' as const });
      },
    };
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
});
