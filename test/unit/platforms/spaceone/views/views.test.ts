import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../../src/base/json';
import { fieldOf, shownField, type Shown } from '../../../../../src/platforms/spaceone/views/fields';
import { shownLayout, shownTab, type ShownLayout } from '../../../../../src/platforms/spaceone/views/layouts';
import { valueAt } from '../../../../../src/platforms/spaceone/views/values';

/** A cell as the facts write it: a dot is ●, a badge in brackets, a line break /, blank ∅, what fails ✗. */
function words(shown: Shown): string {
  switch (shown.is) {
    case 'blank':
      return '∅';
    case 'text':
      return shown.text;
    case 'badge':
      return `[${shown.text}]`;
    case 'state':
      return `●${shown.text}`;
    case 'tags':
      return shown.tags.map(([key, value]) => `${key}:${value}`).join(' ');
    case 'more':
      return `${words(shown.shown)}…`;
    case 'several':
      return shown.parts.map(words).join(shown.delimiter?.replace('\n', ' / ') ?? ' / ');
    case 'failed':
      return '✗';
  }
}

function lines(layout: ShownLayout): string[] {
  switch (layout.is) {
    case 'item':
      return layout.rows.map(({ label, shown }) => `${label}=${words(shown)}`);
    case 'table':
      return [
        layout.columns.map(({ label }) => label).join(', '),
        ...layout.rows.map((row) => row.map(words).join('|')),
      ];
    case 'list':
      return layout.layouts.flatMap((each) => lines(each));
    case 'source':
      return [`${layout.language}: ${layout.text}`];
    case 'nothing':
      return [layout.why];
  }
}

function cell(type: string, options: JsonObject, data: JsonObject, key = 'v'): string {
  return words(shownField(fieldOf({ key, type, options })!, data));
}

function cells(type: string, options: JsonObject, values: readonly (Json | undefined)[]): string[] {
  return values.map((v) => cell(type, options, v === undefined ? {} : { v }));
}

describe('a key of a field', () => {
  const row = { l: [{ k: 1 }, { k: 2 }, { z: 3 }], m: [{ t: [{ v: 1 }, { v: 2 }] }, { t: [{ v: 3 }] }], a: { b: 1 } };
  const found: [key: string, value: unknown][] = [
    ['l.k', [1, 2, undefined]],
    ['l.0.k', 1],
    ['l.5.k', undefined],
    ['m.t.v', [1, 2, 3]],
    ['a.b.c', 1],
    ['a.constructor', undefined],
    ['nothing.at.all', undefined],
  ];
  for (const [key, value] of found) {
    it(`finds ${JSON.stringify(value)} at ${key}`, () => assert.deepEqual(valueAt(row, key), value));
  }

  it('fails at a null in a list', () => assert.throws(() => valueAt({ l: [null] }, 'l.k'), RangeError));

  it('is one literal key behind as many steps as key_depth says', () => {
    assert.equal(valueAt({ tags: { aws: { 'a.b': 'x' } } }, 'tags.aws.a.b', 2), 'x');
  });
});

