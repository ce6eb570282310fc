import assert from 'node:assert/strict';
import { checkText } from '../../../../src/manifest/check/check-text';
import { completeAt } from '../../../../src/manifest/edit/completion';
import { applyEdits, editsOf } from '../../../../src/manifest/edit/fix-edits';
import type { Finding } from '../../../../src/manifest/finding';
import type { Names } from '../../../../src/manifest/names/names';
import { ParseCache } from '../../../../src/manifest/parse/parse-cache';
import {
  endpointNames,
  type EndpointFacts,
  type RegistrationFacts,
} from '../../../../src/platforms/spaceone/endpoint-names';
import { manifestKinds, manifestRules } from '../../../../src/platforms/spaceone/manifest-kinds';
import { manifestReader } from '../../../../src/platforms/platforms';
import { Manifests } from '../../../../src/catalog/manifests';
import { MemoryFiles } from '../../../memory-files';

const register = 'name: Example\nresource_type: notification.Protocol\nimage: plugin-here-noti-protocol\n';
const registered: RegistrationFacts = {
  id: 'plugin-slack-noti-protocol',
  type: 'notification.Protocol',
  versions: ['1.2', '1.1'],
  hasAllVersions: true,
};
const deploy = (id: string, more = ''): string => `name: Example\nplugin_info: {plugin_id: ${id}${more}}\n`;

async function namesWith(
  is: EndpointFacts['is'],
  registrations: readonly RegistrationFacts[] = [],
  files: Record<string, string> = {},
): Promise<Names> {
  const manifests = new Manifests(manifestReader(), new MemoryFiles(files));
  manifests.setFolders(['/']);
  manifests.know(endpointNames({ name: 'Staging', is }, registrations));
  await manifests.ready();
  return manifests.names;
}

function findings(text: string, names: Names): readonly Finding[] {
  return checkText(text, manifestKinds, manifestRules, { names }).findings;
}

function said(text: string, names: Names): string[] {
  return findings(text, names).map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

describe('the plugin of a deploy manifest', () => {
  it('is right when the endpoint has it, whether the workspace has a manifest of it or not', async () => {
    const names = await namesWith('answered', [registered], { '/r.yaml': register });
    assert.deepEqual(said(deploy(registered.id), names), []);
  });

  it('is doubted when neither the endpoint nor the workspace has it', async () => {
    const names = await namesWith('answered', [registered], { '/r.yaml': register });
    assert.deepEqual(said(deploy('plugin-other'), names), [
      'warning spaceone/unknown-plugin: Staging has no plugin "plugin-other", and no register manifest of this workspace has it.',
    ]);
  });

  it('is mended when it is almost one that the endpoint has', async () => {
    const text = deploy('plugin-slack-notification-protocol'.replace('notification', 'noti').replace('slack', 'slakc'));
    const [finding] = findings(text, await namesWith('answered', [registered]));
    assert.ok(finding?.fix, 'a fix');
    assert.equal(applyEdits(text, editsOf(finding, finding.fix)), deploy(registered.id));
  });

  it('is to be registered first when only the workspace has it', async () => {
    const names = await namesWith('answered', [registered], { '/r.yaml': register });
    const [finding] = findings(deploy('plugin-here-noti-protocol'), names);
    assert.equal(finding?.severity, 'info');
    assert.match(finding.message, /is not registered at Staging yet/);
    assert.deepEqual(
      finding.related?.map(({ file }) => file),
      ['/r.yaml'],
    );
  });

  it('is only remarked upon while the endpoint has not been asked or could not be', async () => {
    const message =
      'info spaceone/unknown-plugin: No register manifest of this workspace has "plugin-other", and Staging';
    assert.deepEqual(said(deploy('plugin-other'), await namesWith('not asked')), [
      `${message} has not been asked yet.`,
    ]);
    assert.deepEqual(said(deploy('plugin-other'), await namesWith('failed')), [`${message} could not be asked.`]);
    assert.deepEqual(said(deploy('plugin-other'), await namesWith('asking')), []);
  });

  it('that the workspace has needs no endpoint', async () => {
    const names = await namesWith('not asked', [], { '/r.yaml': register });
    assert.deepEqual(said(deploy('plugin-here-noti-protocol'), names), []);
  });
});

describe('the version of a deploy manifest', () => {
  const kept = (version: string): string =>
    deploy(registered.id, `, upgrade_mode: MANUAL, version: ${JSON.stringify(version)}`);

  it('is one that the plugin has', async () => {
    const names = await namesWith('answered', [registered]);
    assert.deepEqual(said(kept('1.1'), names), []);
    const [finding] = findings(kept('1.0'), names);
    assert.equal(finding?.code, 'spaceone/unknown-version');
    assert.equal(finding.severity, 'warning');
    assert.match(
      finding.message,
      /^Staging has no version "1\.0" of "plugin-slack-noti-protocol": it has 1\.2, 1\.1\.$/,
    );
    assert.deepEqual(
      finding.choices?.map((choice) => applyEdits(kept('1.0'), editsOf(finding, choice))),
      [kept('1.2'), kept('1.1')],
    );
  });

  it('is not doubted while the versions are not known', async () => {
    assert.deepEqual(said(kept('1.0'), await namesWith('answered', [{ ...registered, versions: undefined }])), []);
    assert.deepEqual(said(kept('1.0'), await namesWith('answered', [{ ...registered, versions: [] }])), []);
  });

  it('is not doubted where no registry was asked', async () => {
    assert.deepEqual(said(kept('1.0'), await namesWith('answered', [{ ...registered, hasAllVersions: false }])), []);
  });

  it('is not asked for where the platform takes the newest in any case', async () => {
    const text = deploy(registered.id, ', upgrade_mode: AUTO, version: "1.0"');
    assert.deepEqual(
      findings(text, await namesWith('answered', [registered])).map(({ code }) => code),
      ['spaceone/version-not-kept'],
    );
  });

  it('may be that of any repository of the endpoint', async () => {
    const managed = { ...registered, versions: ['0.9'] };
    assert.deepEqual(said(kept('0.9'), await namesWith('answered', [registered, managed])), []);
  });
});

describe('completion in a deploy manifest', () => {
  const offered = (text: string, names: Names): string[] =>
    completeAt({ text, before: [], cache: new ParseCache(), names }, text.length, manifestKinds).map(
      ({ label, detail, snippet }) => `${label} (${detail ?? ''}) ${snippet}`,
    );

  it('has the ids that the workspace and the endpoint have, each once', async () => {
    const here = { ...registered, id: 'plugin-here-noti-protocol' };
    const names = await namesWith('answered', [registered, here], { '/r.yaml': register });
    assert.deepEqual(offered('name: A\nplugin_info:\n  plugin_id: ', names), [
      'plugin-here-noti-protocol (notification.Protocol) plugin-here-noti-protocol',
      'plugin-slack-noti-protocol (notification.Protocol at Staging) plugin-slack-noti-protocol',
    ]);
  });

  it('has the versions of the plugin that is named, as the platform reads them', async () => {
    const names = await namesWith('answered', [registered, { ...registered, id: 'other', versions: ['9'] }]);
    assert.deepEqual(offered(`name: A\nplugin_info:\n  plugin_id: ${registered.id}\n  version: `, names), [
      '1.2 (plugin-slack-noti-protocol at Staging) "1.2"',
      '1.1 (plugin-slack-noti-protocol at Staging) "1.1"',
    ]);
  });
});
