// The manifest engine as it is shipped: bundled with the parser that scripts/build.mjs takes.
import { build } from 'esbuild';
import path from 'node:path';
import { clearImmediate, setImmediate } from 'node:timers';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const parts = {
  'manifest/check/check-in-steps': 'checkTextInSteps',
  'manifest/parse/document-cuts': 'cutDocuments',
  'manifest/parse/parse-cache': 'ParseCache',
  'base/steps': 'finish, finishInTurns, timed',
  'editor/language/while-typing': 'REST, markedWhileTyping, pauseAfter',
  'platforms/platforms': 'manifestKinds, manifestRules, manifestReader',
  'catalog/manifests': 'Manifests',
  'runtime/files/node-files': 'NodeFiles',
};

export async function loadEngine() {
  const outfile = path.join(root, 'out/bench/manifest-engine.mjs');
  await build({
    absWorkingDir: root,
    stdin: {
      contents: Object.entries(parts)
        .map(([file, names]) => `export { ${names} } from './src/${file}';`)
        .join('\n'),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    alias: { yaml: path.join(root, 'node_modules/yaml/browser/dist/index.js') },
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** The longest time, in milliseconds, that the event loop was kept from its next turn while something was done. */
export async function longestBlock(work) {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const beat = () => {
    look();
    next = setImmediate(beat);
  };
  let next = setImmediate(beat);
  try {
    const result = await work();
    look();
    return { result, longest };
  } finally {
    clearImmediate(next);
  }
}

export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values) => quantile(values, 0.5);

/** A manifest of package sources of so many lines; `edited` is what is written in the middle of it. */
export function packageSources(lines, edited = { type: 'git', branch: 'main' }) {
  const text = ['apiVersion: bksops/v1', 'sources:'];
  const each = 12;
  const count = Math.floor((lines - text.length) / each);
  for (let index = 0; index < count; index += 1) {
    const { type, branch } = index === count >> 1 ? edited : { type: 'git', branch: 'main' };
    text.push(
      `  - name: source_${index}`,
      `    type: ${type}`,
      '    details:',
      `      repo_address: https://git.example.com/group/package_${index}.git`,
      `      repo_raw_address: https://raw.git.example.com/group/package_${index}`,
      `      branch: ${branch}`,
      '    packages:',
      `      package_${index}:`,
      `        version: "1.${index}"`,
      '        modules:',
      `          - package_${index}.components.collections.http`,
      `          - package_${index}.components.atoms.sleep # a comment`,
    );
  }
  while (text.length < lines) {
    text.push('# a comment');
  }
  return `${text.join('\n')}\n`;
}