describe('a field of a dynamic view', () => {
  it('of text has commas, its default, and what stands around it', () => {
    assert.deepEqual(cells('text', {}, [1234.56789, true, { a: 1 }, null, 0, '']), [
      ...['1,234.56,789', 'true', '{"a":1}', '∅', '0', '∅'],
    ]);
    assert.deepEqual(cells('text', { default: '-', prefix: '<', postfix: '>' }, [undefined, 1]), ['<->', '<1>']);
  });

  it('of a list of values is shown by element, without those that are nothing', () => {
    const nics = [{ ip: 'a', tags: [{ k: 'p' }, { k: 'q' }] }, { ip: 'b' }];
    assert.equal(cell('text', { delimiter: ', ' }, { nics }, 'nics.ip'), 'a, b');
    assert.equal(cell('text', {}, { nics }, 'nics.tags.k'), 'p / q');
    assert.equal(cell('text', { default: '-' }, { nics }, 'nics.9.ip'), '-');
    assert.deepEqual(cells('text', { default: '-' }, [[0, false, '', null, {}, []], []]), ['0 / false', '∅']);
  });

  it('of an unknown type is text', () => assert.deepEqual(cells('progress', {}, [75000]), ['75,000']));

  it('of a badge has the colours that are written, of which an outline is the background', () => {
    const badge = (options: JsonObject, v: Json = 'x'): Shown =>
      shownField(fieldOf({ key: 'v', type: 'badge', options })!, { v });
    const shown = { is: 'badge', text: 'x', isSquare: false } as const;
    assert.deepEqual(badge({}), { ...shown, background: '#6638B6', color: '#FFFFFF' });
    assert.deepEqual(badge({ outline_color: 'violet.500', text_color: '#000' }), {
      ...{ ...shown, background: '#7D5DD2', color: '#FFFFFF' },
    });
    assert.deepEqual(badge({ background_color: '#eee', text_color: 'red.500', shape: 'SQUARE' }, 75000), {
      ...{ is: 'badge', text: '75,000', isSquare: true, background: '#eee', color: '#EA4646' },
    });
    assert.deepEqual(cells('badge', {}, ['', undefined, null]), ['[]', '∅', '∅']);
  });

  it('fails with a colour that is a family without a shade', () => {
    assert.deepEqual(cells('badge', { outline_color: 'green' }, ['x', undefined]), ['✗', '∅']);
    assert.deepEqual(cells('state', { icon: { color: 'green' } }, ['x']), ['✗']);
  });

  it('of a state has its dot even without a value', () => {
    assert.deepEqual(cells('state', { icon: { color: 'green.500' } }, ['on', undefined]), ['●on', '●']);
  });

  it('of a time is a date in UTC; of seconds only where it is told so', () => {
    const seconds = { source_type: 'timestamp', source_format: 'seconds' };
    assert.deepEqual(cells('datetime', seconds, [1709288430, { seconds: 1709288430 }, 0]), [
      ...['2024-03-01 10:20:30', '2024-03-01 10:20:30', '∅'],
    ]);
    const iso = { source_type: 'iso8601', display_format: 'YYYY-MM-DD' };
    assert.deepEqual(cells('datetime', iso, ['2024-03-01T10:20:30Z', 'soon']), ['2024-03-01', '∅']);
    assert.deepEqual(cells('datetime', {}, [1709288430000]), ['2024-03-01 10:20:30']);
    assert.deepEqual(cells('datetime', { display_format: '[at] h:mm A, MMM D' }, [1709288430000]), [
      'at 10:20 AM, Mar 1',
    ]);
  });

  it('of a size has the unit that is asked for, or the best one', () => {
    const values = [1536, '2', 0, null, 'big', [1024, 2048]];
    assert.deepEqual(cells('size', {}, values), ['1.5 KB', '2 bytes', '0 bytes', '-', '-', '1 KB / 2 KB']);
    const gigabytes = { source_unit: 'GB', display_unit: 'GB' };
    assert.deepEqual(cells('size', gigabytes, [1536, '2', 0]), ['1536 GB', '2 GB', '0 GB']);
    assert.deepEqual(cells('size', { ...gigabytes, display_unit: 'MB' }, [1536, '2']), ['1572864 MB', '2048 MB']);
    assert.deepEqual(cells('size', { default: '0' }, [null]), ['-']);
    assert.deepEqual(cells('size', { default: '2048' }, [null]), ['✗']);
  });

  it('of an enum is the item of its value, which only a text finds', () => {
    const items = { UP: { name: 'Up', type: 'state', options: { icon: { color: 'green.500' } } }, DOWN: 'Down' };
    const values = ['UP', 'DOWN', 'OTHER', null, '', undefined, ['UP', 'OTHER']];
    assert.deepEqual(cells('enum', { items, default: 'UP' }, values), [
      ...['●Up', 'Down', 'OTHER', '∅', '∅', '●Up', '●Up / OTHER'],
    ]);
    assert.deepEqual(cells('enum', { true: { type: 'badge' }, 1: 'One' }, [true, 1, 'true']), ['true', '1', '[true]']);
  });

  it('of a dict has tags, and fails without a value unless it has a default', () => {
    const values = [{ k: 'v', n: { x: 1 } }, null, [{ a: 1 }, { b: 2 }], 'ab'];
    assert.deepEqual(cells('dict', {}, values), ['k:v n:[object Object]', '✗', 'a:1 / b:2', '0:a 1:b']);
    assert.deepEqual(cells('dict', { default: {} }, [null]), ['∅']);
  });

  it('of a list has its elements in its item, and fails for an object with a sub_key', () => {
    const l = [{ n: 'a' }, { n: 'b' }, {}];
    assert.deepEqual(cells('list', { sub_key: 'n', delimiter: ', ' }, [l, [], undefined]), ['a, b', '∅', '∅']);
    assert.deepEqual(cells('list', {}, [l]), ['{"n":"a"} / {"n":"b"}']);
    assert.deepEqual(cells('list', { item: { type: 'badge' }, delimiter: ' ' }, [['x', 'y'], 'z']), ['[x] [y]', '[z]']);
    assert.deepEqual(cells('list', { sub_key: 'n' }, [{ n: 'a' }]), ['✗']);
  });

  it('of more is a link to a layout over what stands beside it', () => {
    const layout = { type: 'popup', options: { layout: { type: 'item', options: { fields: [{ key: 'a' }] } } } };
    const shown = shownField(fieldOf({ key: 'n', type: 'more', options: { sub_key: 'x', layout } })!, {
      n: 'all',
      x: { a: 1 },
    });
    assert.ok(shown.is === 'more');
    assert.equal(words(shown), 'all…');
    assert.deepEqual(lines(shownLayout(shown.layout, shown.data)), ['a=1']);
  });

  it('is not nested without end', () => {
    let item: JsonObject = { type: 'text' };
    for (let depth = 0; depth < 50; depth += 1) {
      item = { type: 'list', options: { item } };
    }
    assert.deepEqual(cells('list', { item }, ['x']), ['✗']);
  });
});

