import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import type { WorkbenchError } from '../../../../src/base/workbench-error';
import type { RecordedCall } from '../../../../src/runtime/recording/cloud-call';
import { bodyOf, bytesOf } from '../../../../src/runtime/recording/message-body';
import { folded } from '../../../../src/runtime/recording/recording';
import { lineOfCall, readRecording, recordingText } from '../../../../src/runtime/recording/recording-text';

const FILE = '/plugin/recordings/cloud.json';
const calls: RecordedCall[] = [
  {
    method: 'GET',
    address: 'https://cloud.example/v1/instances',
    when: '2026-11-29T18:00:00.000Z',
    times: 2,
    request: {},
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { json: { instances: [{ name: 'one' }] } },
    },
  },
  {
    method: 'POST',
    address: 'https://cloud.example/v1/query',
    when: '2026-11-29T18:00:01.000Z',
    times: 1,
    request: { body: { text: 'Action=List' } },
    answer: { status: 404 },
  },
];

describe('the text of a recording', () => {
  it('is JSON that a person can read and edit', () => {
    strictEqual(
      recordingText(calls.slice(0, 1)),
      `{
  "version": 1,
  "calls": [
    {
      "method": "GET",
      "address": "https://cloud.example/v1/instances",
      "when": "2026-11-29T18:00:00.000Z",
      "times": 2,
      "request": {},
      "answer": {
        "status": 200,
        "headers": {
          "content-type": "application/json"
        },
        "body": {
          "json": {
            "instances": [
              {
                "name": "one"
              }
            ]
          }
        }
      }
    }
  ]
}
`,
    );
  });

  it('says the same when it is read', () => {
    deepStrictEqual(readRecording(recordingText(calls), FILE), calls);
  });

  it('may leave out when and how often a call was made, and what was sent', () => {
    const written = { version: 1, calls: [{ method: 'GET', address: 'https://a.example/', answer: { status: 204 } }] };
    deepStrictEqual(readRecording(JSON.stringify(written), FILE), [
      { method: 'GET', address: 'https://a.example/', when: '', times: 1, request: {}, answer: { status: 204 } },
    ]);
  });

  it('is told to be cut off, on its last line', () => {
    const text = recordingText(calls);
    const cut = text.slice(0, text.indexOf('"status": 404'));
    refuses(cut, 'It is cut off: its end is missing.', cut.trimEnd().split('\n').length);
  });

  it('is told where it stops being JSON', () => {
    const text = recordingText(calls).replace('"times": 2,', '"times": 2');
    throws(() => readRecording(text, FILE), { where: { file: FILE, line: 9 } });
  });

  it('of another version is told to be one', () => {
    throws(() => readRecording('{"version": 2, "calls": []}', FILE), {
      what: `The recording ${FILE} is of another version.`,
      why: 'Its version is 2, and 1 is read here.',
      next: { title: 'Update Plugin Workbench, or record again' },
    });
  });

  it('is told which call of it is none, and on which line that begins', () => {
    const text = recordingText(calls);
    const second = lineOfCall(text, 1);
    refuses(text.replace('"POST"', '"post"'), 'Call 2 has no "method" such as "GET".', second);
    refuses(
      text.replace('"status": 404', '"status": "404"'),
      'Call 2 has no "status" from 200 to 599 in its answer.',
      second,
    );
    refuses(
      text.replace('"text": "Action=List"', '"texts": "Action=List"'),
      'Call 2 has a "request" whose body or headers cannot be read: a body is { "json": … }, { "text": "…" } or { "base64": "…" }.',
      second,
    );
    refuses(
      text.replace('"content-type": "application/json"', '"content-type": "a\\r\\nset-cookie: b"'),
      'Call 1 has headers in its answer that are no texts under names of headers.',
      lineOfCall(text, 0),
    );
  });
});

describe('a body', () => {
  for (const text of [
    '{"a":[1,"b",null]}',
    '[1.0]',
    '{"a":12345678901234567890}',
    '{"é":"\\u00e9"}',
    'a=1&b=2',
    '<a>1</a>',
  ]) {
    it(`is the same bytes after it was kept: ${text}`, () => {
      strictEqual(bytesOf(bodyOf(Buffer.from(text))).toString(), text);
    });
  }

  it('is kept as JSON where that says the same but for the space between', () => {
    deepStrictEqual(bodyOf(Buffer.from('{ "a": "b c" }\n')), { json: { a: 'b c' } });
    deepStrictEqual(bodyOf(Buffer.from('{ "a": 1.0 }')), { text: '{ "a": 1.0 }' });
  });

  it('is kept in Base64 where it is no text', () => {
    deepStrictEqual(bodyOf(Buffer.from([0xff, 0])), { base64: '/wA=' });
  });
});

describe('calls of a recording', () => {
  it('are one where the same was answered again, and stay apart where another answer came between', () => {
    const [first] = calls;
    const one = { ...first, times: 1 } as RecordedCall;
    const other: RecordedCall = { ...one, answer: { status: 500 } };
    deepStrictEqual(
      folded([one, one, other, one]).map(({ times, answer: { status } }) => [status, times]),
      [
        [200, 2],
        [500, 1],
        [200, 1],
      ],
    );
  });
});

function refuses(text: string, why: string, line: number): void {
  throws(
    () => readRecording(text, FILE),
    (error: unknown) => {
      const { what, why: said, where } = error as WorkbenchError;
      deepStrictEqual([what, said, where], [`The recording ${FILE} cannot be replayed.`, why, { file: FILE, line }]);
      return true;
    },
  );
}
