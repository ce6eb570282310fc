import assert from 'node:assert/strict';
import type { Plugin } from '../../../src/catalog/plugin';
import { ContinuousChecks } from '../../../src/editor/contract/continuous-checks';

const plugin = (folder: string): Plugin => ({
  platform: 'stand-in',
  folder,
  name: folder,
  type: 'server',
  facts: [],
  entry: { file: `${folder}/stand-in.json` },
  methods: [],
  parts: [],
});
const [echo, bundle] = [plugin('/echo'), plugin('/bundle')];

describe('checks after each saved change', () => {
  const runs: string[][] = [];
  let end: () => void;
  let begun: Promise<void>;
  let checks: ContinuousChecks;

  beforeEach(() => {
    runs.length = 0;
    let begin: () => void;
    const next = (): void => void (begun = new Promise((resolve) => (begin = resolve)));
    next();
    checks = new ContinuousChecks((plugins) => {
      runs.push(plugins.map(({ name }) => name));
      begin();
      next();
      return new Promise((resolve) => (end = resolve));
    });
  });

  it('wait for the run that goes on, and are one for all that was saved meanwhile', async () => {
    checks.saved([echo]);
    checks.saved([echo]);
    checks.saved([bundle]);
    checks.saved([echo]);
    assert.deepEqual(runs, [['/echo']]);
    const following = begun;
    end();
    await following;
    assert.deepEqual(runs, [['/echo'], ['/echo', '/bundle']]);
  });

  it('are made again for what is saved once all is done', async () => {
    checks.saved([echo]);
    end();
    await new Promise(setImmediate);
    checks.saved([bundle]);
    assert.deepEqual(runs, [['/echo'], ['/bundle']]);
  });

  it('are none for what is in no plugin, nor after the end', async () => {
    checks.saved([]);
    assert.deepEqual(runs, []);
    checks.saved([echo]);
    checks.saved([bundle]);
    checks.end();
    end();
    await new Promise(setImmediate);
    assert.deepEqual(runs, [['/echo']]);
  });
});
