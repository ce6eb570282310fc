// A build of the extension for tests: the product, and the platform of test/stand-in beside its own.
import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { buildDist } from './build.mjs';
import { root } from './commands.mjs';

const list = path.join(root, 'src/platforms/all-platforms.ts');
const listWithStandIn = path.join(root, 'test/stand-in/all-platforms.ts');

/**
 * Takes another list of platforms for the product's, which only that other one still gets.
 * @type {import('esbuild').Plugin}
 */
const oneMorePlatform = {
  name: 'one-more-platform',
  setup({ onResolve }) {
    onResolve({ filter: /\/all-platforms$/ }, ({ path: wanted, importer, resolveDir }) =>
      importer !== listWithStandIn && path.join(resolveDir, `${wanted}.ts`) === list
        ? { path: listWithStandIn }
        : undefined,
    );
  },
};

/** Builds it, as a folder that a window loads an extension from; resolves with its path. */
export async function buildWithStandIn() {
  const folder = path.join(root, 'out/with-stand-in');
  await mkdir(folder, { recursive: true });
  await buildDist({
    dist: path.join(folder, 'dist'),
    modules: path.join(folder, 'modules'),
    plugins: [oneMorePlatform],
  });
  const words = (await readdir(root)).filter((file) => /^package(?:\.nls.*)?\.json$/.test(file));
  for (const name of [...words, 'media', 'schemas', 'syntaxes']) {
    await cp(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  return folder;
}
