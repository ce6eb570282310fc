import { deepEqual, equal, throws } from 'node:assert/strict';
import { BudgetSpent } from '../../../../../src/base/budget';
import { textIn, type Attribute } from '../../../../../src/platforms/bksops/python/constant';
import { readModule, type PythonComponent } from '../../../../../src/platforms/bksops/python/python-module';

const text = (attribute: Attribute | undefined): string | undefined => {
  const value = attribute?.value;
  return value?.is === 'unknown' ? `? ${value.why}` : textIn(value);
};

/** The components of a module's text, one line each. */
function componentsIn(...lines: string[]): string[] {
  return readModule(lines.join('\n')).components.map((component) =>
    [component.className, text(component.code), text(component.version), text(component.name)].join(' | '),
  );
}

function only(...lines: string[]): PythonComponent {
  const [component] = readModule(lines.join('\n')).components;
  if (!component) {
    throw new Error('There is no component.');
  }
  return component;
}

describe('the components of a Python module', () => {
  it('have their attributes with constants, sums and translations resolved', () => {
    deepEqual(
      componentsIn(
        'from pipeline.component_framework.component import Component',
        'PREFIX = "job_"',
        'VERSION = "v1.0"',
        'class RunComponent(Component):',
        '    code = PREFIX + "run" "_now"',
        '    version = VERSION',
        '    name = _(u"Run")',
      ),
      ['RunComponent | job_run_now | v1.0 | Run'],
    );
  });

  it('are known by what they inherit from: an alias, a class of the module, a dotted name', () => {
    deepEqual(
      componentsIn(
        'from pipeline.component_framework.component import Component as Base',
        'from pipeline.component_framework import component',
        'class Shared(Base):',
        '    name = "Shared"',
        'class A(Shared):',
        '    code = "a"',
        'class B(component.Component):',
        '    code = "b"',
        'class Helper(object):',
        '    code = "no"',
        'class ComponentTest(TestCase, ComponentTestMixin):',
        '    code = "no"',
      ),
      ['Shared |  |  | Shared', 'A | a |  | Shared', 'B | b |  | '],
    );
  });

  it('say why an attribute is not known', () => {
    deepEqual(
      componentsIn(
        'if X:',
        '    CODE = "a"',
        'else:',
        '    CODE = "b"',
        'class A(Component):',
        '    code = CODE',
        '    version = f"v{n}"',
        '    name = settings.NAME',
      ),
      ['A | ? it is set under a condition | ? it is an f-string | ? it is computed when the module runs'],
    );
  });

  it('take the value that a name has where it is used', () => {
    deepEqual(componentsIn('N = "1"', 'class A(Component):', '    code = N', 'N = "2"'), ['A | 1 |  | ']);
  });

  it('do not follow names in a circle', () => {
    deepEqual(componentsIn('A = B', 'B = A', 'class C(Component):', '    code = B'), [
      'C | ? "B" is not a constant of this module |  | ',
    ]);
  });

  it('are found in a text that is no Python yet', () => {
    const module = readModule(
      'class A(Component):\n    code = "a"\n    name = (\n\nclass B(Component):\n    code = "b"\n',
    );
    equal(module.components[0]?.className, 'A');
    equal(module.broken.length > 0, true);
  });

  it('stand beside what the module says itself', () => {
    const module = readModule(
      '__group_name__ = _("Team (T)")\n__register_ignore__ = True\n__requirements__ = ["a==1", "b"]\n',
    );
    equal(text(module.groupName), 'Team (T)');
    deepEqual(module.registerIgnore?.value.is === 'boolean' && module.registerIgnore.value.value, true);
    const { requirements } = module;
    deepEqual(requirements?.value.is === 'list' && requirements.value.items.map((item) => textIn(item)), ['a==1', 'b']);
  });

  it('name their service, which may be bound to nothing', () => {
    const bound = ({ boundService }: PythonComponent): unknown => [boundService?.name, boundService?.isBound];
    deepEqual(bound(only('class A(Component):', '    bound_service = Gone')), ['Gone', false]);
    deepEqual(bound(only('from x import Far', 'class A(Component):', '    bound_service = Far')), ['Far', true]);
    deepEqual(bound(only('from x import *', 'class A(Component):', '    bound_service = Star')), ['Star', true]);
  });

  it('are not read in a text that takes more work than anything real does', () => {
    throws(() => readModule('x'.repeat(600_000)), BudgetSpent);
    const doubled = Array.from({ length: 40 }, (_, index) => `A${index + 1} = A${index} + A${index}`).join('\n');
    throws(() => readModule(`A0 = "x"\n${doubled}\nclass A(Component):\n    code = A40`), BudgetSpent);
  });

  it('are read however deep the text is nested', () => {
    deepEqual(componentsIn('class A(Component):', `    code = ${'('.repeat(3000)}"a"${')'.repeat(3000)}`), [
      'A | ? it is nested deeper than Python allows |  | ',
    ]);
    deepEqual(componentsIn('class A(Component):', `    code = ${Array(100).fill('"a"').join(' + ')}`), [
      `A | ${'a'.repeat(100)} |  | `,
    ]);
  });
});

