import type { Platform } from '../platform';
import { generatorFinder, type GeneratorPlugin } from './generator/generator-finder';
import { generatorServer } from './generator/generator-server';
import { pythonEnvironment } from './generator/python-environment';
import { manifestKinds, manifestRules } from './manifest-kinds';
import { argocdNames } from './names';
import { scaffoldGenerator } from './scaffold-generator';

/** Argo CD: plugin generators of ApplicationSets, which get their parameters from HTTP servers. */
export const argocd: Platform<GeneratorPlugin> = {
  id: 'argocd',
  title: 'Argo CD',
  manifestKinds,
  rules: manifestRules,
  nameReaders: [argocdNames],
  finder: generatorFinder,
  server: generatorServer,
  contract: async () => (await import('./contract/generator-contract')).contract,
  environment: pythonEnvironment,
  needsEnvironment: ({ code }) => code?.runs === 'python',
  scaffolds: [scaffoldGenerator],
};
