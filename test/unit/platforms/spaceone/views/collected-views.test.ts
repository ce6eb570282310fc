import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../../src/base/json';
import { listPage, tabsOf, viewedTypes } from '../../../../../src/platforms/spaceone/views/collected-views';
import { viewFindings } from '../../../../../src/platforms/spaceone/views/view-findings';

const names = { provider: 'demo', group: 'Compute', name: 'Server' };
const reference = { provider: 'demo', cloud_service_group: 'Compute', cloud_service_type: 'Server' };

function typeOf(metadata: Json): Json {
  return { state: 'SUCCESS', resource_type: 'inventory.CloudServiceType', resource: { ...names, metadata } };
}

function serviceOf(data: Json, more: JsonObject = {}): Json {
  const resource = { name: 'a', provider: 'demo', cloud_service_group: 'Compute', cloud_service_type: 'Server', data };
  return { state: 'SUCCESS', resource_type: 'inventory.CloudService', resource: { ...resource, ...more } };
}

const referring = { metadata: { view: { sub_data: { reference: { resource_type: 'x', options: reference } } } } };
const view = (fields: Json, tabs: Json = [], search: Json = []): JsonObject => ({
  view: { search, table: { layout: { options: { fields } } }, sub_data: { layouts: tabs } },
});

/** The findings of all types of an answer, a line each. */
function told(...messages: readonly Json[]): string[] {
  const types = viewedTypes(messages);
  return types.flatMap((type) =>
    viewFindings(type, types).map(({ severity, path, message }) => `${severity} ${path}: ${message}`),
  );
}

describe('the views of what a collector has answered', () => {
  it('has the type’s own columns between those of the console, without the optional ones', () => {
    const fields = [
      { key: 'data.size', name: 'Size', type: 'size', options: { source_unit: 'GB', display_unit: 'GB' } },
      { key: 'data.note', name: 'Note', options: { is_optional: true } },
    ];
    const [type] = viewedTypes([
      typeOf(view(fields)),
      serviceOf({ size: 10 }, { region_code: 'r1', updated_at: '2024-03-01T10:20:30Z' }),
      serviceOf({}),
    ]);
    const page = listPage(type!);
    assert.ok(page.is === 'table');
    assert.deepEqual(
      page.columns.map(({ label }) => label),
      ['Name', 'Size', 'Provider', 'Region', 'Project', 'Last Collected'],
    );
    const text = (value: string): object => ({ is: 'text', text: value });
    const blank = { is: 'blank' };
    assert.deepEqual(page.rows, [
      [text('a'), text('10 GB'), text('demo'), text('r1'), blank, text('2024-03-01 10:20:30')],
      [text('a'), text('-'), text('demo'), blank, blank, blank],
    ]);
  });

  it('takes the texts of the helpers of 2.0 before the plain values', () => {
    const [type] = viewedTypes([
      { resource_type: 'inventory.CloudServiceType', resource: { ...names, metadata: null, json_metadata: '{"a":1}' } },
      serviceOf(null, { json_data: '{"b":2}' }),
    ]);
    assert.deepEqual([type?.metadata, type?.resources[0]?.resource['data']], [{ a: 1 }, { b: 2 }]);
  });

  it('has the tabs of the type to which a resource refers, then its own, between those of the console', () => {
    const tab = (name: string): Json => ({ name, type: 'item', options: { fields: [{ key: 'name' }] } });
    const own = { metadata: { view: { sub_data: { ...referring.metadata.view.sub_data, layouts: [tab('Own')] } } } };
    const types = viewedTypes([typeOf(view([], [tab('Of the type')])), serviceOf({}, own), serviceOf({})]);
    const titles = (at: number): string[] => tabsOf(types[0]!.resources[at]!, types).map(({ name }) => name);
    assert.deepEqual(titles(0), ['Base Information', 'Of the type', 'Own', 'Raw Data']);
    assert.deepEqual(titles(1), ['Base Information', 'Raw Data']);
  });

  it('is nothing of failures, and of what is no resource', () => {
    const failed = { state: 'FAILURE', resource_type: 'inventory.ErrorResource', resource: {} };
    assert.deepEqual(viewedTypes([failed, null, 7, 'x', [], { resource: 7 }]), []);
  });
});

