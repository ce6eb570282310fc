import { rule } from '../../../manifest/rule';
import { loadedFrom, modulesIn, sourceKinds } from '../package-sources';

/**
 * Each item is imported as it stands: commas and blanks are part of the name. A last segment that occurs before makes
 * the hook decline; a file system still finds it by Python's own path (bamboo-pipeline 4.0.4, `importer/base.py`).
 */
export const moduleName = rule({
  code: 'bksops/module-name',
  kinds: sourceKinds,
  severity: 'error',
  *check({ document }) {
    for (const { source, module } of modulesIn(document)) {
      const { text, range } = module;
      const segments = text.split('.');
      const last = segments.at(-1) ?? '';
      if (text.includes(',')) {
        yield {
          range,
          message: 'One module an item: SOPS does not split at commas, and imports nothing of that name.',
        };
      } else if (text !== text.trim()) {
        const fix = { title: 'Remove the blanks', replace: text.trim() };
        yield { range, message: 'SOPS imports the name with its blanks, and finds nothing.', fix };
      } else if (text.includes('/') || text.endsWith('.py')) {
        yield {
          range,
          message: 'A module is a dotted name, such as "custom_plugins.components.collections.example".',
        };
      } else if (segments.some((segment) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment))) {
        const message =
          'Each segment of a module must be a name of letters, digits and underscores: nothing else can be imported.';
        yield { range, message, severity: segments.includes('') ? 'error' : 'warning' };
      } else if (segments.indexOf(last) < segments.length - 1 && ['git', 's3'].includes(loadedFrom(source, document))) {
        const message = `The last segment "${last}" occurs twice: the loader passes over such a module, and the source ends in ModuleNotFoundError.`;
        yield { range, message, mistake: `repeated ${text}` };
      }
    }
  },
});
