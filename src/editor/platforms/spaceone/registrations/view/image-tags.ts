import type { Manifests } from '../../../../../catalog/manifests';
import { deployedVersions } from '../../../../../platforms/spaceone/registered-plugins';
import type { ImageTags } from '../../../../../platforms/spaceone/repository/plugin-service';

/** An image of which nothing is known has this one. */
const LATEST = 'latest';

/**
 * The tags that images have for the local Repository, which asks no registry: those of the setting, else the versions
 * that the workspace's deploy manifests run and `latest`. An image that the setting gives no tags is in no registry.
 */
export function imageTags(manifests: Pick<Manifests, 'ready' | 'names'>, setting: () => unknown): ImageTags {
  return async (image, pluginId) => {
    const set = settingOf(setting(), image);
    if (set) {
      return set;
    }
    await manifests.ready();
    return [...new Set([...deployedVersions(manifests.names, pluginId), LATEST])];
  };
}

function settingOf(setting: unknown, image: string): string[] | undefined {
  const tags: unknown =
    typeof setting === 'object' && setting !== null && Object.hasOwn(setting, image)
      ? (setting as Readonly<Record<string, unknown>>)[image]
      : undefined;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : undefined;
}
