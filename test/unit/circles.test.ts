import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A file of `src/` with the files that it imports for more than their types. */
function importsOf(file: string, files: ReadonlySet<string>): string[] {
  const text = readFileSync(file, 'utf8');
  const named = [...text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?\sfrom\s'(\.[^']+)';/gm)];
  return named
    .filter(([statement]) => !/^(?:import|export)\s\{(?:\s*type\s[^,}]+,?)+\s*\}/.test(statement))
    .map(([, to = '']) => `${path.posix.join(path.posix.dirname(file), to)}.ts`)
    .filter((to) => files.has(to));
}

/** The first circle that begins at a file, as the files along it. */
function circleFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  const walk = (file: string, along: readonly string[]): string[] | undefined => {
    for (const next of graph.get(file) ?? []) {
      if (next === start) {
        return [...along, next];
      }
      if (!seen.has(next)) {
        seen.add(next);
        const found = walk(next, [...along, next]);
        if (found) {
          return found;
        }
      }
    }
    return undefined;
  };
  return walk(start, [start]);
}

describe('the files of the product', () => {
  it('import each other in no circle', () => {
    const files = new Set(
      readdirSync('src', { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => path.posix.join('src', file.split(path.sep).join('/'))),
    );
    const graph = new Map([...files].map((file) => [file, importsOf(file, files)]));
    assert.ok([...graph.values()].flat().length > files.size, 'imports are found');
    assert.deepEqual([...files].map((file) => circleFrom(file, graph)).find(Boolean), undefined);
  });
});
