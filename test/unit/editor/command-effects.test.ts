import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { effectOf } from '../../../src/editor/command-effects';
import { ids } from '../../../src/ids';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly enablement?: string }[] };
};

describe('the effect of a command', () => {
  it('asks for trust in the menus exactly where it asks for trust in code', () => {
    const asking = contributes.commands.filter(({ enablement }) => enablement?.includes('isWorkspaceTrusted'));
    const effective = Object.values(ids.command).filter((id) => effectOf(id) !== 'shows');
    assert.deepEqual(asking.map(({ command }) => command).sort(), effective.sort());
  });

  it('is none for these alone', () => {
    assert.deepEqual(
      Object.values(ids.command)
        .filter((id) => effectOf(id) === 'shows')
        .map((id) => id.replace('pluginWorkbench.', ''))
        .sort(),
      [
        'cancelCall',
        'cancelEndpointRequest',
        'copyServerAddress',
        'openPlugin',
        'refreshPlugins',
        'showLog',
        'showServerFailure',
        'showServerLog',
        'stopServer',
      ],
    );
  });

  it('is the worst for a command that nobody has listed', () => {
    assert.equal(effectOf('pluginWorkbench.another'), 'starts');
    assert.equal(effectOf('constructor'), 'starts');
  });
});
