import assert from 'node:assert/strict';
import { checkText } from '../../../src/manifest/check/check-text';
import { completeAt } from '../../../src/manifest/edit/completion';
import { hoverAt } from '../../../src/manifest/edit/hover';
import type { JsonSchema, Schema } from '../../../src/manifest/schema/json-schema';
import { noNames } from '../../../src/manifest/names/names';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { readRequest, writeRequestFile } from '../../../src/manifest/requests/request-file';
import { requestKind } from '../../../src/manifest/requests/request-kind';
import { agreesWithOracles } from './schema-oracles';

const whole = 'Must be a whole number that fits int32.';
const messages: Readonly<Record<string, JsonSchema>> = {
  'Collector.collect': {
    $ref: '#/definitions/sample.CollectRequest',
    definitions: {
      'sample.CollectRequest': {
        title: 'CollectRequest',
        type: 'object',
        additionalProperties: false,
        properties: {
          options: { title: 'Struct', description: 'What the plugin is to do.', type: ['object', 'null'] },
          secret_data: { title: 'Struct', type: ['object', 'null'] },
          most_items: {
            title: 'int32',
            anyOf: [
              { type: 'integer' },
              { type: 'string', pattern: '^[0-9]+$', errorMessage: whole },
              { type: 'null' },
            ],
            errorMessage: whole,
          },
          level: { title: 'Level', anyOf: [{ enum: ['LOW', 'HIGH'] }, { type: 'integer' }, { type: 'null' }] },
          names: { title: 'repeated string', type: ['array', 'null'], items: { type: 'string' } },
        },
      },
    },
  },
  'Collector.init': { type: 'object', additionalProperties: false, properties: { domain_id: { type: 'string' } } },
};

const kind = requestKind((call) => messages[call], {
  calls: () => ['Collector.collect', 'Collector.init', 'Collector.init'],
  profiles: () => ['my-account'],
});

/** Good headers; every key that their schema knows stands in one of them. */
const headers = [
  'call: Collector.init\nmessage: {}\n',
  'call: a.b.Collector/collect\nprofile: my-account\nmessage: {options: {}}\n',
  'profile: null\nmessage:\n  secret_data: ${profile}\ncall: init\n',
  'message: &m {a: 1}\nprofile: "5"\ncall: /a.B/c\n',
  'call: Job.get_tasks\nprofile: staging\nmessage: {options: {a: [1, two]}, secret_data: {}}\n',
];

const request = (...lines: readonly string[]): string =>
  ['call: Collector.collect', 'message:', ...lines.map((line) => `  ${line}`), ''].join('\n');

function findingsIn(text: string, of = kind): string[] {
  return checkText(text, [of], []).findings.map(({ range, severity, message }) => {
    return `${text.slice(range.start, range.end)}: ${severity}: ${message}`;
  });
}

function kindOf(text: string): string | undefined {
  return checkText(text, [kind], []).documents[0]?.kind?.id;
}

