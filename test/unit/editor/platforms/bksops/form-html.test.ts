import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { ShownForm } from '../../../../../src/editor/platforms/bksops/forms/shown-form';
import { LineIndex } from '../../../../../src/manifest/parse/line-index';
import { readForm } from '../../../../../src/platforms/bksops/forms/read-form';
import { readModule } from '../../../../../src/platforms/bksops/python/python-module';
import { moduleWith } from '../../../platforms/bksops/forms/forms';

function read(fields: string) {
  const module = readModule(moduleWith(`$.atoms.demo = [${fields}];`));
  const [component] = module.components;
  ok(component);
  return { module, form: readForm(component), lines: new LineIndex(module.text) };
}

/** HTML without the white space around tags, in which its source is written. */
const flat = (html: string): string => html.replace(/\s+/g, ' ').replace(/ ?([<>]) ?/g, '$1');
const show = (fields: string): ShownForm => new ShownForm(read(fields));
const formOf = (fields: string): string => flat(show(fields).parts().form);
const HOST = '{tag_code:"host", type:"input", attrs:{name:"Host", validation:[{type:"required"}]}}';

describe('the page of a form', () => {
  it('shows a field with its label, its star, what is known of it and its line', () => {
    equal(
      formOf(HOST),
      [
        '<div class="row"><div class="field w12" data-at="0">',
        '<label class="label" id="field-0-label" for="field-0">Host<span class="star" title="Required" aria-hidden="true">*</span></label>',
        '<div class="control"><input type="text" value="" id="field-0" data-path="0" aria-describedby="field-0-about field-0-error" aria-required="true" />',
        '<p class="error" id="field-0-error" role="alert"></p>',
        '<div class="about" id="field-0-about"><p class="code"><code>host</code>input',
        '<button type="button" class="link" data-reveal="0" aria-label="Show line 11 of the Python file">line 11</button></p></div></div></div></div>',
      ].join(''),
    );
  });

  it('says in the place of a field what only a run of the form would tell', () => {
    const form = formOf(
      '{tag_code:"s", type:"select", attrs:{name:"Set", remote_url:function(){ return "x"; }}, events:[{source:"env", type:"change", action:function(){}}]}',
    );
    match(form, /<li>Changes with &quot;env&quot;: how is told by functions\.<\/li>/);
    match(form, /<li>Items not known here: it is loaded from &quot;remote_url&quot; when the form is shown\.<\/li>/);
  });

  it('keeps the place of an unknown type empty, and lists the finding', () => {
    const { form, findings } = show('{tag_code:"d", type:"date_range", attrs:{name:"Days"}}').parts();
    match(
      flat(form),
      /<span class="label" id="field-0-label">Days<\/span>.*SOPS leaves this place empty: it has no type “date_range”\./,
    );
    match(flat(findings), /<span class="error-kind">Error:<\/span>&quot;date_range&quot; is no type of fields/);
  });

  it('lists hidden fields with the value that they send', () => {
    const form = formOf('{tag_code:"h", type:"input", attrs:{name:"Trace", hidden:true, default:"off"}}');
    match(form, /^<section aria-labelledby="hidden-title">.*<li><code>h<\/code>Trace<code>&quot;off&quot;<\/code>/);
  });

  it('shows every text of a form as text', () => {
    const hostile = JSON.stringify('"><img src=x onerror=alert(1)></script><script>\u202e\'');
    const names = ['name', 'placeholder', 'desc', 'tips', 'default'].map((name) => `${name}:${hostile}`).join();
    const items = `items:[{text:${hostile}, name:${hostile}, value:${hostile}}]`;
    const types = [
      'input',
      'textarea',
      'select',
      'radio',
      'checkbox',
      'text',
      'button',
      'section',
      'nothing',
      hostile.slice(1, -1),
    ];
    const fields = types.map(
      (type) =>
        `{tag_code:${hostile}, type:"${type}", attrs:{${names}, ${items}, validation:[{type:"regex", args:${hostile}}]}}`,
    );
    const group = `{tag_code:"g", type:"combine", attrs:{name:${hostile}, children:[${fields.join()}]}}`;
    const table = `{tag_code:"t", type:"datatable", attrs:{name:${hostile}, columns:[${fields.join()}], default:[{}]}}`;
    const html = Object.values(show([...fields, group, table].join()).parts()).join('');
    ok(html.length > 10_000);
    const tags = new Set([...html.matchAll(/<\/?([a-z0-9]*)/gi)].map(([, tag]) => tag));
    deepEqual(
      ['img', 'script', ''].filter((tag) => tags.has(tag)),
      [],
    );
    const bare = [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, ''));
    deepEqual(
      bare.filter((tag) => /\son|["']/.test(tag)),
      [],
    );
    // What a person edits stays as it is.
    const read = html.replace(/ value="[^"]*"|<textarea[^<]*/g, '');
    equal(read.includes('\u202e'), false);
  });

  it('stays small, however many fields and choices a form has', () => {
    const items = Array.from({ length: 1000 }, (_, at) => `{text:"t${at}", value:${at}}`).join();
    const many = formOf(Array.from({ length: 1000 }, (_, at) => `{tag_code:"f${at}", type:"input", attrs:{}}`).join());
    match(many, /<p class="note">600 more fields are not shown here\.<\/p>/);
    const choices = formOf(`{tag_code:"s", type:"select", attrs:{items:[${items}]}}`);
    match(choices, /<p class="note">800 more choices are not shown here\.<\/p>/);
  });

  it('keeps the last form while the text is half typed, with what is wrong and the place of it', () => {
    const shown = show(HOST);
    shown.enter([0], { is: 'text', text: '10.0.0.1' });
    const broken = read('{tag_code "host"}');
    shown.take(broken);
    const { note, form, inputs } = shown.parts();
    equal(
      flat(note),
      '<p>Unexpected token.<button type="button" class="link" data-listed="0" aria-label="Show line 11 of the Python file">line 11</button>Shown is the form as it was before.</p>',
    );
    match(form, /value="10\.0\.0\.1"/);
    match(inputs, /host: 10\.0\.0\.1/);
    const place = shown.placeOfListed(0);
    equal(place && broken.module.text.slice(place.start, place.end), '"host"');
  });

  it('finds the place of a field though the text has changed above it', () => {
    const shown = show(HOST);
    const before = shown.placeOfField([0]);
    shown.moved({ start: 0, end: 0, length: 7 });
    shown.moved({ start: 1000, end: 1000, length: 100 });
    deepEqual(shown.placeOfField([0]), before && { start: before.start + 7, end: before.end + 7 });
  });

  it('says what SOPS says of a value: where something was entered, and of all when it is asked to validate', () => {
    const pattern =
      '{tag_code:"n", type:"input", attrs:{default:"x", validation:[{type:"regex", args:/^\\d+$/, error_message:"Digits only"}]}}';
    const shown = show(`${HOST},${pattern}`);
    shown.parts();
    deepEqual(shown.complaints(), { 'field-0': '', 'field-1': '' });
    shown.enter([1], { is: 'text', text: 'y' });
    deepEqual(shown.complaints(), { 'field-0': '', 'field-1': 'Digits only' });
    shown.enter([1], { is: 'text', text: '${count}' });
    shown.validate();
    deepEqual(shown.complaints(), { 'field-0': 'A value is required.', 'field-1': '' });
  });

  it('ends a pattern that would take for ever', () => {
    const shown = show('{tag_code:"n", type:"input", attrs:{validation:[{type:"regex", args:/^(a+)+$/}]}}');
    shown.parts();
    shown.enter([0], { is: 'text', text: `${'a'.repeat(60)}!` });
    deepEqual(shown.complaints(), {
      'field-0': 'The pattern of this field takes too long on this value: the page of SOPS would stand still.',
    });
  });
});
