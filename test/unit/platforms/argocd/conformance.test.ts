import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../../src/manifest/finding';
import { check } from './workspace';

const folder = join(__dirname, '../../../fixtures/argocd-conformance');

/** What only a plugin's answer, or the network, decides: the manifests themselves could be right. */
const decidedByThePlugin: Readonly<Record<string, string>> = {
  dns: 'the host cannot be resolved',
  merge_key_absent: 'the plugins do not give the merge key',
  merge_ok_missingkey: 'one parameter set lacks a parameter that others have',
  missing_go_err: 'the plugin does not give a parameter',
  values_nested_go: 'the plugin does not give a parameter',
  resp_e403: 'the plugin answers 403',
  resp_e500d: 'the plugin answers 500',
  resp_e500j: 'the plugin answers 500',
  resp_listout: 'the plugin answers a list',
};

interface Answer {
  readonly applications: readonly unknown[] | null;
  readonly error?: string;
  readonly decodeError?: string;
}

const anotherConnection = [
  'apiVersion: v1',
  'kind: ConfigMap',
  'metadata: {name: of-another-plugin, namespace: argocd}',
  'data: {token: $of-another-plugin:token, baseUrl: http://of-another-plugin.argocd}',
].join('\n');

/** Manifests and what the real Argo CD v3.5.7 made of them, beside a plugin that answers. */
describe('what Argo CD v3.5.7 does with manifests', () => {
  for (const file of readdirSync(join(folder, 'cases'))) {
    const name = file.replace(/\.yaml$/, '');
    const text = readFileSync(join(folder, 'cases', file), 'utf8');
    const answer = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8')) as Answer | Answer[];
    const failures = [answer].flat().flatMap(({ error, decodeError }) => error ?? decodeError ?? []);
    const findings = async (others = {}): Promise<Finding[]> => {
      const found = (await check(text, others)).findings;
      // Every case shares a Secret with a value that is encoded twice and has no label.
      return found.filter(({ code }) => !/secret-encoding|part-of-label/.test(code));
    };
    const errors = async (): Promise<Finding[]> => (await findings()).filter(({ severity }) => severity === 'error');

    if (failures.length === 0) {
      it(`${name} is taken, so nothing is an error`, async () => assert.deepEqual(await errors(), []));
    } else if (name in decidedByThePlugin) {
      it(`${name} fails because ${decidedByThePlugin[name] ?? ''}, so nothing is an error`, async () =>
        assert.deepEqual(await errors(), []));
    } else {
      it(`${name} fails, and a finding says so`, async () => {
        // That a ConfigMap is missing is told where the workspace has others.
        const others = { '/another.yaml': anotherConnection };
        const about = (await findings(others)).filter(
          ({ severity, code }) => severity === 'error' || code === 'argocd/config-map-not-found',
        );
        assert.notDeepEqual(about, [], failures[0]);
      });
    }
  }

  it('lists no case as decided by the plugin that is none', () => {
    const cases = readdirSync(join(folder, 'cases')).map((file) => file.replace(/\.yaml$/, ''));
    assert.deepEqual(
      Object.keys(decidedByThePlugin).filter((name) => !cases.includes(name)),
      [],
    );
  });
});
