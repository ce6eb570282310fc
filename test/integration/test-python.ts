import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The Python on which tests run real plugins: spaceone-core, spaceone-inventory and debugpy are in it, in `plugin-servers`
 * the plugin servers of the other services as well.
 * @throws Error when it is not installed yet.
 */
export function testPython(name: 'collector' | 'plugin-servers' | 'clouds' = 'collector'): string {
  const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  const python = process.env['PLUGIN_WORKBENCH_TEST_PYTHON'] ?? path.resolve('.test-env', name, inside);
  if (!existsSync(python)) {
    throw new Error(`${python} is missing: "npm run test:integration" installs it.`);
  }
  return python;
}
