import { deepEqual, equal } from 'node:assert/strict';
import { readModule } from '../../../../../src/platforms/bksops/python/python-module';
import type { Field } from '../../../../../src/platforms/bksops/forms/field';
import { firstForm, formOf, moduleWith } from './forms';

/** The fields as the editor shows them: label, type, star, hidden, choices. */
function shown(fields: readonly Field[] | undefined): unknown {
  return fields?.map(({ label, type, isRequired, isHidden, items, children, columns }) =>
    [
      `${label ?? ''}${isRequired ? ' *' : ''}: ${type ?? ''}${isHidden ? ', hidden' : ''}`,
      ...(items ? [items.map((item) => `${item.label}=${JSON.stringify(item.value)}`)] : []),
      ...(children ? [shown(children)] : []),
      ...(columns ? [shown(columns)] : []),
    ].flat(),
  );
}

/** What SOPS's own editor showed and sent for these forms (the whole `RenderForm` of bk-sops 3.34, mounted). */
describe('what a form asks', () => {
  const cases: readonly [string, string, unknown, unknown][] = [
    [
      'a required text box',
      '{tag_code:"host", type:"input", attrs:{name:"host", validation:[{type:"required"}]}}',
      [['host *: input']],
      { host: '' },
    ],
    [
      'a number that is a text is lost',
      '{tag_code:"n", type:"int", attrs:{name:"n", default:"5"}}, {tag_code:"m", type:"int", attrs:{name:"m", default:5}}',
      [['n: int'], ['m: int']],
      { n: 0, m: 5 },
    ],
    [
      'false is a choice',
      '{tag_code:"ok", type:"radio", attrs:{name:"ok", items:[{name:"Yes",value:true},{name:"No",value:false}], default:false, validation:[{type:"required"}]}}',
      [['ok *: radio', 'Yes=true', 'No=false']],
      { ok: false },
    ],
    [
      'check boxes and a list of several',
      '{tag_code:"c", type:"checkbox", attrs:{name:"c", items:[{name:"Mon",value:1},{name:"Tue",value:2}], default:[2]}}, {tag_code:"s", type:"select", attrs:{name:"s", multiple:true}}',
      [['c: checkbox', 'Mon=1', 'Tue=2'], ['s: select']],
      { c: [2], s: [] },
    ],
    [
      'groups within groups',
      '{tag_code:"srv", type:"combine", attrs:{name:"srv", children:[{tag_code:"ip", type:"input", attrs:{name:"ip"}}, {tag_code:"port", type:"combine", attrs:{name:"port", children:[{tag_code:"no", type:"int", attrs:{name:"no", default:80}}]}}]}}',
      [['srv: combine', ['ip: input'], ['port: combine', ['no: int']]]],
      { srv: { ip: '', port: { no: 80 } } },
    ],
    [
      'a table with a row',
      '{tag_code:"rows", type:"datatable", attrs:{name:"rows", add_btn:true, default:[{k:"a",v:1}], columns:[{tag_code:"k", type:"input", attrs:{name:"k", validation:[{type:"required"}]}}, {tag_code:"v", type:"int", attrs:{name:"v"}}]}}',
      [['rows: datatable', ['k *: input'], ['v: int']]],
      { rows: [{ k: 'a', v: 1 }] },
    ],
    [
      'passwords',
      '{tag_code:"pw", type:"password", attrs:{name:"pw"}}, {tag_code:"pw2", type:"password", attrs:{name:"pw2", default:"abc"}}',
      [['pw: password'], ['pw2: password']],
      { pw: { type: 'password_value', tag: 'value', value: '' }, pw2: 'abc' },
    ],
    [
      'a heading, a hidden field and a text are sent too',
      '{tag_code:"sec", type:"section", attrs:{name:"sec"}}, {tag_code:"h", type:"input", attrs:{name:"h", hidden:true, default:"z", validation:[{type:"regex", args:"^[0-9]+$"}]}}, {tag_code:"note", type:"text", attrs:{name:"note", value:"read me"}}',
      [['sec: section'], ['h: input, hidden'], ['note: text']],
      { sec: '', h: 'z', note: 'read me' },
    ],
    [
      'what an event will do is not known',
      '{tag_code:"mode", type:"radio", attrs:{name:"mode", items:[{name:"One",value:"1"},{name:"Two",value:"2"}], default:"1"}}, {tag_code:"detail", type:"input", attrs:{name:"detail", default:"keep", validation:[{type:"required"}]}, events:[{source:"mode", type:"init", action:function (v) { this.hide(); }}]}',
      [['mode: radio', 'One="1"', 'Two="2"'], ['detail *: input']],
      { mode: '1', detail: 'keep' },
    ],
    [
      'a list that is loaded',
      '{tag_code:"set", type:"select", attrs:{name:"set", remote:true, remote_url: function () { return $.context.get("site_url") + "pipeline/sets/"; }, remote_data_init: function (d) { return d; }}}',
      [['set: select']],
      { set: '' },
    ],
    [
      'an unknown type',
      '{tag_code:"d", type:"date_range", attrs:{name:"d"}}, {tag_code:"e", type:"input", attrs:{name:"e"}}',
      [['d: date_range'], ['e: input']],
      { d: '', e: '' },
    ],
    [
      'fields that share a tag code',
      '{tag_code:"d", type:"input", attrs:{name:"d", default:"1"}}, {tag_code:"d", type:"input", attrs:{name:"d", default:"2"}}',
      [['d: input'], ['d: input']],
      { d: '1' },
    ],
    [
      'one field without attrs takes the defaults of all',
      '{tag_code:"a", type:"input", attrs:{name:"a", default:"1"}}, {tag_code:"b", type:"input"}',
      [['a: input'], [': input']],
      {},
    ],
    ['a field without a tag code', '{type:"input", attrs:{name:"a", default:"1"}}', [['a: input']], { undefined: '1' }],
    [
      'a value wins over the default',
      '{tag_code:"a", type:"input", attrs:{value:"", default:"1"}}',
      [[': input']],
      { a: '' },
    ],
    ['a number below its least', '{tag_code:"a", type:"int", attrs:{min:3}}', [[': int']], { a: 3 }],
    [
      'times from and to',
      '{tag_code:"a", type:"time", attrs:{isRange:true}}',
      [[': time']],
      { a: ['00:00:00', '23:59:59'] },
    ],
  ];
  for (const [title, fields, expected, value] of cases) {
    it(`is told and sent as SOPS shows and sends it: ${title}`, () => {
      const form = formOf(fields);
      deepEqual(shown(form.fields), expected);
      deepEqual(form.value, value);
    });
  }

  it('is found under a key in brackets, with its own keys quoted', () => {
    const text = `$.atoms["t02"] = [{"tag_code":"env", "type":"select", "attrs":{"name":"env", "items":[{"text":"Prod","value":"prod"},{"text":"Test","value":"test"}], "default":"prod"}}];`;
    const form = firstForm(readModule(moduleWith(text, { code: 't02' })));
    deepEqual(shown(form.fields), [['env: select', 'Prod="prod"', 'Test="test"']]);
    deepEqual(form.value, { env: 'prod' });
  });

  it('is nothing under another key than the code', () => {
    const form = firstForm(readModule(moduleWith('$.atoms.t12_v2 = [];', { code: 't12' })));
    equal(form.fields, undefined);
    equal(form.why, 'the form sets "$.atoms.t12_v2", not "t12"');
  });

  it('is told through names, sums, templates and gettext', () => {
    const text = `(function(){
      var P = gettext("Port");
      var rules = [{type: "required"}, {type: "custom", args: function (v) { return {result: v > 0, error_message: P + " > 0"}; }}];
      $.atoms.demo = [{tag_code: "po" + "rt", type: "int", attrs: {name: \`\${P} no.\`, default: -1, validation: rules}}];
    })()`;
    const form = firstForm(readModule(moduleWith(text)));
    deepEqual(shown(form.fields), [['Port no. *: int']]);
    deepEqual(form.value, { port: -1 });
  });
});

