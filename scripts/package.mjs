// node scripts/package.mjs   builds the extension and packs it into out/plugin-workbench.vsix (what goes in: .vscodeignore).
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isMain, main, mustRun, root } from './commands.mjs';

export const vsix = path.join(root, 'out/plugin-workbench.vsix');

/** Builds and packs; resolves with the path of the package. */
export async function packExtension() {
  const { buildProduct } = await import('./build.mjs');
  await buildProduct({ production: true });
  await mkdir(path.dirname(vsix), { recursive: true });
  // The dependencies are in the bundles.
  const vsceArguments = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix];
  await mustRun(process.execPath, [path.join(root, 'node_modules/@vscode/vsce/vsce'), ...vsceArguments]);
  return vsix;
}

if (isMain(import.meta)) {
  await main(async () => {
    console.log(path.relative(root, await packExtension()));
  });
}
