import { basename, isInside, relative } from '../../../base/paths';
import type { FilePlace, NextStep } from '../../../base/workbench-error';
import type { Check, Contract, Outcome } from '../../../contract/contract';
import type { Finding } from '../../../manifest/finding';
import { LineIndex } from '../../../manifest/parse/line-index';
import { toldOnce } from '../../../manifest/told-once';
import type { BksopsPlugin } from '../package-finder';
import type { PackageModule, PackageView } from '../packages/package-view';
import { loadChecks } from './load-checks';
import type { ManifestFlaw, PackagePromise } from './package-promise';
import { brokenBy } from './module-findings';
import { packagePromises } from './package-promises';
import { viewOf } from './run-view';

/** What SOPS relies on in every package that it loads: as far as the source tells it, and then as its own loader does. */
export const contract: Contract<BksopsPlugin> = {
  checks: (plugin) =>
    plugin
      ? [isRead(plugin), ...packagePromises.map((promise) => checkOf(promise, plugin)), ...loadChecks(plugin)]
      : [],
};

function isRead(plugin: BksopsPlugin): Check<BksopsPlugin> {
  return {
    id: 'modules-are-read',
    title: 'Every module can be read',
    source: 'bamboo-pipeline 4.0.4, external_plugins/utils/importer/fs.py',
    at: plugin.entry,
    needs: 'source',
    async run(context) {
      const { unread } = await viewOf(context, plugin);
      const [first] = unread;
      if (!first) {
        return { is: 'passed' };
      }
      const why = first.error instanceof Error ? first.error.message : String(first.error);
      return {
        is: 'warned',
        failure: { what: `A module was not checked.`, why, where: { file: first.file } },
      };
    },
  };
}

function checkOf(promise: PackagePromise, plugin: BksopsPlugin): Check<BksopsPlugin> {
  const { id, title, source } = promise;
  return {
    id,
    title,
    source,
    at: plugin.entry,
    needs: 'source',
    async run(context) {
      const view = await viewOf(context, plugin);
      return outcomeOf([...flawsOfModules(promise, view), ...(promise.checkManifests?.(view) ?? [])], view);
    },
  };
}

/** Where a promise is broken. */
interface Flaw extends Omit<ManifestFlaw, 'severity'> {
  readonly severity: Finding['severity'];
  readonly next?: NextStep;
}

function flawsOfModules(promise: PackagePromise, view: PackageView): Flaw[] {
  const broken = view.modules.flatMap((module) =>
    brokenBy(promise, module, view).map((finding) => ({ finding, module })),
  );
  return toldOnce(broken, ({ finding }) => finding).map(({ finding: { severity, message, range, fix }, module }) => ({
    ...{ severity, message, where: placeIn(module, range.start) },
    ...(fix && { next: { title: fix.title } }),
  }));
}

/** The first of the errors, or else of the warnings; the others by their places. */
function outcomeOf(flaws: readonly Flaw[], { rootFolder }: PackageView): Outcome {
  const errors = flaws.filter(({ severity }) => severity === 'error');
  const [first, ...more] = errors.length > 0 ? errors : flaws;
  if (!first) {
    return { is: 'passed' };
  }
  const places = more.map(({ where: { file, line } }) =>
    isInside(rootFolder, file) ? `${relative(rootFolder, file)}:${line}` : `${basename(file)}:${line}`,
  );
  return {
    is: errors.length > 0 ? 'failed' : 'warned',
    failure: {
      what: first.message,
      why:
        places.length > 0
          ? `There is more at ${places.slice(0, MOST_PLACES).join(', ')}${places.length > MOST_PLACES ? ', …' : ''}.`
          : undefined,
      where: first.where,
      next: first.next,
    },
  };
}

const MOST_PLACES = 10;

function placeIn({ file, python }: PackageModule, offset: number): Required<FilePlace> {
  return { file, line: new LineIndex(python.text).positionAt(offset).line + 1 };
}
