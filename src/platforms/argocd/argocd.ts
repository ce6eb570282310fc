import type { ManifestPlatform } from '../platform';
import { manifestKinds, manifestRules } from './manifest-kinds';
import { argocdNames } from './names';

/** Argo CD: plugin generators of ApplicationSets, which get their parameters from HTTP servers. */
export const argocd: ManifestPlatform = {
  id: 'argocd',
  title: 'Argo CD',
  manifestKinds,
  rules: manifestRules,
  nameReaders: [argocdNames],
};