describe('a request file', () => {
  it('is recognized by a call and a message', () => {
    for (const text of [
      writeRequestFile('Collector.init', { options: {} }),
      'call: Collector/init\nmessage:\n',
      'call: init\nmessage: {}\n',
      'message: {a: 1}\nprofile: x\ncall: spaceone.api.inventory.plugin.Collector.collect\n',
      '{"call": "Collector.init", "message": {}, "note": "one key too many"}',
    ]) {
      assert.equal(kindOf(text), 'workbench.request', text);
    }
  });

  it('is not seen in files that only have such keys', () => {
    for (const text of [
      'call: me\nmessage: later\n',
      'call: the office\nmessage: {a: 1}\nfrom: x\n',
      'call: Collector.init\n',
      'call: {a: b}\nmessage: {}\n',
      'jobs:\n  call: a.b\n  message: {}\n',
      'call: ""\nmessage: {}\nfrom: x\n',
    ]) {
      assert.equal(kindOf(text), undefined, text);
    }
  });

  it('stays one while its call or message is typed anew', () => {
    const previous = checkText('call: Collector.init\nmessage: {}\n', [kind], []);
    for (const text of ['call: \nmessage: {}\n', 'call: Collector.init\nmess', 'call: Coll\nmessage: a\n']) {
      const { documents } = checkText(text, [kind], [], { previous });
      assert.equal(documents[0]?.kind?.id, 'workbench.request', text);
    }
  });

  it('as the workbench writes one has no findings', () => {
    const text = writeRequestFile('Collector.collect', { options: { a: [1, null] }, secret_data: '${profile}' });
    assert.deepEqual(findingsIn(text), []);
    assert.equal(readRequest(text, 'x').call, 'Collector.collect');
  });

  it('is checked in its header while nothing is known of its method', () => {
    assert.deepEqual(findingsIn('call: Unknown.method\nprofil: x\nmessage: {whatever: [1]}\n'), [
      'profil: error: Unknown key "profil": did you mean "profile"?',
    ]);
    assert.deepEqual(findingsIn('call: Collector.init()\nmessage: {}\nprofile: 5\n'), [
      'Collector.init(): error: "call" must be a service and a method, such as Collector.init.',
      '5: error: "profile" must be a string, but the workbench reads "5" as the number 5: quote it.',
    ]);
  });

  it('is held against the message of the method that it calls', () => {
    assert.deepEqual(findingsIn(request('optoins: {}', 'level: HIHG', 'names: a', 'nothing: 1')), [
      'optoins: error: Unknown key "optoins": did you mean "options"?',
      'HIHG: error: "level" must be LOW or HIGH: did you mean HIGH?',
      'a: error: "names" must be a list, not a string.',
      'nothing: error: "nothing" is not a key of CollectRequest.',
    ]);
    assert.deepEqual(findingsIn('call: Collector.init\nmessage:\n  options: {}\n').length, 1);
  });

  it('says in words what a value must be', () => {
    for (const value of ['many', 'true', '[1]', '1.5']) {
      assert.deepEqual(findingsIn(request(`most_items: ${value}`)), [
        `${value}: error: "most_items" must be a whole number that fits int32.`,
      ]);
    }
    assert.deepEqual(findingsIn(request('most_items: "5"', 'level: 7', 'names: null')), []);
  });

  it('may have names in camel case, which are taken', () => {
    assert.deepEqual(findingsIn(request('secretData: {}')), [
      'secretData: warning: "secretData" is taken as "secret_data"; write it so.',
    ]);
  });

  it('may refer to a profile in the place of any value and within any text', () => {
    const lines = [
      'secret_data: ${profile}',
      'most_items: "${profile:COUNT}"',
      'level: ${profile:LEVEL}',
      'options: prefix-${profile:OPTIONS}-and-more',
      'names: ["a-${profile:B}"]',
    ];
    assert.deepEqual(findingsIn(request(...lines)), []);
    assert.deepEqual(findingsIn(request('most_items: $profile')).length, 1);
  });

  it('is read by YAML 1.2, where yes is a text and 0123 a number', () => {
    assert.deepEqual(findingsIn(request('names: [yes, 2026-01-31, on]', 'options: {a: 0123}')), [
      '0123: warning: The workbench reads "0123" as the number 123: quote it to keep the text.',
    ]);
  });

  it('takes on what becomes known of its method, and stays the same until then', () => {
    const known = new Map<string, Schema>();
    const learning = requestKind((call) => known.get(call));
    const text = 'call: A.b\nmessage: {c: 1}\n';
    assert.deepEqual(findingsIn(text, learning), []);
    known.set('A.b', { type: 'object', properties: {}, additionalProperties: false });
    assert.equal(findingsIn(text, learning).length, 1);
    const kinds = [1, 2].map(() => checkText(text, [learning], []).documents[0]?.kind);
    assert.equal(kinds[0], kinds[1]);
    assert.notEqual(kinds[0], learning);
  });
});

describe('on the header of a request file, our engine agrees with ajv and with the JSON language service', () => {
  agreesWithOracles(
    requestKind(() => undefined),
    headers,
  );
});

describe('in a request file', () => {
  /** The text with its cursor taken out, at a "|". */
  function at(marked: string): { open: Parameters<typeof completeAt>[0]; offset: number } {
    const offset = marked.indexOf('|');
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    const { documents } = checkText(text, [kind], []);
    return { open: { text, before: documents, cache: new ParseCache(), names: noNames }, offset };
  }
  const offered = (marked: string): string[] => {
    const { open, offset } = at(marked);
    return completeAt(open, offset, [kind]).map(({ label }) => label);
  };

  it('the fields of the message are offered, and the values of an enum', () => {
    assert.deepEqual(offered(request('options: {}', '|')), ['secret_data', 'most_items', 'level', 'names']);
    assert.deepEqual(offered(request('level: |')), ['LOW', 'HIGH']);
  });

  it('the methods of the plugins and the credential profiles are offered', () => {
    assert.deepEqual(offered('call: |\nmessage: {}\n').slice(0, 2), ['Collector.collect', 'Collector.init']);
    assert.deepEqual(offered('call: Collector.init\nprofile: |\nmessage: {}\n').slice(0, 1), ['my-account']);
  });

  it('a whole one is offered where there is nothing yet', () => {
    const { open, offset } = at('|');
    const [suggestion] = completeAt(open, offset, [kind]);
    assert.equal(suggestion?.label, 'Request');
    assert.match(suggestion.snippet, /^call: .*Collector\.init.*\nmessage:\n {2}options: /);
  });

  it('hovering tells what a field is', () => {
    const { open, offset } = at(request('opt|ions: {}'));
    assert.equal(hoverAt(open, offset, [kind])?.markdown, '**Struct**\n\nWhat the plugin is to do.');
  });
});
