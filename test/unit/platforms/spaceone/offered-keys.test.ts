import assert from 'node:assert/strict';
import { checkText } from '../../../../src/manifest/check/check-text';
import { completeAt } from '../../../../src/manifest/edit/completion';
import type { Finding } from '../../../../src/manifest/finding';
import { noNames } from '../../../../src/manifest/names/names';
import { ParseCache } from '../../../../src/manifest/parse/parse-cache';
import { manifestKinds, manifestRules } from '../../../../src/platforms/spaceone/manifest-kinds';

/** A manifest with the cursor at `|`, and a key that is to be offered there. */
const manifests: Readonly<Record<string, readonly [marked: string, offered: string]>> = {
  'of generation 2.0': ['name: A\nimage: a\nresource_type: inventory.Collector\n|', 'plugin_id'],
  'of generation 1.x': ['name: A\nimage: a\nservice_type: inventory.Collector\n|', 'template'],
  'without a type yet': ['name: A\nimage: a\ncapability: {}\n|', 'service_type'],
  'without a type, with a key of 2.0 alone': ['name: A\nimage: a\nplugin_id: p\n|', 'resource_type'],
  'without a type, with a key of 1.x alone': ['name: A\nimage: a\nproject_id: p\n|', 'service_type'],
  'without a type, with a template': ['name: A\nimage: a\ntemplate: {}\n|', 'service_type'],
  'in the capability of a collector': [
    'name: A\nimage: a\nresource_type: inventory.Collector\ncapability:\n  |',
    'supported_providers',
  ],
  'in the capability of a protocol of 1.x': [
    'name: A\nimage: a\nservice_type: notification.Protocol\ncapability:\n  |',
    'data_type',
  ],
  'in the request of a task': [
    'tasks:\n  - uses: "@modules/resource"\n    spec:\n      resource_type: repository.Plugin\n      verb: {exec: register}\n      data:\n        name: A\n        image: a\n        service_type: b\n        |',
    'template',
  ],
  'in an update': ['plugin_id: plugin-a\nname: A\n|', 'capability'],
  'in a schema': ['name: a\nservice_type: secret.credentials\n|', 'schema'],
  'in a provider': ['provider: a\nname: A\ntemplate: {service_account: {}}\n|', 'metadata'],
};

const findingsOf = (text: string): readonly Finding[] => checkText(text, manifestKinds, manifestRules).findings;

describe('a key that is offered in a manifest', () => {
  for (const [name, [marked, wanted]] of Object.entries(manifests)) {
    it(`is refused by no rule and no schema ${name}`, () => {
      const offset = marked.indexOf('|');
      const text = marked.slice(0, offset) + marked.slice(offset + 1);
      const open = {
        text,
        before: checkText(text, manifestKinds, []).documents,
        cache: new ParseCache(),
        names: noNames,
      };
      const keys = completeAt(open, offset, manifestKinds).filter(({ is }) => is === 'key');
      assert.ok(
        keys.some(({ label }) => label === wanted),
        `${wanted} is offered`,
      );

      const before = findingsOf(text).map(({ message }) => message);
      for (const { label } of keys) {
        const written = `${text.slice(0, offset)}${label}: null\n`;
        const refused = findingsOf(written).filter(
          ({ range, message }) => isKey(written.slice(range.start, range.end), written) && !before.includes(message),
        );
        assert.deepEqual(refused, [], label);
      }
    });
  }

  it('is one of the request where a task has none yet', () => {
    const text =
      'tasks:\n  - uses: "@modules/resource"\n    spec:\n      resource_type: repository.Plugin\n      verb: {exec: update}\n      data:\n        ';
    const open = { text, before: [], cache: new ParseCache(), names: noNames };
    const [first] = completeAt(open, text.length, manifestKinds);
    assert.equal(first?.label, 'plugin_id');
  });
});

/** True for a text that stands as a key, whose presence a finding on it is about. */
function isKey(text: string, manifest: string): boolean {
  return /^\w+$/.test(text) && new RegExp(`^\\s*${text}:`, 'm').test(manifest);
}
