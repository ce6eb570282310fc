import { strict as assert } from 'node:assert';
import { readAhead } from '../../../../src/cli/check/read-ahead';

describe('Reading the files that are checked next', () => {
  it('begins with a few of them before it is their turn, each once and in their order', async () => {
    const files = Array.from({ length: 20 }, (_, index) => `${index}.yaml`);
    const begun: string[] = [];
    const read = (file: string): Promise<string> => {
      begun.push(file);
      return Promise.resolve(`text of ${file}`);
    };
    const ahead: number[] = [];
    const texts: string[] = [];
    for (const { file, reading } of readAhead(files, read)) {
      ahead.push(begun.length - texts.length);
      texts.push(`${file}: ${await reading}`);
    }
    assert.deepEqual(begun, files);
    assert.deepEqual(
      texts,
      files.map((file) => `${file}: text of ${file}`),
    );
    assert.deepEqual([Math.max(...ahead), ahead.at(-1)], [8, 1]);
  });

  it('keeps a failure until it is the turn of its file', async () => {
    const read = (file: string): Promise<string> =>
      file === 'b.yaml' ? Promise.reject(new Error('it cannot be read')) : Promise.resolve(file);
    const outcomes: string[] = [];
    for (const { file, reading } of readAhead(['a.yaml', 'b.yaml', 'c.yaml'], read)) {
      outcomes.push(await reading.catch((error: unknown) => `${file}: ${String(error)}`));
    }
    assert.deepEqual(outcomes, ['a.yaml', 'b.yaml: Error: it cannot be read', 'c.yaml']);
  });
});