describe('a service of a component', () => {
  const service = (...body: string[]): NonNullable<PythonComponent['boundService']>['service'] =>
    only(
      'KEY = "from_constant"',
      'def helper(data, name):',
      '    return data.inputs.helped',
      'class S(Service):',
      ...body.map((line) => `    ${line}`),
      'class A(Component):',
      '    bound_service = S',
    ).boundService?.service;
  const reads = (...body: string[]): unknown => {
    const found = service('def execute(self, data, parent_data):', ...body.map((line) => `    ${line}`))?.reads;
    return [
      found?.inputs.map(({ key, mustBeThere }) => (mustBeThere ? `${key}!` : key)).join(' '),
      found?.parent.map(({ key }) => key).join(' '),
      found?.whole.length,
    ];
  };

  it('reads its inputs by call, member, key and constant', () => {
    deepEqual(
      reads(
        "a = data.get_one_of_inputs('a', 1)",
        'b = data.inputs.b.c',
        "c = data.inputs['c']",
        "d = data.inputs.get('d')",
        'e = data.get_one_of_inputs(KEY)',
        "f = data.get_inputs()['f']",
        'data.outputs.out = 1',
        "data.set_outputs('out', 1)",
      ),
      ['a b! c! d from_constant f!', '', 0],
    );
  });

  it('keeps apart what belongs to the task', () => {
    deepEqual(reads("x = parent_data.get_one_of_inputs('executor')", 'y = parent_data.inputs.biz_cc_id'), [
      '',
      'executor biz_cc_id',
      0,
    ]);
  });

  it('hands data on to functions that are looked at too', () => {
    deepEqual(reads('return helper(data, name="x")'), ['helped!', '', 0]);
  });

  it('reads through another name for the inputs', () => {
    deepEqual(reads('inputs = data.inputs', "x = inputs.get('a')", 'y = inputs.b'), ['a b!', '', 0]);
  });

  it('may read anything where all of it goes elsewhere', () => {
    deepEqual(reads('send(data.inputs)'), ['', '', 1]);
    deepEqual(reads('other.send(data)'), ['', '', 1]);
    deepEqual(reads('for k in KEYS:', '    data.get_one_of_inputs(k)'), ['', '', 1]);
    deepEqual(reads('for k in data.inputs.items(): pass'), ['', '', 1]);
  });

  it('tells its inputs with their schemas', () => {
    const found = service(
      'def inputs_format(self):',
      '    return [self.InputItem(name=_("Host"), key="host", type="string", schema=StringItemSchema(description=_("of it"), enum=["a", "b"])),',
      '            InputItem("Ports", "ports", "array", ArrayItemSchema("all", IntItemSchema("one")), required=False)]',
      'def outputs_format(self):',
      '    return [self.OutputItem(name="Id", key="id", type="int")] + super().outputs_format()',
    );
    deepEqual(
      found?.inputsFormat?.items.map(({ key, name, type, required, schema }) => ({
        key,
        name,
        type,
        required,
        schema,
      })),
      [
        {
          key: 'host',
          name: 'Host',
          type: 'string',
          required: undefined,
          schema: { type: 'string', description: 'of it', enum: ['a', 'b'] },
        },
        {
          key: 'ports',
          name: 'Ports',
          type: 'array',
          required: false,
          schema: { type: 'array', description: 'all', items: { type: 'int', description: 'one' } },
        },
      ],
    );
    equal(found.inputsFormat.isWhole, true);
    deepEqual([found.outputsFormat?.items[0]?.key, found.outputsFormat?.isWhole], ['id', false]);
  });

  it('tells how it is scheduled', () => {
    const found = service(
      '__need_schedule__ = True',
      'interval = StaticIntervalGenerator(5)',
      'def schedule(self, data, parent_data, callback_data=None):',
      '    self.finish_schedule()',
    );
    equal(found?.needSchedule?.value.is === 'boolean' && found.needSchedule.value.value, true);
    deepEqual([found?.interval?.value.is, Boolean(found?.schedule), found?.finishesSchedule], ['unknown', true, true]);
    deepEqual(service('__need_schedule__ = True')?.schedule, undefined);
  });
});
