/** What tells a plugin from every other: two platforms may each have one in the same folder. */
export interface PluginIdentity {
  /** The platform's id, such as `spaceone`. */
  readonly platform: string;
  /** The folder that holds it. */
  readonly folder: string;
}

/** The identity as a key of a map. */
export function identityKey({ platform, folder }: PluginIdentity): string {
  return `${platform} ${folder}`;
}

export function isSamePlugin(one: PluginIdentity, other: PluginIdentity): boolean {
  return one.folder === other.folder && one.platform === other.platform;
}