describe('what is not known of a form without running it', () => {
  const unknownIn = (form: string): unknown =>
    firstForm(readModule(moduleWith(form))).fields?.flatMap(({ unknown }) =>
      unknown.map(({ of, why }) => `${of}: ${why}`),
    );
  const field = (attrs: string): string => `$.atoms.demo = [{tag_code:"a", type:"input", attrs:{${attrs}}}];`;

  it('is a value that a function gives', () => {
    deepEqual(unknownIn(`function f() { return 1; } ${field('default: f()')}`), [
      'default: "f" gives it when the form runs',
    ]);
  });

  it('is a name of the page', () => {
    deepEqual(unknownIn(field('name: USERNAME')), [`name: "USERNAME" is a variable of SOPS's page`]);
  });

  it('is a name that is set again, even by a function that runs later', () => {
    deepEqual(unknownIn(`var h = true; $.get("x", function () { h = false; }); ${field('hidden: h')}`), [
      'hidden: "h" is set more than once',
    ]);
  });

  it('is a list that may be changed, also by another name', () => {
    const changed = 'items: "choices" may be changed by the form';
    deepEqual(unknownIn(`var choices = []; choices.push(1); ${field('items: choices')}`), [changed]);
    deepEqual(unknownIn(`var choices = []; var other = choices; other[0] = 1; ${field('items: choices')}`), [changed]);
    deepEqual(unknownIn(`var choices = []; fill(choices); ${field('items: choices')}`), [changed]);
    deepEqual(unknownIn(`var choices = [], n = choices.concat([]); ${field('items: choices')}`), []);
  });

  it('is a name that gets its value behind its use', () => {
    deepEqual(unknownIn(`${field('name: n')} var n = "x";`), ['name: "n" is set when some function runs']);
  });

  it('is a name of a function that only has the same name', () => {
    deepEqual(unknownIn(`function f() { var n = "x"; } ${field('name: n')}`), [
      'name: "n" is set when some function runs',
    ]);
  });

  it('is what events, methods, own rules and loading do', () => {
    deepEqual(
      unknownIn(
        `$.atoms.demo = [{tag_code:"a", type:"select", attrs:{remote_url:"/x", validation:[{type:"custom", args:function () {}}]}, events:[{source:"b", type:"change", action:function () {}}], methods:{_tag_init:function () {}}}];`,
      ),
      [
        'validation: a custom rule is a function',
        'items: it is loaded from "remote_url" when the form is shown',
        'events: what it does at "change" of "b" is told by a function',
        'methods: what "_tag_init" does is told by functions',
      ],
    );
  });

  it('is a form that is set under a condition or changed afterwards', () => {
    const why = (form: string): unknown => firstForm(readModule(moduleWith(form))).why;
    equal(why('if (x) { $.atoms.demo = []; }'), '"$.atoms" is set under a condition or with a computed key');
    equal(
      why('$.atoms.demo = []; $.atoms.demo.push(1);'),
      'what "$.atoms" holds is not known: the form changes it afterwards',
    );
  });

  it('is what multiplies without end', () => {
    const names = Array.from({ length: 60 }, (_, index) => `var n${index + 1} = [n${index}, n${index}];`);
    const form = `var n0 = ["x"]; ${names.join(' ')} ${field('default: n60')}`;
    equal(firstForm(readModule(moduleWith(form))).why, 'it takes more work to read than any real form does');
  });

  it('is what is nested deeper than anybody can follow', () => {
    const deep = `$.atoms.demo = ${'['.repeat(50_000)}${']'.repeat(50_000)};`;
    equal(firstForm(readModule(moduleWith(deep))).why, 'it is nested too deeply to be read');
  });
});
