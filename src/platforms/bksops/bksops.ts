import type { ManifestPlatform } from '../platform';
import { manifestKinds, manifestRules } from './manifest-kinds';

/** BlueKing SOPS (bk-sops): Python packages of components, loaded from package sources. */
export const bksops: ManifestPlatform = {
  id: 'bksops',
  title: 'BlueKing SOPS',
  manifestKinds,
  rules: manifestRules,
};
