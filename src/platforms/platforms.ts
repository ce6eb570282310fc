import type { Plugin } from '../catalog/plugin';
import type { Platform } from './platform';
import { spaceone } from './spaceone/spaceone';

/** A platform joins here. */
export const platforms: readonly Platform[] = [spaceone];

/** The platform of a plugin that one of them has found. */
export function platformOf(plugin: Plugin): Platform {
  const platform = platforms.find(({ id }) => id === plugin.platform);
  if (!platform) {
    throw new Error(`No platform is called ${plugin.platform}.`);
  }
  return platform;
}
