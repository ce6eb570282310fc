import { deepEqual, equal } from 'node:assert/strict';
import { KeptReadiness } from '../../../../../src/editor/platforms/bksops/deploy/kept-readiness';
import type { Readiness } from '../../../../../src/platforms/bksops/deploy/readiness';
import { found, module, report } from '../../../platforms/bksops/deploy/found';

function memory() {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string, otherwise?: T): T => (kept.get(key) ?? otherwise) as T,
    update: (key: string, value: unknown): Promise<void> => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

const good = found();
const bad = found({ loaded: { report: report([module('team.a', { fate: 'failed', message: 'No.' })]) } });

describe('what is kept of checks', () => {
  it('is the last one, and the state of the last that was ready', async () => {
    const kept = new KeptReadiness(memory());
    await kept.keep(good);
    await kept.keep(bad);
    deepEqual(kept.last(good.manifest), bad);
    deepEqual(kept.good(good.manifest), good.state);
  });

  it('is no good state where none was ready', async () => {
    const kept = new KeptReadiness(memory());
    await kept.keep(bad);
    equal(kept.good(bad.manifest), undefined);
  });

  it('is that of the twenty manifests that were checked last', async () => {
    const kept = new KeptReadiness(memory());
    const of = (index: number): Readiness => ({ ...good, manifest: `/w/${index}.yaml` });
    for (let index = 0; index < 20; index++) {
      await kept.keep(of(index));
    }
    await kept.keep(of(0));
    await kept.keep(of(20));
    deepEqual([kept.last('/w/0.yaml'), kept.last('/w/1.yaml')], [of(0), undefined]);
  });
});
