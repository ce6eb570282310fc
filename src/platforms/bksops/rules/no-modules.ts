import { rule } from '../../../manifest/rule';
import { packagesIn, sourceKinds } from '../package-sources';

/** The loader imports what the list names, and nothing by itself (bamboo-pipeline 4.0.4, `external_plugins/loader.py`). */
export const noModules = rule({
  code: 'bksops/no-modules',
  kinds: sourceKinds,
  severity: 'info',
  *check({ document }) {
    for (const { sets } of packagesIn(document)) {
      for (const set of sets) {
        const modules = set.at('modules');
        if (modules?.isSequence === true && modules.key && modules.items.length === 0 && !document.isPartial) {
          const message = `"modules" is empty: SOPS imports no module of "${set.key?.text ?? ''}" by itself.`;
          yield { range: modules.key.range, message };
        }
      }
    }
  },
});
