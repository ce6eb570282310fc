import { basename, dirname, withAncestors } from '../../base/paths';
import type { Mention, Names } from '../../manifest/names/names';
import { textOf, type KubernetesObject } from './kubernetes-object';
import { sorts } from './plugin-connection';

/** The file that makes a chart of its folder (helm v3, `pkg/chartutil/values.go`). */
const chartFile = 'Chart.yaml';

/** A look at a text: false only when it is not what describes a chart. */
export function mayBeChart(text: string): boolean {
  return /^apiVersion[ \t]*:[ \t]*["']?v[12]\b/m.test(text) && /^version[ \t]*:/m.test(text);
}

/** What tells that a chart is there: its version, which no object of Kubernetes has at its root. */
export function* chartMentions({ root, apiVersion }: KubernetesObject): Generator<Mention> {
  if (/^v[12]$/.test(apiVersion) && textOf(root?.at('version')) !== undefined) {
    yield { is: 'reference', sort: sorts.chart, name: chartFile, range: { start: 0, end: 0 } };
  }
}

const known = new WeakMap<Names, ReadonlySet<string>>();

/** True for a file below the `templates` folder of a chart, or of what may be one while the workspace is being read. */
export function isInChart(file: string, names: Names): boolean {
  const owners = [...withAncestors(dirname(file))].filter((folder) => basename(folder) === 'templates').map(dirname);
  return owners.length > 0 && (!names.isComplete || owners.some((folder) => chartsIn(names).has(folder)));
}

function chartsIn(names: Names): ReadonlySet<string> {
  let charts = known.get(names);
  if (!charts) {
    const files = names.references(sorts.chart, chartFile).map(({ file }) => file);
    charts = new Set(files.filter((file) => basename(file) === chartFile).map(dirname));
    known.set(names, charts);
  }
  return charts;
}
