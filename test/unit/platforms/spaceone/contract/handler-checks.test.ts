import assert from 'node:assert/strict';
import { missingMethods } from '../../../../../src/platforms/spaceone/contract/handler-checks';
import type { SpaceonePlugin } from '../../../../../src/platforms/spaceone/plugin-finder';
import type { Style } from '../../../../../src/platforms/spaceone/style';

describe('the methods that a plugin lacks', () => {
  for (const [style, lacks] of [
    ['PROTO', ['Job.get_tasks']],
    ['GRPCServer', ['Job.get_tasks', 'Cost.get_linked_accounts']],
  ] as const satisfies readonly (readonly [Style, readonly string[]])[]) {
    it(`are those that the API of its generation has: ${style}`, () => {
      const names = ['DataSource.init', 'DataSource.verify', 'Cost.get_data'];
      const methods = names.map((name) => ({ name, file: '/p/a.py', line: 1 }));
      const plugin = { type: 'cost_analysis.DataSource', style, methods } as unknown as SpaceonePlugin;

      assert.deepEqual(missingMethods(plugin), lacks);
    });
  }
});
