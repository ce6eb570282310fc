import type { Plugin } from '../catalog/plugin';
import type { Check } from '../contract/contract';
import { serverStarts } from '../contract/run-contract';
import type { Platform } from './platform';
import { isServed } from './platforms';

/**
 * The checks of a plugin: its platform's, those that need its server after the start of it. None where the platform has
 * no contract, and none of a server where it is only loaded.
 */
export async function checksOf(plugin: Plugin, platform: Platform): Promise<readonly Check[]> {
  const checks = (await platform.contract?.())?.checks(plugin) ?? [];
  if (checks.length === 0 || !isServed(plugin, platform)) {
    return checks.filter(({ needs }) => needs !== 'server');
  }
  const start = serverStarts(plugin);
  const afterStart = ({ after = [], ...check }: Check): Check => ({ ...check, after: [start.id, ...after] });
  return [start, ...checks.map((check) => (check.needs === 'server' ? afterStart(check) : check))];
}
