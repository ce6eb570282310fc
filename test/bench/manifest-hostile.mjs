// node test/bench/manifest-hostile.mjs
// What manifests cost that were made to cost much: the work until their findings are there, the best of some runs, and
// the longest part of it that is done at once. test/attack/manifest.test.ts says what is found in them.
import { loadEngine } from './manifest-engine.mjs';

const GOAL = 200;
const RUNS = 5;
const head = 'name: Example\nresource_type: inventory.Collector\nimage: plugin-example\n';
const times = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('');
const tags = (lines) => `${head}tags:\n${lines}`;

const files = {
  'alias bomb of 9 levels': () =>
    tags(times(9, (level) => `  k${level}: &a${level} [${times(9, () => (level ? `*a${level - 1}, ` : 'lol, '))}]\n`)),
  'bomb of 3,000 merges': () =>
    tags(times(3000, (level) => `  k${level}: &a${level} {${level ? `<<: *a${level - 1}, ` : ''}own${level}: x}\n`)),
  'chain of 5,000 aliases': () =>
    tags(times(5000, (level) => `  k${level}: &a${level} [${level ? `*a${level - 1}` : 'x'}]\n`)),
  'lists 20,000 deep': () => tags(`  k: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`),
  'mappings 20,000 deep': () => tags(`  k: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}\n`),
  'list 20,000 deep in block style': () => tags(`  ${'- '.repeat(20_000)}x\n`),
  'mapping 2,000 deep in block style': () => tags(times(2000, (level) => `${' '.repeat(level + 1)}a:\n`)),
  '8,000 keys': () => tags(times(8000, (index) => `  key${index}: value\n`)),
  '8,000 keys that nobody knows': () => head + times(8000, (index) => `key${index}: value\n`),
  '8,000 times the same key': () => tags('  key: value\n'.repeat(8000)),
  '100,000 keys': () => tags(times(100_000, (index) => `  k${index}: v\n`)),
  '50 MB': () => head + '# filler\n'.repeat(5_600_000),
  '4 MB of comments': () => head + '# filler\n'.repeat(440_000),
  'a NUL': () => `${head}provider: a\0b\n`,
  'a megabyte of NUL': () => `${head}provider: ${'\0'.repeat(1_000_000)}\n`,
  'a lone surrogate': () => `${head}provider: a\uD800b\n`,
  '100,000 anchors': () => tags(times(100_000, (index) => `  k${index}: &a${index} v\n`)),
  '100,000 aliases of nothing': () => tags(times(100_000, (index) => `  k${index}: *a${index}\n`)),
  '5,000 merges that are right': () =>
    tags(
      `  base: &base {a: 1, b: two, c: [x], d: {e: f}}\n${times(5000, (n) => `  s${n}: {<<: *base, name: n${n}}\n`)}`,
    ),
  '1 MB on one line, a word': () => `${head}provider: ${'x'.repeat(1_000_000)}\n`,
  '1 MB on one line, in quotes': () => `${head}provider: "${'x'.repeat(1_000_000)}"\n`,
  '1 MB on one line, a list': () => `${head}labels: [${'a, '.repeat(333_000)}]\n`,
  '1 MB on one line, a mapping': () => `${head}tags: {${times(70_000, (index) => `a${index}: "b", `)}}\n`,
  '1 MB on one line, keys': () => `${head}tags: ${'a: '.repeat(333_000)}\n`,
  '1 MB in a quote without end': () => `${head}provider: "${'words and words\n'.repeat(66_000)}`,
  '1 MB in a list without end': () => `${head}labels: [\n${'  words,\n'.repeat(110_000)}`,
  '10,000 lines with {{ }}': () => tags(times(10_000, (index) => `  k${index}: {{ .Values.x }}\n`)),
  '10,000 lines with {{ }} in quotes': () => tags(times(10_000, (index) => `  k${index}: "{{ index .x "y" }}"\n`)),
  '500,000 {{ without end': () => `${head}tags: ${'{{'.repeat(500_000)}\n`,
  '1 MB of tabs': () => `${head}tags: ${'\t'.repeat(1_000_000)}x\n`,
  '1 MB of empty lines': () => `${head}tags: ${'\n'.repeat(1_000_000)}x\n`,
  '100,000 empty documents': () => head + '---\n'.repeat(100_000),
  '9,000 manifests': () => `${head}---\n`.repeat(9000),
  '20,000 lines that are broken': () => head + times(20_000, (index) => `key${index} value\n`),
  '20,000 values of a wrong type': () => `${head}labels:\n${'  - 1\n'.repeat(20_000)}`,
};

const { checkTextInSteps, finish, ParseCache, manifestKinds, manifestRules, timed } = await loadEngine();

function check(text) {
  let work = 0;
  let longest = 0;
  const steps = checkTextInSteps(text, manifestKinds, manifestRules, { cache: new ParseCache() });
  const { findings } = finish(
    timed(steps, (time) => {
      work += time;
      longest = Math.max(longest, time);
    }),
  );
  return { work, longest, findings };
}

console.log(`hostile manifests, ms: all work and the longest part, the best of ${RUNS}; goal ${GOAL} of work`);
let misses = 0;
for (const [name, make] of Object.entries(files)) {
  const text = make();
  const runs = Array.from({ length: RUNS }, () => check(text));
  const [best] = runs.toSorted((one, other) => one.work - other.work);
  const longest = Math.min(...runs.map((run) => run.longest));
  const counts = new Map();
  for (const { code } of best.findings) {
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const found = [...counts].map(([code, count]) => (count > 1 ? `${code} × ${count}` : code)).join(', ');
  const times = [best.work, longest].map((time) => time.toFixed(0).padStart(6)).join('');
  const isMissed = best.work > GOAL;
  misses += isMissed ? 1 : 0;
  console.log(`${times} ${isMissed ? '!' : ' '} ${name.padEnd(36)}${found || 'nothing wrong'}`);
}
console.log(misses === 0 ? `All within ${GOAL} ms.` : `${misses} over ${GOAL} ms.`);
