import type { Source } from '../../../../../src/catalog/sources';
import type { CheckResult, Outcome } from '../../../../../src/contract/contract';
import { readinessOf, type Found } from '../../../../../src/platforms/bksops/deploy/assess';
import type { DeployedSource, DeployState } from '../../../../../src/platforms/bksops/deploy/deploy-state';
import type { PackageChecks } from '../../../../../src/platforms/bksops/deploy/problems';
import type { Readiness } from '../../../../../src/platforms/bksops/deploy/readiness';
import type { LoadReport, ModuleLoad, SourceLoad } from '../../../../../src/platforms/bksops/load/load-report';
import type { LoadedComponent } from '../../../../../src/platforms/bksops/load/loader-event';
import type { SyncReport, SyncResult } from '../../../../../src/platforms/bksops/sync/sync-sources';

export const MANIFEST = '/w/sources.yaml';

/** A source of the manifest. */
export function source(changes: Partial<Source> = {}): Source {
  return {
    ...{ platform: 'bksops', file: MANIFEST, line: 3, name: 'local', type: 'fs' },
    ...{ isCache: false, details: {}, sets: [] },
    ...changes,
  };
}

export function synced(changes: Partial<SyncResult> = {}): SyncResult {
  return {
    ...{ source: source(), outcome: 'unchanged', files: 2, added: [], changed: [], removed: [], notes: [] },
    ...changes,
  };
}

export function component(code: string, changes: Partial<LoadedComponent> = {}): LoadedComponent {
  return {
    ...{ code, version: '1.0.0', name: `Of ${code}`, group: 'Team', class: 'C', hasForm: true, embedded: true },
    ...{ file: `/w/team/${code}.py`, line: 4, replaces: null },
    ...changes,
  };
}

export function module(name: string, changes: Partial<ModuleLoad> = {}): ModuleLoad {
  return {
    ...{ module: name, fate: 'loaded', manifest: { file: MANIFEST, line: 7 } },
    ...{ frames: [], components: [], replacements: [], notes: [], printed: [] },
    ...changes,
  };
}

/** A report of the modules of one source. */
export function report(modules: readonly ModuleLoad[], changes: Partial<SourceLoad> = {}): LoadReport {
  return {
    loader: 'bamboo-pipeline 4.0.4 on Python 3.11.7',
    sources: [{ source: source(), from: 'origin', modules, ...changes }],
  };
}

export function checked(outcome: Outcome): PackageChecks {
  const check = { id: 'a-check', title: 'It holds', source: 'SOPS' };
  const result: CheckResult = { check, outcome, milliseconds: 1 };
  return { source: 'local', rootPackage: 'team', results: [result] };
}

export const OWN: DeployedSource = {
  name: 'local',
  type: 'fs',
  revision: 'r1',
  folder: '/w',
  files: { 'team/a.py': '1' },
};

/** What is found of a manifest whose one module is loaded and registers a component, but for what is given. */
export function found(
  changes: Partial<Found> & { readonly sync?: SyncReport } = {},
  about: { readonly before?: DeployState; readonly sources?: readonly DeployedSource[] } = {},
): Readiness {
  return readinessOf(
    {
      ...{ manifest: MANIFEST, from: 'origin', at: '2026-01-02T03:04:05.678Z' },
      sources: about.sources ?? [OWN],
      before: about.before,
    },
    {
      sync: { sources: [synced()] },
      loaded: { report: report([module('team.a', { components: [component('a')] })]) },
      checks: [],
      ...changes,
    },
  );
}
