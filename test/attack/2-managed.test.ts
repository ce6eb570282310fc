import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finish } from '../../src/base/steps';
import { managedPluginsAt } from '../../src/platforms/spaceone/repository/managed-files';
import { managedPluginsOf } from '../../src/platforms/spaceone/repository/managed-manifests';
import { noFiles, sentenceOf, tenGigabytes } from './disguises';

const manifest = 'name: A\nimage: a\nresource_type: x.Y\n';

describe('the managed manifests of a stranger', () => {
  let root: string;
  beforeEach(async () => (root = await mkdtemp(path.join(tmpdir(), 'managed attack '))));
  afterEach(() => rm(root, { recursive: true }));

  if (process.platform !== 'win32') {
    const huge = { name: 'ten gigabytes', obstacle: 'it is larger than 4 MB', make: tenGigabytes };
    // A folder of that name would be looked into.
    for (const disguise of [...noFiles.filter(({ name }) => name !== 'a folder'), huge]) {
      it(`2.77 are refused when one is ${disguise.name}`, async () => {
        const file = path.join(root, 'b.yaml');
        await disguise.make(file, root);
        await assert.rejects(
          managedPluginsAt(file, file, () => undefined, { within: 'anywhere' }),
          { what: `Cannot read ${file}.`, why: sentenceOf(disguise) },
        );
      });
    }
  }

  it('2.78 are refused when a file has more documents than anyone writes, and each is read by itself', () => {
    const documents = (count: number): string => Array.from({ length: count }, () => manifest).join('---\n');
    assert.throws(() => finish(managedPluginsOf('f', documents(10_001))), {
      why: 'It has more than 10,000 documents.',
    });
    const parts = [...managedPluginsOf('f', documents(100))].length;
    assert.ok(parts >= 100, `${parts} parts`);
  });

  it('2.79 are refused when their aliases stand for more than memory holds', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `  a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(10)}]`,
    );
    const bomb = `${manifest}tags:\n  a0: &a0 [x]\n${levels.join('\n')}\n`;
    assert.throws(() => finish(managedPluginsOf('f', bomb)), {
      why: /^Aliases expand this to more than 1,000,000 values/,
    });
  });
});
