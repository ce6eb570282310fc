import { deepEqual, ok } from 'node:assert/strict';
import { applyEdits, editsOf } from '../../../../../src/manifest/edit/fix-edits';
import { readModule } from '../../../../../src/platforms/bksops/python/python-module';
import { checkForms } from '../../../../../src/platforms/bksops/forms/checks/form-checks';
import { findingsIn, findingsOf, moduleWith } from './forms';

const FIELD = '{tag_code:"a", type:"input", attrs:{name:"a"}}';

describe('the findings of a form', () => {
  it('are none for a form that SOPS shows', () => {
    deepEqual(findingsIn(moduleWith(`(function () { $.atoms.demo = [${FIELD}]; })();`)), []);
  });

  const cases: readonly [string, string, readonly string[]][] = [
    [
      'a field without attrs',
      '{tag_code:"a", type:"input"}',
      [
        'error bksops/form-field-attrs «"a"» The field "a" needs "attrs": SOPS leaves its place blank without, and no field of the form gets its default.',
      ],
    ],
    [
      'a field without a type',
      '{tag_code:"a", attrs:{}}',
      ['error bksops/form-field-type «"a"» The field "a" needs "type": SOPS leaves its place blank without.'],
    ],
    [
      'a field without a tag code',
      '{type:"input", attrs:{name:"Host"}}',
      [
        'error bksops/form-field-tag-code «{» The field "Host" needs "tag_code": its value goes under "undefined" without, with those of all such fields.',
      ],
    ],
    [
      'what is no field',
      `${FIELD}, null`,
      [
        'error bksops/form-field «null» A field must be an object: SOPS stops at anything else, and shows nothing of the form.',
      ],
    ],
    [
      'an unknown type',
      '{tag_code:"a", type:"ipSelector", attrs:{}}',
      [
        'error bksops/form-unknown-type «"ipSelector"» "ipSelector" is no type of fields: SOPS leaves its place empty, and the node cannot be saved, as validating it fails. Did you mean "ip_selector"?',
      ],
    ],
    [
      'an unknown type that is hidden',
      '{tag_code:"a", type:"category", attrs:{hidden:true}}',
      ['info bksops/form-unknown-type «"category"» "category" is no type of fields: SOPS shows nothing for it.'],
    ],
    [
      'a validation that is no list',
      '{tag_code:"a", type:"input", attrs:{validation:{type:"required"}}}',
      [
        'error bksops/form-validation «{type:"required"}» "validation" must be a list of rules, such as [{type: "required"}]: SOPS leaves the field blank, and the node cannot be saved.',
      ],
    ],
    [
      'rules that are ignored, fail, or cannot be read',
      '{tag_code:"a", type:"input", attrs:{validation:[{type:"length", args:3}, {type:"custom"}, {type:"regex", args:"("}]}}',
      [
        'warning bksops/form-rule-type «"length"» A rule "length" is ignored: SOPS knows "required", "regex", "custom".',
        'error bksops/form-rule-function «"custom"» A custom rule needs "args", a function that gives {result, error_message}: validating the field fails without, and the node cannot be saved.',
        'error bksops/form-rule-pattern «"("» Invalid regular expression: /(/: Unterminated group: validating the field fails, and the node cannot be saved.',
      ],
    ],
    [
      'a tag code that is there already',
      `${FIELD}, ${FIELD}`,
      [
        'warning bksops/form-duplicate-tag «"a"» "a" is the tag code of a field before: both share one value, and the default of the first.',
      ],
    ],
    [
      'a default that is lost',
      '{tag_code:"a", type:"int", attrs:{default:"5"}}',
      [
        'warning bksops/form-default-replaced «"5"» "5" is not kept as the "default" of a field of the type "int", which holds number: SOPS replaces it by 0 without a word.',
      ],
    ],
    [
      'a variable that is lost',
      '{tag_code:"a", type:"checkbox", attrs:{items:[], default:"${days}"}}',
      [
        'warning bksops/form-variable-not-held «"${days}"» A field of the type "checkbox" cannot hold "${days}" as its "default": SOPS replaces it by [] as long as the field is not hooked.',
      ],
    ],
    [
      'a range of dates',
      '{tag_code:"a", type:"datetime", attrs:{type:"datetimerange"}}',
      [
        'error bksops/form-range-not-held «"datetimerange"» A "datetime" field cannot hold a range: SOPS replaces what is chosen by "". Take two fields, or "time" with "isRange".',
      ],
    ],
    [
      'a password for a service that cannot decrypt it',
      '{tag_code:"a", type:"password", attrs:{}}',
      [
        'warning bksops/form-password «"password"» "a" arrives as an object {type, tag, value} with an encrypted text: only SOPS\'s own base class decrypts it, and this service is a plain "Service".',
      ],
    ],
    [
      'attributes that do nothing',
      '{tag_code:"a", type:"textarea", attrs:{required:true, col:6, editable:true, showPassword:true}}',
      [
        'info bksops/form-no-effect «required» "required" does nothing in the "attrs" of a field of the type "textarea". A field is required by the rule {type: "required"} in "validation".',
        'info bksops/form-no-effect «col» "col" does nothing in the "attrs" of a field of the type "textarea". The width in twelfths is "cols".',
        'info bksops/form-no-effect «editable» "editable" does nothing in the "attrs" of a field of the type "textarea". "disabled" is what a field knows.',
        'info bksops/form-no-effect «showPassword» "showPassword" does nothing in the "attrs" of a field of the type "textarea". An "input" hides what is typed, a "textarea" does not.',
      ],
    ],
    [
      'a credential',
      '{tag_code:"api_token", type:"input", attrs:{default:"9f8e7d6c5b4a"}}',
      [
        'warning bksops/secret-in-form «"9f8e7d6c5b4a"» "api_token" seems to be a credential in plain text: SOPS sends the form to everybody who opens a flow with this component.',
      ],
    ],
  ];
  for (const [title, fields, expected] of cases) {
    it(`tell ${title}`, () => {
      deepEqual(findingsOf(fields), expected);
    });
  }

  const silent: readonly [string, string][] = [
    ['a default of the right type', '{tag_code:"a", type:"int", attrs:{default:5}}'],
    ['a variable in a type that holds text', '{tag_code:"a", type:"input", attrs:{default:"${days}"}}'],
    ['a default that is not known', '{tag_code:"a", type:"int", attrs:{default:five()}}'],
    ['a list of several whose flag is not known', '{tag_code:"a", type:"select", attrs:{multiple:many, default:"x"}}'],
    ['a tag code that another group has', `${FIELD}, {tag_code:"g", type:"combine", attrs:{children:[${FIELD}]}}`],
    ['a field of another component', '{extend: "other.field"}'],
    ['a type with a hyphen', '{tag_code:"a", type:"ip-selector", attrs:{}}'],
    [
      'a table that can be edited, and its columns',
      '{tag_code:"a", type:"datatable", attrs:{editable:true, columns:[{tag_code:"b", type:"input", attrs:{editable:true}}]}}',
    ],
    ['a rule that a function makes', '{tag_code:"a", type:"input", attrs:{validation:[rule()]}}'],
    [
      'the words for a credential',
      '{tag_code:"api_token", type:"input", attrs:{name:"API token", default:"${TOKEN}"}}',
    ],
  ];
  for (const [title, fields] of silent) {
    it(`leave out ${title}`, () => {
      deepEqual(findingsOf(fields), []);
    });
  }
});

