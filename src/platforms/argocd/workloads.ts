import type { FoundName, Names } from '../../manifest/names/names';
import { sorts } from './plugin-connection';

/** The workloads that a Service sends to: all of its labels are theirs. */
export function selectedBy(service: FoundName, names: Names): FoundName[] {
  const selector = Object.entries((service.facts?.['selector'] ?? {}) as Record<string, string>);
  if (selector.length === 0) {
    return [];
  }
  return names.definitions(sorts.workload, undefined, service.scope).filter(({ facts }) => {
    const labels = (facts?.['labels'] ?? {}) as Record<string, string>;
    return selector.every(([key, value]) => labels[key] === value);
  });
}
