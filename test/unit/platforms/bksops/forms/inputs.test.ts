import { deepEqual } from 'node:assert/strict';
import { inputsOf } from '../../../../../src/platforms/bksops/forms/inputs';
import { layoutOf, type LaidOutField } from '../../../../../src/platforms/bksops/forms/layout';
import { readModule } from '../../../../../src/platforms/bksops/python/python-module';
import { formOf, moduleWith } from './forms';

describe('the inputs that a component is run with', () => {
  it('are those of its form, of inputs_format and those that it reads, each once', () => {
    const form =
      '$.atoms.demo = [{tag_code:"env", type:"select", attrs:{name:"Environment", items:[{text:"Prod",value:"prod"}], default:"prod", validation:[{type:"required"}]}}, {tag_code:"h", type:"section", attrs:{name:"Head"}}];';
    const text = moduleWith(form).replace(
      '        return True',
      [
        "        return data.inputs.env and data.inputs.hidden and data.get_one_of_inputs('late')",
        '    def inputs_format(self):',
        '        return [self.InputItem(name="Count", key="count", type="int", required=True, schema=IntItemSchema(description="how many"))]',
      ].join('\n'),
    );
    const [component] = readModule(text).components;
    deepEqual(component && inputsOf(component), {
      env: {
        value: 'prod',
        comment: 'Environment; select, required; one of "prod"',
        choices: ['prod'],
        isRequired: true,
      },
      count: { value: 0, comment: 'Count; int, required; how many', isRequired: true },
      hidden: { value: '', comment: 'read by the service; must be there' },
      late: { value: '', comment: 'read by the service' },
    });
  });
});

describe('the layout of a form', () => {
  const rows = (laidOut: readonly (readonly LaidOutField[])[]): string[] =>
    laidOut.map((row) =>
      row.map(({ field, width, note }) => `${field.tagCode ?? ''} ${width}${note ? `: ${note}` : ''}`).join(' | '),
    );

  it('puts fields with columns beside each other as long as there is place', () => {
    const field = (code: string, attrs: string): string => `{tag_code:"${code}", type:"input", attrs:{${attrs}}}`;
    const fields = [
      field('a', 'cols:6'),
      field('b', 'cols:6'),
      field('c', 'cols:4'),
      field('d', ''),
      field('e', 'hidden:true'),
    ];
    deepEqual(rows(layoutOf(formOf(fields.join(',')).fields ?? [])), [
      'a 6 | b 6',
      'c 4',
      'd 12',
      'e 12: Hidden until the form shows it; its value is sent all the same.',
    ]);
  });
});
