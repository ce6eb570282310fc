import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { managedPluginsOf } from '../platforms/spaceone/repository/managed-manifests';
import type { ManagedPlugin } from '../platforms/spaceone/repository/managed-plugins';
import { errorCode } from '../runtime/files/error-code';
import { readText } from '../runtime/files/read-file';
import { mustBeThere } from '../runtime/files/unreadable-file';

/**
 * The plugins of a managed repository from register manifests: those of a file, or of the `.yaml` and `.yml` files of a
 * folder, such as that of the real service (`managed_resource/plugin`).
 * @throws WorkbenchError for what cannot be read, and what is no register manifest of generation 2.0
 */
export async function managedPluginsAt(place: string): Promise<ManagedPlugin[]> {
  const files = await manifestFiles(place);
  const plugins = await Promise.all(
    files.map(async (file) => {
      const content = await readText(file, { kind: 'manifest', within: 'anywhere' });
      return managedPluginsOf(file, mustBeThere(content, file));
    }),
  );
  return plugins.flat();
}

async function manifestFiles(place: string): Promise<string[]> {
  try {
    const names = (await readdir(place)).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => path.join(place, name));
  } catch (error) {
    if (['ENOTDIR', 'ENOENT'].includes(errorCode(error))) {
      return [place];
    }
    throw error;
  }
}
