import { basename, join } from '../../../base/paths';
import { numberText } from '../../../base/number-text';
import { finishInTurns } from '../../../base/steps';
import { readBeginning, readUtf8, type Reading } from '../../../runtime/files/read-file';
import { fileNames } from '../../../runtime/files/user-files';
import { noNames } from '../../../manifest/names/names';
import { registerManifest } from '../register-manifest';
import { managedPluginsOf } from './managed-manifests';
import type { ManagedPlugin } from './managed-plugins';

/**
 * The plugins of a managed repository from register manifests: those of a file, or of the `.yaml` and `.yml` files of a
 * folder, such as that of the real service (`managed_resource/plugin`). In a folder, manifests of other kinds are passed
 * over, as the deploy manifest beside a register manifest; how many is told.
 * @param given The place as a person named it.
 * @returns undefined when there is nothing at the place
 * @throws WorkbenchError for what cannot be read, and what is no register manifest of generation 2.0; an AbortError when the signal aborts
 */
export async function managedPluginsAt(
  place: string,
  given: string,
  tell: (note: string) => void,
  reading: Pick<Reading, 'within' | 'signal'>,
): Promise<ManagedPlugin[] | undefined> {
  const read = (file: string): Promise<string | undefined> => readUtf8(file, { kind: 'manifest', ...reading });
  const pluginsOf = async (...manifests: Parameters<typeof managedPluginsOf>): Promise<readonly ManagedPlugin[]> => {
    const found = await finishInTurns(managedPluginsOf(...manifests), reading.signal);
    reading.signal?.throwIfAborted();
    return found ?? [];
  };
  const names = await fileNames(place);
  if (!names) {
    const content = await read(place);
    return content === undefined ? undefined : [...(await pluginsOf(place, content))];
  }
  const plugins: ManagedPlugin[] = [];
  const others = new Set<string>();
  for (const name of names.filter((each) => /\.ya?ml$/.test(each)).sort()) {
    const file = join(place, name);
    // A file that is too large is read no further than it shows what it is; what shows a manifest is refused below.
    const begun = await readBeginning(file, { kind: 'manifest', ...reading });
    if (begun?.isWhole === false && !registerManifest.sniff(begun.text, noNames)) {
      others.add(name);
      continue;
    }
    // One after the other: of a folder of large files no more than one is held at a time. One that went meanwhile was none.
    plugins.push(...(await pluginsOf(file, (await read(file)) ?? '', () => others.add(basename(file)))));
  }
  if (others.size > 0) {
    const are = others.size === 1 ? 'file holds manifests' : 'files hold manifests';
    tell(
      `In "${given}", ${numberText(others.size)} ${are} of other kinds, which are passed over: ${[...others].join(', ')}.`,
    );
  }
  return plugins;
}
