import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve('src/platforms/spaceone/constraints');

describe('the versions that a plugin gets', () => {
  for (const file of readdirSync(folder)) {
    it(`have in ${file} no opentelemetry-sdk with which the framework logs secret_data as it came`, () => {
      const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
      const minors = lines.flatMap((line) => /^opentelemetry-sdk==1\.(\d+)\./.exec(line)?.[1] ?? []).map(Number);
      assert.ok(minors.length > 0 && minors.every((minor) => minor < 42), minors.join(', '));
    });
  }
});
