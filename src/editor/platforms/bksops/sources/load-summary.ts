import { l10n } from 'vscode';
import { joined, sentence, type Failure, type FilePlace } from '../../../../base/workbench-error';
import { ids } from '../../../../ids';
import type { LoadReport, ModuleLoad } from '../../../../platforms/bksops/load/load-report';

/** What a load has come to, in one sentence: a failure when SOPS would have less than is listed. */
export type LoadSummary =
  { readonly is: 'failed'; readonly failure: Failure } | { readonly is: 'well'; readonly words: string };

/**
 * @param name What was loaded, as the person knows it.
 * @param unsaved The names of files that the editor shows otherwise than they were loaded.
 */
export function summaryOf(name: string, { sources }: LoadReport, unsaved: readonly string[] = []): LoadSummary {
  const asSaved =
    unsaved.length === 0 ? undefined : l10n.t('Not saved, so not loaded as shown: {0}.', unsaved.join(', '));
  const modules = sources.flatMap((source) => source.modules);
  const loaded = modules.filter(({ fate }) => fate === 'loaded').length;
  const refused = sources.find(({ failure }) => failure);
  const lost = modules.find(({ fate }) => fate === 'failed' || fate === 'skipped');
  if (refused?.failure ?? lost) {
    const reason = refused?.failure
      ? { words: `${refused.source.name}: ${sentence(refused.failure)}`, where: refused.failure.where }
      : { words: lost && `${lost.module}: ${lost.message ?? ''}`, where: lost && placeOf(lost) };
    const what =
      modules.length === 0
        ? l10n.t('SOPS would load nothing of {0}.', name)
        : l10n.t('SOPS would load {0} of {1} modules of {2}.', loaded, modules.length, name);
    const next = { title: l10n.t('Show Load Log'), command: ids.command.showLoadLog };
    return { is: 'failed', failure: { what, why: joined([reason.words, asSaved]), where: reason.where, next } };
  }
  return { is: 'well', words: joined([wellWords(name, modules, loaded), asSaved]) };
}

function wellWords(name: string, modules: readonly ModuleLoad[], loaded: number): string {
  if (modules.length === 0) {
    return l10n.t('{0} lists no module to load.', name);
  }
  const untried = modules.length - loaded;
  if (untried > 0) {
    return l10n.t('{0} of {1} modules of {2} are loaded; the others show only in SOPS.', loaded, modules.length, name);
  }
  const components = modules.flatMap((module) => module.components).length;
  return l10n.t(
    'SOPS would load all of {0}: {1}, {2}.',
    name,
    modules.length === 1 ? l10n.t('1 module') : l10n.t('{0} modules', modules.length),
    components === 1 ? l10n.t('1 component') : l10n.t('{0} components', components),
  );
}

function placeOf({ python, manifest }: ModuleLoad): FilePlace {
  return python?.line === undefined ? manifest : python;
}
