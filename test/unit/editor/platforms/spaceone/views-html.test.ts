import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../../src/base/json';
import { readPageMessage, readShowMessage } from '../../../../../src/editor/platforms/spaceone/views/page-messages';
import { shownHtml, viewsHtml } from '../../../../../src/editor/platforms/spaceone/views/views-html';
import { viewedTypes } from '../../../../../src/platforms/spaceone/views/collected-views';

const names = { provider: 'demo', group: 'Compute', name: 'Server' };

function answer(metadata: Json, ...data: Json[]): Json[] {
  const of = { provider: 'demo', cloud_service_group: 'Compute', cloud_service_type: 'Server' };
  const view = { view: { sub_data: { reference: { options: of } } } };
  return [
    { resource_type: 'inventory.CloudServiceType', resource: { ...names, metadata } },
    ...data.map((each, at) => ({
      resource_type: 'inventory.CloudService',
      resource: { name: `server-${at}`, ...of, data: each, metadata: view },
    })),
  ];
}

function parts(messages: readonly Json[], looked = { type: 0, resource: 0, tab: 0 }): ReturnType<typeof viewsHtml> {
  const types = viewedTypes(messages);
  return viewsHtml({ plugin: 'demo', when: 'at 127.0.0.1:1', note: undefined, types }, looked);
}

/** The words of a part, without tags. */
function words(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const metadata: JsonObject = {
  view: {
    search: [],
    table: { layout: { options: { fields: [{ key: 'data.state', name: 'State', type: 'badge' }] } } },
    sub_data: { layouts: [{ name: 'Facts', type: 'item', options: { fields: [{ key: 'data.size', name: 'Size' }] } }] },
  },
};

describe('the page of dynamic views', () => {
  it('has the list page of a type, and the tabs of the resource that was chosen', () => {
    const shown = parts(answer(metadata, { state: 'up' }, { state: 'down', size: 7 }), {
      type: 0,
      resource: 1,
      tab: 1,
    });
    assert.equal(words(shown.types), 'Compute / Server (2)');
    assert.equal(
      words(shown.list),
      'List page Name State Provider Region Project Last Collected server-0 up demo server-1 down demo',
    );
    assert.equal(words(shown.detail), 'Item 3 Base Information Facts Raw Data Size 7');
    assert.match(shown.detail, /id="tab-1"[^>]*tabindex="0"[^>]*aria-selected="true"/);
  });

  it('tells what is wrong with the metadata, with its path', () => {
    const odd = { view: { search: [], table: { layout: { options: { fields: [{ key: 'name', type: 'tag' }] } } } } };
    assert.match(
      words(parts(answer(odd, {})).findings),
      /^error metadata\.view\.table\.layout\.options\.fields\[0\]\.type : &quot;tag&quot; is no type/,
    );
  });

  it('says so where nothing was collected', () => {
    assert.equal(words(parts([]).list), 'No cloud service and no type was collected.');
  });

  it('shows what a stranger wrote as text, wherever it stands, and colours only as colours', () => {
    const bad = '"><img src=x onerror=alert(1)>';
    const field = (type: string, options: JsonObject): Json => ({ key: 'data.v', name: bad, type, options });
    const fields = [
      field('badge', { background_color: bad, text_color: bad }),
      field('text', { link: bad, prefix: bad }),
      field('dict', {}),
      field('list', { delimiter: bad }),
      field('enum', { [bad]: { type: 'state', options: { icon: { color: bad } } } }),
    ];
    const layouts = ['markdown', 'html', 'raw', 'item'].map((type) => ({
      name: bad,
      type,
      options: { markdown: bad },
    }));
    const view = { search: [], table: { layout: { options: { fields } } }, sub_data: { layouts } };
    for (let tab = 0; tab < 6; tab += 1) {
      const shown = parts(answer({ view }, { v: bad }, { v: [bad, bad] }, { v: { [bad]: bad } }), {
        type: 0,
        resource: 2,
        tab,
      });
      assert.doesNotMatch(Object.values(shown).join(''), /<img|data-(?:color|background)="(?!#[\dA-F]{3,8}")/i);
    }
  });

  it('opens what stands behind "more", and no more than three of them in each other', () => {
    let layout: JsonObject = {};
    for (let depth = 0; depth < 9; depth += 1) {
      layout = { type: 'item', options: { fields: [{ key: 'n', type: 'more', options: { layout } }] } };
    }
    const shown = shownHtml({ is: 'more', shown: { is: 'text', text: 'all' }, layout, data: { n: 'x' } }).text;
    assert.equal(shown.split('<details>').length - 1, 3);
  });
});

describe('what the page of dynamic views says and takes', () => {
  it('is taken as far as it is one of its messages, and nothing more of it', () => {
    assert.deepEqual(readPageMessage({ is: 'tab', index: 2, more: 1 }), { is: 'tab', index: 2 });
    assert.deepEqual(readPageMessage({ is: 'collect' }), { is: 'collect' });
    for (const message of [undefined, 'tab', { is: 'tab' }, { is: 'type', index: -1 }, { is: 'run' }]) {
      assert.equal(readPageMessage(message), undefined);
    }
    assert.deepEqual(readShowMessage({ is: 'show', parts: { list: 'x' } }), { is: 'show', parts: { list: 'x' } });
    assert.equal(readShowMessage({ is: 'show', parts: { script: 'x' } }), undefined);
  });
});
