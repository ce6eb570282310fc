import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ids } from '../../src/ids';

const read = (file: string): string => readFileSync(file, 'utf8');
interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string; readonly icon?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, object>> };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly languages: readonly { readonly id: string }[];
    readonly debuggers: readonly { readonly type: string; readonly initialConfigurations: readonly object[] }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly group?: string }[]>>;
  };
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;

describe('what package.json contributes', () => {
  it('is each command of ids.ts, and no other', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(contributed.sort(), Object.values(ids.command).sort());
  });

  it('is each setting of ids.ts, and no other', () => {
    assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), Object.values(ids.setting).sort());
  });

  it('is each view, language and debug type of ids.ts, and no other', () => {
    const views = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(views.sort(), Object.values(ids.view).sort());
    assert.deepEqual(
      contributes.debuggers.map(({ type }) => type),
      [ids.debugType, ids.testDebugType, ids.componentDebugType],
    );
    assert.deepEqual(
      contributes.languages.map(({ id }) => id),
      [ids.serverLogLanguage],
    );
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [ids.viewContainer],
    );
  });

  it('names only commands, views and context keys that exist', () => {
    const known = new Set<string>([
      ...Object.values(ids.command),
      ...Object.values(ids.view),
      ...Object.values(ids.setting),
      ...Object.values(ids.context),
      ...Object.values(ids.webview),
    ]);
    const named = [
      ...JSON.stringify(manifest).matchAll(/\bpluginWorkbench(?:\.\w+)+/g),
      ...Object.values(texts)
        .join(' ')
        .matchAll(/\bpluginWorkbench(?:\.\w+)+/g),
    ];
    assert.deepEqual(
      named.map(([id]) => id).filter((id) => !known.has(id)),
      [],
    );
  });

  it('sets every context key that a clause asks for', () => {
    for (const key of Object.values(ids.context)) {
      assert.ok(JSON.stringify(manifest).includes(key), `${key} is asked for nowhere`);
    }
  });

  it('says every text in package.nls.json, and no more', () => {
    const keys = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(texts).sort());
  });

  it('gives every command a category, and an icon where it stands inline', () => {
    const inline = [
      ...(contributes.menus['view/item/context'] ?? []),
      ...(contributes.menus['view/title'] ?? []),
      ...(contributes.menus['editor/title'] ?? []),
    ]
      .filter(({ group }) => /^(inline|navigation)/.test(group ?? ''))
      .map(({ command }) => command);
    for (const command of contributes.commands) {
      assert.equal(command.category, '%category%');
      assert.ok(!inline.includes(command.command) || command.icon, `${command.command} has no icon`);
    }
  });

  it('names no plugin in a new launch.json, so that F5 starts the one of the open file', () => {
    const initial = contributes.debuggers.flatMap(({ initialConfigurations = [] }) => initialConfigurations);
    assert.deepEqual(initial, [
      { type: ids.debugType, request: 'launch', name: 'Plugin of the open file' },
      { type: ids.componentDebugType, request: 'launch', name: 'Component of the open file' },
    ]);
  });

  it('restricts every setting that steers what is started', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(
      [...restrictedConfigurations].sort(),
      [ids.setting.credentialProfiles, ids.setting.managedPlugins, ids.setting.python].sort(),
    );
  });
});
