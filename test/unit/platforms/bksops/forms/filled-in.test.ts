import { deepEqual, equal } from 'node:assert/strict';
import type { Entry, FieldPath } from '../../../../../src/platforms/bksops/forms/entry';
import { FilledIn } from '../../../../../src/platforms/bksops/forms/filled-in';
import { inputsText } from '../../../../../src/platforms/bksops/forms/inputs-text';
import { formOf } from './forms';

function filled(fields: string, ...entries: readonly [FieldPath, Entry][]): unknown {
  const form = new FilledIn(formOf(fields));
  entries.forEach(([path, entry]) => form.enter(path, entry));
  return form.valuesNow();
}

const text = (written: string): Entry => ({ is: 'text', text: written });
const choices = (...chosen: number[]): Entry => ({ is: 'choices', chosen });
const TABLE =
  '{tag_code:"rows", type:"datatable", attrs:{default:[{k:"a", v:1}], columns:[{tag_code:"k", type:"input", attrs:{}}, {tag_code:"v", type:"int", attrs:{}}]}}';

describe('the values of a form that somebody fills in', () => {
  it('are those of its defaults until then', () => {
    deepEqual(filled(`{tag_code:"n", type:"int", attrs:{default:5}}, ${TABLE}`), { n: 5, rows: [{ k: 'a', v: 1 }] });
  });

  it('are texts, and numbers within their limits; what is no number is 0', () => {
    const fields =
      '{tag_code:"a", type:"input", attrs:{}}, {tag_code:"n", type:"int", attrs:{max:9}}, {tag_code:"m", type:"int", attrs:{default:3}}';
    deepEqual(filled(fields, [[0], text('5')], [[1], text('12')], [[2], text('')]), { a: '5', n: 9, m: 0 });
  });

  it('are the values of what was chosen, of their own types', () => {
    const items = 'items:[{name:"No", text:"No", value:false}, {name:"One", text:"One", value:1}]';
    const fields = ['radio', 'checkbox', 'select']
      .map((type) => `{tag_code:"${type}", type:"${type}", attrs:{${items}}}`)
      .join();
    deepEqual(filled(fields, [[0], choices(0)], [[1], choices(1, 0)], [[2], choices(1)]), {
      radio: false,
      checkbox: [false, 1],
      select: 1,
    });
  });

  it('are ways of a cascade, and the nodes of a tree', () => {
    const fields =
      '{tag_code:"c", type:"cascader", attrs:{items:[{label:"A", value:"a", children:[{label:"B", value:"b"}]}]}}, {tag_code:"t", type:"tree", attrs:{items:[{id:1, label:"A", children:[{id:2, label:"B"}]}]}}';
    deepEqual(filled(fields, [[0], choices(0)], [[1], choices(1)]), { c: [['a', 'b']], t: [2] });
  });

  it('are rows of a table, with the empty value of each column when one is added', () => {
    deepEqual(filled(TABLE, [[0], { is: 'row' }], [[0, 1, 0], text('b')], [[0], { is: 'row', removed: 0 }]), {
      rows: [{ k: 'b', v: 0 }],
    });
  });

  it('are nested as groups are, and shared by fields of one code', () => {
    const field = '{tag_code:"ip", type:"input", attrs:{}}';
    const group = `{tag_code:"srv", type:"combine", attrs:{children:[${field}]}}`;
    deepEqual(filled(`${group}, ${field}, ${field}`, [[0, 0], text('x')], [[2], text('y')]), {
      srv: { ip: 'x' },
      ip: 'y',
    });
  });

  it('are not what a field cannot hold, and nothing of a place that is not there', () => {
    const entries: readonly [FieldPath, Entry][] = [
      [[0], text('x')],
      [[1], text('x')],
      [[0, 0], text('x')],
      [[0], { is: 'row' }],
    ];
    deepEqual(filled('{tag_code:"c", type:"checkbox", attrs:{}}', ...entries), { c: [] });
  });

  it('stay when the form changes around them, and go with the type of their field', () => {
    const before = new FilledIn(
      formOf('{tag_code:"a", type:"input", attrs:{}}, {tag_code:"b", type:"input", attrs:{}}'),
    );
    before.enter([0], text('1'));
    before.enter([1], text('2'));
    const now = formOf(
      '{tag_code:"new", type:"input", attrs:{}}, {tag_code:"a", type:"input", attrs:{}}, {tag_code:"b", type:"int", attrs:{}}',
    );
    deepEqual(before.in(now).valuesNow(), { new: '', a: '1', b: 0 });
  });

  it('are written as YAML, with a word where SOPS encrypts and where only a run tells', () => {
    const form = formOf(
      '{tag_code:"a", type:"input", attrs:{default:"yes"}}, {tag_code:"pw", type:"password", attrs:{default:"hunter2"}}, {tag_code:"out", type:"input", attrs:{default:$.context.getOutput("x")}}',
    );
    equal(
      inputsText(form.fields ?? [], new FilledIn(form)),
      'a: "yes"\n# pw: SOPS puts the encrypted value here.\npw: ""\n# out is not known: it is computed when the form runs\n',
    );
  });
});
