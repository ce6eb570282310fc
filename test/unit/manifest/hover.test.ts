import assert from 'node:assert/strict';
import { hoverAt } from '../../../src/manifest/edit/hover';
import { noNames } from '../../../src/manifest/names/names';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { registerManifest } from '../../../src/platforms/spaceone/register-manifest';
import { taskFile } from '../../../src/platforms/spaceone/task-file';
import { sampleKind } from './sample-kind';

/** The hover where `|` stands, with what it covers. */
function hover(marked: string): { covers: string; markdown: string } | undefined {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = hoverAt({ text, before: [], cache: new ParseCache(), names: noNames }, offset, [
    registerManifest,
    sampleKind,
  ]);
  return found && { covers: text.slice(found.range.start, found.range.end), markdown: found.markdown };
}

const head = 'name: A\nresource_type: inventory.Collector\nimage: a\n';

describe('a hover', () => {
  const places: [name: string, marked: string, covers: string, markdown: string][] = [
    [
      'of a key',
      'sample: 1\nserver:\n  po|rt: 1\n',
      'port',
      'Where it listens.\n\nDefault: `443`\n\nExamples: `443`, `8443`',
    ],
    [
      'of a value',
      'sample: 1\nserver: {port: 1|23}\n',
      '123',
      'Where it listens.\n\nDefault: `443`\n\nExamples: `443`, `8443`',
    ],
    [
      'of a key in an item',
      'sample: 1\nrules:\n  - le|vel: low\n',
      'level',
      '**Level**\n\nValues: `low`, `high`, `"off"`\n\nDefault: `low`',
    ],
    ['in a later document', 'a: 1\n---\nsa|mple: 1\n', 'sample', '**Sample**\n\nSays what it is.\n\nDefault: `1`'],
    ['of a key before a syntax error', 'sample: 1\nte|xt: a\nrules: [\n', 'text', '**Text**'],
    [
      'of a value that reads otherwise',
      'sample: 1\ntext: n|o\n',
      'no',
      '**Text**\n\nPyYAML reads `no` as the boolean false.',
    ],
  ];
  for (const [name, marked, covers, markdown] of places) {
    it(name, () => assert.deepEqual(hover(marked), { covers, markdown }));
  }

  it('speaks of a request of the task file in which it stands', () => {
    const file = `tasks:
  - uses: "@modules/resource"
    spec:
      resource_type: repository.Plugin
      verb: {exec: register}
      data:
        service_type: inventory.Collector
        tem|plate: {}
`;
    const offset = file.indexOf('|');
    const text = file.replace('|', '');
    const open = { text, before: [], cache: new ParseCache(), names: noNames };
    assert.match(hoverAt(open, offset, [taskFile])?.markdown ?? '', /^\*\*Template\*\*/);
    assert.match(hoverAt(open, text.indexOf('exec:'), [taskFile])?.markdown ?? '', /^\*\*Method to call\*\*/);
  });

  it('speaks of the form that the manifest has', () => {
    assert.match(hover(`${head}registry_t|ype: HARBOR`)?.markdown ?? '', /^\*\*Image registry\*\*[\s\S]*`GITHUB`/);
    assert.doesNotMatch(
      hover('name: A\nservice_type: inventory.Collector\nimage: a\nregistry_t|ype: HARBOR')?.markdown ?? '',
      /GITHUB/,
    );
  });

  it('takes a key in camelCase for what the reader takes it for', () => {
    assert.match(
      hover('name: A\nresourceT|ype: inventory.Collector\nimage: a\n')?.markdown ?? '',
      /Type of the plugin/,
    );
  });

  it('shows text of the manifest as text, whatever it holds', () => {
    const found = hover('sample: 1\nserver:\n  host: a\ntext: !!int "[x](command:y) `|``z`"\n');
    assert.match(found?.markdown ?? '', /reads ```` \[x\]\(command:y\) ```z` ```` as a broken integer/);
  });

  const nowhere: [name: string, marked: string][] = [
    ['in a manifest that is not ours', 'apiVersion: v1\nki|nd: Pod\n'],
    ['on a key that its schema does not have', 'sample: 1\nother|: 1\n'],
    ['between keys and values', `${head}tags:\n | a: b\n`],
    ['in a comment', `# wo|rds\n${head}`],
  ];
  for (const [name, marked] of nowhere) {
    it(`says nothing ${name}`, () => assert.equal(hover(marked), undefined));
  }
});
