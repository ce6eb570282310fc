import type { Dockerfile } from './dockerfile';

/** Where pip installs to, in an image. */
const PACKAGES = /(?:^|\/)(?:site|dist)-packages(?:\/|$)/;
/** Commands that change the files that they are given. */
const CHANGING = new Set([
  'cp',
  'mv',
  'rm',
  'ln',
  'sed',
  'patch',
  'install',
  'rsync',
  'tar',
  'unzip',
  'git',
  'curl',
  'wget',
  'tee',
]);

/**
 * What a Dockerfile does to the packages of the image beside installing them, such as a patched library that is copied
 * over the one of the index: nothing of it is done in an environment, so that it is told.
 * @returns A sentence each, with the line of the Dockerfile.
 */
export function changedPackages({ runs, copies }: Dockerfile): string[] {
  const changed = [
    ...copies.filter(({ target }) => PACKAGES.test(target)).map(({ line, written }) => ({ line, words: written })),
    ...runs
      .filter(({ words, workdir }) => changesPackages(words, workdir))
      .map(({ line, words }) => ({ line, words: words.join(' ') })),
  ].sort((a, b) => a.line - b.line);
  return changed.map(
    ({ line, words }) =>
      `Line ${line} of the Dockerfile changes installed packages (${words}). The environment has them as the index has them: make the same change in its site-packages where the plugin needs it.`,
  );
}

function changesPackages(words: readonly string[], workdir: string): boolean {
  const [program = '', ...others] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  const isUninstall = /^pip[\d.]*$/.test(name) && others.includes('uninstall');
  return isUninstall || (CHANGING.has(name) && (others.some((word) => PACKAGES.test(word)) || PACKAGES.test(workdir)));
}

/**
 * The line of Python of an image, such as `3.8`: by the tag of its base, or by a path that it names; undefined where
 * nothing tells.
 */
export function pythonOfImage({ image, runs, copies }: Dockerfile): string | undefined {
  const paths = [...copies.map(({ target }) => target), ...runs.flatMap(({ words }) => words)];
  return (
    /(?:^|\/)python:(3\.\d+)(?![\d])/.exec(image)?.[1] ??
    paths.map((path) => /(?:^|\/)python(3\.\d+)(?:\/|$)/.exec(path)?.[1]).find((line) => line !== undefined)
  );
}
