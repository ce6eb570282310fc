import type { Platform } from '../platform';
import { manifestKinds, manifestRules } from './manifest-kinds';
import { argocdNames } from './names';
import { scaffoldGenerator } from './scaffold-generator';

/** Argo CD: plugin generators of ApplicationSets, which get their parameters from HTTP servers. */
export const argocd: Platform = {
  id: 'argocd',
  title: 'Argo CD',
  manifestKinds,
  rules: manifestRules,
  nameReaders: [argocdNames],
  scaffolds: [scaffoldGenerator],
};
