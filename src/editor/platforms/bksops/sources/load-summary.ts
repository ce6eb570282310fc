import { l10n } from 'vscode';
import { sentence, type Failure, type FilePlace } from '../../../../base/workbench-error';
import { ids } from '../../../../ids';
import type { LoadReport, ModuleLoad } from '../../../../platforms/bksops/load/load-report';

/** What a load has come to, in one sentence: a failure when SOPS would have less than is listed. */
export type LoadSummary =
  { readonly is: 'failed'; readonly failure: Failure } | { readonly is: 'well'; readonly words: string };

/** @param name What was loaded, as the person knows it. */
export function summaryOf(name: string, { sources }: LoadReport): LoadSummary {
  const modules = sources.flatMap((source) => source.modules);
  const loaded = modules.filter(({ fate }) => fate === 'loaded').length;
  const refused = sources.find(({ failure }) => failure);
  const lost = modules.find(({ fate }) => fate === 'failed' || fate === 'skipped');
  if (refused?.failure ?? lost) {
    const reason = refused?.failure
      ? { why: `${refused.source.name}: ${sentence(refused.failure)}`, where: refused.failure.where }
      : { why: lost && `${lost.module}: ${lost.message ?? ''}`, where: lost && placeOf(lost) };
    const what = l10n.t('SOPS would load {0} of {1} modules of {2}.', loaded, modules.length, name);
    const next = { title: l10n.t('Show Load Log'), command: ids.command.showLoadLog };
    return { is: 'failed', failure: { what, ...reason, next } };
  }
  return { is: 'well', words: wellWords(name, modules, loaded) };
}

function wellWords(name: string, modules: readonly ModuleLoad[], loaded: number): string {
  if (modules.length === 0) {
    return l10n.t('{0} lists no module to load.', name);
  }
  const untried = modules.length - loaded;
  const components = modules.flatMap((module) => module.components).length;
  return untried > 0
    ? l10n.t('{0} of {1} modules of {2} are loaded; the others show only in SOPS.', loaded, modules.length, name)
    : l10n.t('SOPS would load all of {0}: {1} modules, {2} components.', name, modules.length, components);
}

function placeOf({ python, manifest }: ModuleLoad): FilePlace {
  return python?.line === undefined ? manifest : python;
}
