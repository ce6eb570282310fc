import { isRun, type PackagePromise } from './package-promise';

/** Packages of SOPS itself (bk-sops 3.34): no promise is made of them, and nothing outside SOPS has them. */
const INTERNAL = /^(?:gcloud|pipeline_plugins|blueapps|plugin_service|config)(?:\.|$)/;

/** Plugins that import them load in SOPS alone, and break when it changes (bk-sops, develop/dev_plugins.md; issue 1395). */
export const staysOutside: PackagePromise = {
  id: 'stays-outside',
  title: 'Nothing is imported that belongs to SOPS itself',
  source: 'bk-sops 3.34, develop/dev_plugins.md; issue 1395',
  *check(module, view) {
    for (const { module: from, level, names, range } of isRun(module, view) ? module.python.imports : []) {
      if (level === 0 && INTERNAL.test(from) && !view.byName.has(from) && from.split('.')[0] !== view.root) {
        yield {
          code: 'bksops/sops-internal',
          severity: 'warning',
          range,
          message: `"${from}" belongs to SOPS itself: the package loads nowhere else, and stops loading when SOPS changes it.`,
        };
      }
      const settings = from === 'pipeline.conf' && names.find(({ name }) => name === 'settings');
      const use = settings && /\bsettings\.(ESB_\w+|GET_\w+_CLIENT\w*)/.exec(module.python.text);
      if (use) {
        yield {
          code: 'bksops/pipeline-settings',
          severity: 'error',
          range: { start: use.index, end: use.index + use[0].length },
          message: `The settings of "pipeline.conf" have no "${use[1] ?? ''}": SOPS ends with an AttributeError here. Take those of "gcloud.conf".`,
          fix: { title: 'Import the settings of gcloud.conf', range, replace: 'gcloud.conf' },
        };
      }
    }
  },
};
