import type { Plugin } from '../catalog/plugin';
import type { Check } from '../contract/contract';
import { serverStarts } from '../contract/run-contract';
import type { Platform } from './platform';
import { isServed } from './platforms';

/**
 * The checks of a plugin: its platform's, those that need its server after the start of it. None where the platform has
 * no contract.
 */
export function checksOf(plugin: Plugin, platform: Platform): readonly Check[] {
  const checks = platform.contract?.checks(plugin) ?? [];
  const ofSource = checks.filter(({ needs }) => needs === 'source');
  if (checks.length === 0 || !isServed(plugin, platform)) {
    return ofSource;
  }
  const start = serverStarts(plugin);
  const afterStart = ({ after = [], ...check }: Check): Check => ({ ...check, after: [start.id, ...after] });
  return [start, ...checks.map((check) => (check.needs === 'server' ? afterStart(check) : check))];
}
