import { isDjango, isPython2, removedFromDjango, removedFromPython } from './removed-modules';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { PackageModule } from '../packages/package-view';
import { isRun, type PackagePromise } from './package-promise';

/** SOPS 3.34 runs Django 4.2.30 on Python 3.11; what they do not have any more ends loading with an ImportError. */
export const namesAreThere: PackagePromise = {
  id: 'names-are-there',
  title: 'Nothing is imported that Django 4.2 or Python 3 has removed',
  source: 'Django 4.2.30; Python 3.11; bk-sops 3.34, requirements.txt',
  *check(module, view) {
    for (const { module: from, level, names, range, isGuarded, isLazy } of isRun(module, view)
      ? module.python.imports
      : []) {
      if (level > 0 || isGuarded || view.byName.has(from)) {
        continue;
      }
      const then = isLazy ? 'the component fails when it gets here' : 'SOPS ends loading with an ImportError';
      if (isDjango(from) || isPython2(from)) {
        const owner = isDjango(from) ? 'Django 4.2' : 'Python 3';
        const message = `${owner} has no "${from}" any more: ${then}.`;
        yield { code: 'bksops/removed-name', severity: 'error', range, message };
        continue;
      }
      for (const { name, range: at } of names) {
        const removed = removedFromDjango(from, name) ?? removedFromPython(from, name);
        if (removed) {
          const owner = from.startsWith('django') ? 'Django 4.2' : 'Python 3.11';
          yield {
            code: 'bksops/removed-name',
            severity: 'error',
            range: at,
            message: `${owner} has no "${name}" in "${from}" any more: ${then}.${removed.now ? ` It is "${removed.now}" now.` : ''}`,
            ...(removed.isRename && removed.now
              ? {
                  fix: {
                    title: `Import "${removed.now}"`,
                    replace: removed.as && !isRenamed(at, module) ? `${removed.now} as ${name}` : removed.now,
                  },
                }
              : {}),
          };
        }
      }
    }
  },
};

/** True where the statement gives the name another one already. */
function isRenamed({ end }: TextRange, { python: { text } }: PackageModule): boolean {
  return /^\s+as\b/.test(text.slice(end, end + LONGEST_GAP));
}

/** Characters between a name and the word behind it, at most. */
const LONGEST_GAP = 200;
