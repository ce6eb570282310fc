// npx tsx test/bench/sources-view.ts
// What the Sources view asks before it shows 20 sources with 2 000 modules, in one manifest and in one each: their
// manifests, which the index has read, and when each was synced. Held to 50 ms; beside it the reading of the index.
import { Manifests } from '../../src/catalog/manifests';
import { Sources } from '../../src/catalog/sources';
import { ParseCache } from '../../src/manifest/parse/parse-cache';
import { sourceState } from '../../src/platforms/bksops/sync/copies';
import { manifestReader, sourceReaders } from '../../src/platforms/platforms';
import { MemoryFiles } from '../memory-files';

const SOURCES = 20;
const MODULES = 100;
const ROUNDS = 9;

function sourceText(number: number): string {
  const names = Array.from({ length: MODULES }, (_, index) => `          - root${number}.components.module${index}\n`);
  return `  - name: source_${number}
    type: fs
    details: {path: /data/plugins}
    packages:
      root${number}:
        version: "1"
        modules:
${names.join('')}`;
}

const header = 'apiVersion: bksops/v1\nsources:\n';
const numbers = Array.from({ length: SOURCES }, (_, index) => index);
const workspaces: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'one manifest': { '/w/sources.yaml': header + numbers.map(sourceText).join('') },
  'a manifest each': Object.fromEntries(numbers.map((number) => [`/w/${number}.yaml`, header + sourceText(number)])),
};

const median = (times: readonly number[]): string => times.toSorted((a, b) => a - b)[times.length >> 1]!.toFixed(1);

async function main(): Promise<void> {
  for (const [title, texts] of Object.entries(workspaces)) {
    const opened: number[] = [];
    const indexed: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const files = new MemoryFiles(texts);
      const cache = new ParseCache(1_000_000);
      const manifests = new Manifests(manifestReader(cache), files);
      manifests.setFolders(['/w']);
      const sources = new Sources(manifests, sourceReaders, files, cache);
      const started = performance.now();
      await manifests.ready();
      const known = performance.now();
      const all = await sources.all();
      await Promise.all(all.map((source) => sourceState(source.file, source)));
      opened.push(performance.now() - known);
      indexed.push(known - started);
    }
    console.log(`${title}: view ${median(opened)} ms (at most 50), index before it ${median(indexed)} ms`);
  }
}

void main();
