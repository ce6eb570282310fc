import { nearestWord } from '../../../base/nearest-word';
import { rule } from '../../../manifest/rule';
import { modulesIn, sourceKinds } from '../package-sources';

/** The hook declines what begins with no key of `packages`; the first such module ends the whole source (bamboo-pipeline 4.0.4). */
export const moduleRoot = rule({
  code: 'bksops/module-root',
  kinds: sourceKinds,
  severity: 'error',
  *check({ document }) {
    for (const { source, module } of modulesIn(document)) {
      const packages = source.at('packages');
      const [root = ''] = module.text.split('.');
      // A key that goes on behind its root package, or has hyphens in it, is told by itself.
      const isTold =
        packages?.keys.some((key) => key.startsWith(`${root}.`) || key.replaceAll('-', '_') === root) === true;
      if (!/^\w+$/.test(root) || packages?.at(root) || isTold) {
        continue;
      }
      const range = module.rangeOf(0, root.length);
      const meant = nearestWord(root, packages?.keys.slice(0, 50) ?? []);
      const message = `"${root}" is no root package of this source: SOPS ends in "No module named '${root}'" and loads nothing that comes after it.`;
      const fix = { title: `Change to ${meant ?? ''}`, range, replace: meant ?? '' };
      yield { range, message, ...(meant !== undefined && range !== module.range ? { fix } : {}) };
    }
  },
});