describe('the findings of dynamic views', () => {
  it('are none for metadata that shows what it means', () => {
    const fields = [
      { key: 'data.on', type: 'enum', options: { items: { UP: 'Up' } } },
      { key: 'data.tags', type: 'dict', options: { default: {} } },
    ];
    const tabs = [
      { name: 'Rules', type: 'table', options: { root_path: 'data.rules', fields: [{ key: 'port' }] } },
      {
        name: 'More',
        type: 'list',
        options: { layouts: [{ type: 'simple-table', options: { root_path: 'data.rules' } }] },
      },
    ];
    const search = [{ key: 'data.on', name: 'On', enums: { UP: { label: 'Up' } } }];
    const data = { on: 'UP', rules: [{ port: 1 }] };
    assert.deepEqual(told(typeOf(view(fields, tabs, search)), serviceOf({ ...data, tags: {} }, referring)), []);
    assert.deepEqual(told(typeOf({}), serviceOf({})), []);
  });

  const mistakes: [what: string, metadata: Json, data: Json, findings: string[]][] = [
    [
      'an unknown type of a field',
      view([{ key: 'name', type: 'progress' }]),
      {},
      [
        'error metadata.view.table.layout.options.fields[0].type: "progress" is no type of a field: it is shown as text. Types are text, badge, datetime, state, enum, size, dict, list, more.',
      ],
    ],
    [
      'a family of colours, however deep it stands',
      view([
        { key: 'name', type: 'enum', options: { UP: { type: 'state', options: { icon: { color: 'green' } } } } },
        { key: 'name', type: 'badge', options: { outline_color: 'green.500' } },
      ]),
      {},
      [
        'error metadata.view.table.layout.options.fields[0].options.UP.options.icon.color: The colour "green" has no shade, such as "green.500". The cell stays blank.',
      ],
    ],
    [
      'a dict that is missing and has no default',
      view([{ key: 'data.tags', type: 'dict' }]),
      {},
      [
        'error metadata.view.table.layout.options.fields[0].options.default: A dict fails where its value is missing: give it the default {}.',
        'warning metadata.view.table.layout.options.fields[0].key: No resource that was collected has "data.tags".',
      ],
    ],
    [
      'an enum of what is no text',
      view([{ key: 'data.on', type: 'enum', options: { true: 'On' } }]),
      { on: true },
      [
        'error metadata.view.table.layout.options.fields[0]: An enum finds texts alone: collect answers with true, which is no text.',
      ],
    ],
    [
      'labels that are sent',
      view([], [], [{ key: 'name', enums: { UP: 'Up' } }, { name: 'No key' }]),
      {},
      [
        'warning metadata.view.search[0].enums: The console sends the label in place of the value: write {value: {label: …}}, or a list of values.',
        'error metadata.view.search[1]: A search key has a "key", and a "name" that is shown.',
      ],
    ],
    [
      'a list page that is not shown',
      { view: { sub_data: {} } },
      {},
      [
        'error metadata.view.table.layout.options.fields: The list page needs the fields of its table: without them it is not shown.',
        'error metadata.view.search: The list page needs a list of search keys: without it it is not shown.',
      ],
    ],
    [
      'tabs that show nothing',
      view(
        [],
        [
          { name: 'A', type: 'simple-table', options: { fields: [] } },
          { name: 'A', type: 'table', options: { fields: [{ key: 'x', options: { default: '-' } }] } },
          { name: 'B', type: 'card', options: { root_path: 'data.nowhere' } },
          7,
        ],
      ),
      {},
      [
        'error metadata.view.sub_data.layouts[0].type: A simple-table is always empty as a tab: write table, or put it into a list.',
        'error metadata.view.sub_data.layouts[1].name: Two tabs are called "A", and one of them is not seen.',
        'error metadata.view.sub_data.layouts[1].options.root_path: A table needs the path of its list: without it the query fails.',
        'warning metadata.view.sub_data.layouts[1].options.fields[0].options.default: A table with a root_path shows no default: a missing value stays blank.',
        'warning metadata.view.sub_data.layouts[1].options.fields[0].key: No resource that was collected has "x".',
        'error metadata.view.sub_data.layouts[2].type: "card" is no layout: it is shown as an item. Layouts are item, simple-table, table, query-search-table, raw, markdown, list, raw-table, html, popup.',
        'warning metadata.view.sub_data.layouts[2].options.root_path: No resource that was collected has "data.nowhere".',
        'error metadata.view.sub_data.layouts[3]: A tab is a layout with a name, a type and options.',
      ],
    ],
    [
      'what is no list of tabs',
      { view: { search: [], table: { layout: { options: { fields: [7] } } }, sub_data: { layouts: 'x' } } },
      {},
      [
        'error metadata.view.table.layout.options.fields[0]: A field has a "key", and a "name" that heads it.',
        'error metadata.view.sub_data.layouts: The tabs are a list of layouts.',
      ],
    ],
  ];
  for (const [what, metadata, data, findings] of mistakes) {
    it(`tell ${what} with its path`, () => {
      assert.deepEqual(told(typeOf(metadata), serviceOf(data, referring)), findings);
    });
  }

  it('tell a service without its type, and one that refers to a type that is not there', () => {
    assert.deepEqual(told(serviceOf({}, referring)), [
      'error cloud_service_type: 1 resources are of the type "Server", which collect has not answered: "Cloud service type not exists".',
      'error item 1: metadata.view.sub_data.reference: It refers to a type that collect has not answered, so the tabs of that are missing.',
    ]);
  });

  it('tell the layouts of a resource of its own at that item', () => {
    const own = { metadata: { view: { sub_data: { layouts: [{ name: 'T', type: 'tabel' }] } } } };
    assert.deepEqual(told(typeOf({}), serviceOf({}), serviceOf({}, own)), [
      'error item 3: metadata.view.sub_data.layouts[0].type: "tabel" is no layout: it is shown as an item. Layouts are item, simple-table, table, query-search-table, raw, markdown, list, raw-table, html, popup.',
    ]);
  });

  it('come of nothing that metadata may hold as a failure of ours', () => {
    const odd: Json[] = [null, 7, 'x', [], {}, [null], { view: 7 }, { view: { search: {}, table: [], sub_data: 'x' } }];
    const deep = JSON.parse(`${'{"options":{"layouts":['.repeat(300)}7${']}}'.repeat(300)}`) as Json;
    for (const metadata of [...odd, view([deep, ...odd], [deep, ...odd], [deep, ...odd])]) {
      told(typeOf(metadata), serviceOf(metadata, { metadata }));
      viewedTypes([typeOf(metadata), serviceOf(metadata, { metadata })]).forEach((type) => {
        listPage(type);
        type.resources.forEach((resource) => tabsOf(resource, [type]));
      });
    }
  });
});
