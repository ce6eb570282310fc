import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { asksForTrust, effectOf } from '../../../src/editor/command-effects';
import { ids } from '../../../src/ids';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
  };
};

describe('the effect of a command', () => {
  it('decides alone whether a menu asks for trust', () => {
    for (const { command, enablement } of contributes.commands) {
      assert.equal(enablement, asksForTrust(command) ? 'isWorkspaceTrusted' : undefined, command);
    }
    const hidden = Object.values(contributes.menus)
      .flat()
      .filter(({ when }) => when?.includes('isWorkspaceTrusted'));
    assert.ok(hidden.every(({ command }) => asksForTrust(command)));
  });

  it('decides alone whether the code asks for trust: every command is registered in the one place that reads it', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const registering = sources.filter((file) => readFileSync(`src/${file}`, 'utf8').includes('registerCommand('));
    assert.deepEqual(
      registering.map((file) => file.replaceAll('\\', '/')),
      ['editor/commands.ts'],
    );
    assert.match(readFileSync('src/editor/commands.ts', 'utf8'), /if \(asksForTrust\(id\)\) \{\s+requireTrust\(\);/);
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
        'compareAnswers',
        'copyServerAddress',
        'copySourceForPage',
        'exportApiSources',
        'exportSettingsSources',
        'openPlugin',
        'openSource',
        'previewViews',
        'refreshPlugins',
        'refreshSources',
        'showEarlierAnswers',
        'showFormPreview',
        'showLoadLog',
        'showLog',
        'showRecording',
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