describe('the findings of a form as a whole', () => {
  const one = (text: string): string[] => findingsIn(text);
  const whole = `$.atoms.demo = [${FIELD}];`;

  it('tell a form that is not embedded', () => {
    const message =
      'error bksops/form-not-embedded «form» A form that is written out needs "embedded_form = True": SOPS takes its text for an address otherwise, and the panel of the node never ends loading.';
    deepEqual(one(moduleWith(whole).replace('embedded_form = True', 'desc = ""')), [message]);
    deepEqual(one(moduleWith(whole).replace('embedded_form = True', 'embedded_form = False')), [message]);
  });

  it('leave the address of a script alone', () => {
    deepEqual(one(moduleWith('/static/app/demo.js').replace('embedded_form = True', 'desc = ""')), []);
  });

  it('tell another key than the code, with its fix', () => {
    const text = moduleWith(`$.atoms.demo_v2 = [${FIELD}];`);
    const [finding] = checkForms(readModule(text));
    deepEqual(one(text), [
      'error bksops/form-key «demo_v2» "$.atoms.demo_v2" must be "demo", the code of the component: SOPS shows nothing under the one, or what another form has left there.',
    ]);
    deepEqual(finding?.fix, { title: 'Set "$.atoms.demo"', replace: 'demo' });
  });

  it('tell what is set in the place of "$.atoms" where it stands, with its fix', () => {
    for (const [written, meant, place] of [
      ['$.atom', '$.atoms', 'atom'],
      ['jQuery.Atoms', 'jQuery.atoms', 'Atoms'],
      ['$atoms', '$.atoms', '$atoms'],
      ['atoms', '$.atoms', 'atoms'],
      ['jquery.atoms', '$.atoms', 'jquery'],
    ] as const) {
      const text = moduleWith(`${written}.demo = [${FIELD}];`);
      const [finding] = checkForms(readModule(text)).filter(({ code }) => code === 'bksops/form-no-atoms');
      ok(finding?.fix);
      deepEqual(text.slice(finding.range.start, finding.range.end), place);
      deepEqual(applyEdits(text, editsOf(finding, finding.fix)), moduleWith(`${meant}.demo = [${FIELD}];`));
    }
    deepEqual(one(moduleWith('$.atom.demo = [];')), [
      'error bksops/form-no-atoms «atom» The form must set "$.atoms.demo" to the list of its fields, and this sets something of "$.atom": SOPS shows nothing of it.',
    ]);
    deepEqual(one(moduleWith('$.context.demo = [];')), [
      'error bksops/form-no-atoms «form» The form must set "$.atoms.demo" to the list of its fields: SOPS shows nothing of it otherwise.',
    ]);
  });

  it('tell a form that sets nothing, and one that sets no list', () => {
    deepEqual(one(moduleWith('var fields = [];')), [
      'error bksops/form-no-atoms «form» The form must set "$.atoms.demo" to the list of its fields: SOPS shows nothing of it otherwise.',
    ]);
    deepEqual(one(moduleWith('$.atoms.demo = {};')), [
      'error bksops/form-no-list «{}» "$.atoms.demo" must be a list of fields: SOPS shows nothing of anything else.',
    ]);
  });

  it('tell JavaScript that is not well formed, at its place in the Python file', () => {
    deepEqual(one(moduleWith('\n$.atoms.demo = [\n  {tag_code："a"},\n];')), [
      "error bksops/form-syntax «：» Unexpected character '：'; SOPS shows nothing of a form that is not well formed.",
    ]);
  });

  it('tell what strict mode refuses', () => {
    deepEqual(one(moduleWith(`${whole} var n = 010;`)), [
      'error bksops/form-not-strict «010» Invalid number: SOPS evaluates an embedded form in strict mode, and shows nothing of this one.',
    ]);
    deepEqual(one(moduleWith(`list = []; ${whole} function f() { later = 1; }`)), [
      'error bksops/form-undeclared «list» "list" must be declared, such as by "var list": SOPS evaluates the form in strict mode, and the form stops there, and nothing of it is shown.',
      'warning bksops/form-undeclared «later» "later" must be declared, such as by "var later": SOPS evaluates the form in strict mode, and the function stops there.',
    ]);
  });

  it('tell a Python escape that breaks the JavaScript, with the raw string that mends it', () => {
    const text = moduleWith(String.raw`$.atoms.demo = [{tag_code:"a", type:"input", attrs:{desc:"one\ntwo"}}];`, {
      prefix: '',
    });
    const [finding] = checkForms(readModule(text));
    deepEqual(one(text), [
      String.raw`error bksops/form-syntax «\n» Unterminated string constant: in a plain Python string "\n" is a line break for JavaScript. Write the form as r"""…"""; SOPS shows nothing of a form that is not well formed.`,
    ]);
    const at = text.indexOf('"""');
    deepEqual(finding?.fix, { title: 'Write the form as a raw string', range: { start: at, end: at }, replace: 'r' });
  });

  it('leave a Python escape alone that JavaScript takes', () => {
    deepEqual(one(moduleWith(String.raw`$.atoms.demo = [\n${FIELD}\n]; var digits = /\d/;`, { prefix: '' })), []);
  });

  it('tell escapes that Python refuses or makes a backspace of', () => {
    deepEqual(one(moduleWith(String.raw`$.atoms.demo = []; var a = /\bx/;`, { prefix: '' })), [
      String.raw`warning bksops/form-backspace «\b» "\b" is a backspace in a plain Python string, and no word boundary any more when JavaScript reads it: write "\\b", or the form as r"""…""".`,
    ]);
    deepEqual(one(moduleWith(String.raw`$.atoms.demo = []; var a = "\x4";`, { prefix: '' })).slice(0, 1), [
      String.raw`error bksops/form-python-escape «\x» Python refuses "\x" in a plain string, and SOPS does not load the module: write the form as r"""…""".`,
    ]);
  });

  it('tell an output form that is written out', () => {
    deepEqual(one(moduleWith(whole, { rest: '    output_form = "$.atoms.demo_output = [];"' })), [
      'error bksops/form-output-inline «output_form» "output_form" cannot be written out: SOPS takes it for an address in any case, and its loading, which never ends, keeps the form of the inputs from being shown too.',
    ]);
  });
});
