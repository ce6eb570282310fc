import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { numberText } from '../base/number-text';
import { finishInTurns } from '../base/steps';
import { managedPluginsOf } from '../platforms/spaceone/repository/managed-manifests';
import type { ManagedPlugin } from '../platforms/spaceone/repository/managed-plugins';
import { errorCode } from '../runtime/files/error-code';
import { readUtf8 } from '../runtime/files/read-file';
import { mustBeThere } from '../runtime/files/unreadable-file';
import { absolute } from './command';
import { noSuchPath } from './named-path';

/**
 * The plugins of a managed repository from register manifests: those of a file, or of the `.yaml` and `.yml` files of a
 * folder, such as that of the real service (`managed_resource/plugin`). In a folder, manifests of other kinds are passed
 * over, as the deploy manifest beside a register manifest; how many is told.
 * @throws UsageError for a path at which there is nothing; WorkbenchError for what cannot be read, and what is no register
 * manifest of generation 2.0; an AbortError when the signal aborts
 */
export async function managedPluginsAt(
  given: string,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (note: string) => void },
): Promise<ManagedPlugin[]> {
  const { files, isFolder } = await manifestFiles(given);
  const others = new Set<string>();
  const plugins: ManagedPlugin[] = [];
  // One after the other: of a folder of large files no more than one is held at a time.
  for (const file of files) {
    const content = mustBeThere(await readUtf8(file, { kind: 'manifest', within: 'anywhere', signal }), file);
    const onOther = isFolder ? () => others.add(file) : undefined;
    plugins.push(...((await finishInTurns(managedPluginsOf(file, content, onOther), signal)) ?? []));
    signal.throwIfAborted();
  }
  if (others.size > 0) {
    const names = [...others].map((file) => path.basename(file)).sort();
    const are = others.size === 1 ? 'file holds manifests' : 'files hold manifests';
    tell(
      `In "${given}", ${numberText(others.size)} ${are} of other kinds, which are passed over: ${names.join(', ')}.`,
    );
  }
  return plugins;
}

async function manifestFiles(given: string): Promise<{ files: string[]; isFolder: boolean }> {
  const place = absolute(given);
  try {
    const names = (await readdir(place)).filter((name) => /\.ya?ml$/.test(name));
    return { files: names.sort().map((name) => path.join(place, name)), isFolder: true };
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') {
      return { files: [place], isFolder: false };
    }
    return noSuchPath(given, error);
  }
}