describe('a layout of a dynamic view', () => {
  const fields = (...keys: string[]): Json => keys.map((key) => ({ key, name: key.toUpperCase() }));
  const layout = (type: string, options: JsonObject): JsonObject => ({ name: 'L', type, options });

  it('of an item has its fields, or every key of its data', () => {
    assert.deepEqual(lines(shownTab(layout('item', { fields: fields('a', 'b') }), { a: false })), ['A=false', 'B=∅']);
    const data = { s: 'x', o: { k: 1 }, a: [1, 2], n: null };
    assert.deepEqual(lines(shownTab(layout('card', { root_path: 'data' }), { data })), [
      's=x',
      'o=k:1',
      'a=1, 2',
      'n=∅',
    ]);
  });

  it('of an item is no data where all values are nothing, or 0', () => {
    const one = layout('item', { fields: [{ key: 'a' }, { key: 'b', options: { default: 'x' } }] });
    assert.deepEqual(lines(shownTab(one, { a: 0 })), ['No Data']);
    const away = layout('item', { fields: fields('a'), root_path: 'nope' });
    assert.deepEqual(lines(shownTab(away, { a: 1 })), ['No Data']);
  });

  const rules = [{ port: 22, cidrs: ['a', 'b'], state: 'on' }, { cidrs: [] }];
  const columns = [
    { key: 'port', options: { default: 'any' } },
    { key: 'cidrs', options: { delimiter: ', ' } },
    { key: 'state', type: 'state' },
  ];

  it('of a table tab is a query, in which no default and no dot is seen where a value is missing', () => {
    const tab = layout('table', { root_path: 'data.rules', fields: columns });
    assert.deepEqual(lines(shownTab(tab, { data: { rules } })), ['port, cidrs, state', '22|a, b|●on', '∅|∅|∅']);
    assert.deepEqual(lines(shownTab(tab, { data: { rules: null } })), ['port, cidrs, state']);
    assert.deepEqual(lines(shownTab(tab, { data: { rules: { port: 1 } } })), ['port, cidrs, state', '1|∅|∅']);
  });

  it('of a table without a root_path or fields is no tab', () => {
    assert.deepEqual(lines(shownTab(layout('table', { fields: columns }), {})), [
      'Without a root_path the server refuses the query.',
    ]);
    assert.deepEqual(lines(shownTab(layout('table', { root_path: 'a' }), {})), ['A table without fields is no tab.']);
  });

  it('of a simple-table shows nothing as a tab, and rows with defaults inside of a list', () => {
    const simple = layout('simple-table', { root_path: 'rules', fields: columns.slice(0, 1) });
    const resource = { rules: [{ port: 22 }, {}] };
    assert.deepEqual(lines(shownTab(simple, resource)), ['No Data']);
    assert.deepEqual(lines(shownTab(layout('list', { layouts: [simple] }), resource)), ['port', '22', 'any']);
  });

  it('of a raw-table has the keys of the first row, in the order of the console', () => {
    const data = [
      { b: 1, 10: 2, a: { k: 1 } },
      { b: true, zz: 3 },
    ];
    assert.deepEqual(lines(shownTab(layout('raw-table', { root_path: 'data' }), { data })), [
      ...['a, b, 10', '{"k":1}|1|2', '∅|true|∅'],
    ]);
    assert.deepEqual(lines(shownTab(layout('raw-table', {}), {})), ['A raw-table needs a list at its root_path.']);
  });

  it('of raw, markdown and html is its source; nothing of it is run', () => {
    assert.deepEqual(lines(shownTab(layout('raw', { root_path: 'a' }), {})), ['json: {}']);
    const markdown = '<%= process.exit() %>';
    assert.deepEqual(lines(shownTab(layout('markdown', { markdown: { en: markdown } }), {})), [
      `markdown: ${markdown}`,
    ]);
    assert.deepEqual(lines(shownTab(layout('html', { root_path: 'h' }), { h: '<b>x</b>' })), ['html: <b>x</b>']);
    assert.deepEqual(lines(shownTab(layout('html', {}), {})), ['html: [object Object]']);
  });

  it('marks the column by which it is sorted, and counts the rows behind its first page', () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ n }));
    const shown = shownTab(
      layout('table', { root_path: 'r', fields: [{ key: 'n' }], default_sort: { key: 'n', desc: true } }),
      { r: many },
    );
    assert.ok(shown.is === 'table');
    assert.deepEqual([shown.columns[0]?.sorted, shown.rows.length, shown.more], ['down', 15, 5]);
  });

  it('that is wrong in every way fails in none', () => {
    const odd: Json[] = [null, 7, 'x', [], {}, [null], { fields: 7 }, { fields: [null, 7, {}] }, { layouts: [1] }];
    for (const type of [
      'item',
      'table',
      'simple-table',
      'raw-table',
      'list',
      'html',
      'markdown',
      'popup',
      'raw',
      'x',
    ]) {
      for (const options of odd) {
        for (const resource of [undefined, ...odd]) {
          shownTab({ name: 7, type, options }, resource);
        }
      }
    }
  });
});
