import assert from 'node:assert/strict';
import { readModule } from '../../../../../src/platforms/bksops/python/python-module';
import { broken, component, hello, manifest, packageOf } from './packages';

const folder = '/w/pk/components/collections/';

/** The service of the package with other methods of its own. */
function service(lines: string): Record<string, string> {
  return hello({
    imports: 'from pipeline.core.flow.activity import StaticIntervalGenerator\n',
    service: `    def inputs_format(self):
        return [self.InputItem(name="Who", key="who", type="string")]

    def outputs_format(self):
        return []

${lines}`,
  });
}

const EXECUTE = '    def execute(self, data, parent_data):\n        return bool(data.inputs.who)\n';

describe('a component that SOPS does not find', () => {
  it('has a tuple for its code, which a comma makes', async () => {
    assert.deepEqual(await broken(hello({ code: '    code = "hello",\n' })), [
      'failed  Every component has a name, a code, and a service that is defined: The code of a component is a text: SOPS finds no component by this one. Take the comma out. (/w/pk/components/collections/hello.py:20)',
    ]);
  });

  it('has a tuple for its version', async () => {
    assert.deepEqual(await broken(hello({ more: '    version = "1.0",\n' })), [
      'failed  Every component has a name, a code, and a service that is defined: A version is a text, and a comma makes a tuple of this one: SOPS finds no component by it. Take the comma out. (/w/pk/components/collections/hello.py:30)',
    ]);
  });

  it('inherits from Service', async () => {
    const text = component().replace('HelloComponent(Component)', 'HelloComponent(Service)');
    assert.deepEqual(
      await broken(
        packageOf({
          [`${folder}hello.py`]: `${text}\n\nclass Other(Component):\n    name = "o"\n    code = "o"\n    bound_service = HelloService\n    form = None\n`,
        }),
      ).then((lines) => lines.filter((line) => line.includes('without a word'))),
      [
        'failed  Every component has a name, a code, and a service that is defined: "HelloComponent" has the attributes of a component and does not inherit from Component: SOPS registers nothing, without a word. Write "Component". (/w/pk/components/collections/hello.py:18)',
      ],
    );
  });

  it('is none that gives its attributes to another class', () => {
    const text = component().replace('HelloComponent(Component)', 'Base(object)');
    assert.deepEqual(readModule(`${text}\n\nclass Hello(Base, Component):\n    pass\n`).strayComponents, []);
  });

  it('binds an instance of its service, or a tuple', async () => {
    const line = (what: string): string =>
      `failed  Every component has a name, a code, and a service that is defined: ${what}, and a component needs the class: SOPS ends loading with TypeError: issubclass() arg 1 must be a class. Write "HelloService". (/w/pk/components/collections/hello.py:21)`;
    const told = (lines: readonly string[]): string[] => lines.filter((each) => each.includes('issubclass'));
    assert.deepEqual(told(await broken(hello({ bound: '    bound_service = HelloService()\n' }))), [
      line('This is an instance of a service'),
    ]);
    assert.deepEqual(told(await broken(hello({ bound: '    bound_service = HelloService,\n' }))), [
      line('A comma makes a tuple of this'),
    ]);
  });
});

describe('a service that the engine calls', () => {
  it('takes the values that it is given', async () => {
    assert.deepEqual(await broken(service('    def execute(self, data):\n        return bool(data.inputs.who)\n')), [
      'failed  Every service can be called, and says by True or False how it went: The engine calls "execute" with 3 values, self included, and this one cannot take them: the node ends with a TypeError. Write "execute(self, data, parent_data)". (/w/pk/components/collections/hello.py:15)',
    ]);
    const schedule = (parameters: string): Record<string, string> =>
      service(
        `${EXECUTE}\n    __need_schedule__ = True\n    interval = StaticIntervalGenerator(5)\n\n    def schedule(${parameters}):\n        self.finish_schedule()\n`,
      );
    assert.deepEqual(await broken(schedule('self, data, parent_data')), [
      'failed  Every service can be called, and says by True or False how it went: The engine calls "schedule" with 4 values, self included, and this one cannot take them: the node ends with a TypeError. Write "schedule(self, data, parent_data, callback_data=None)". (/w/pk/components/collections/hello.py:21)',
    ]);
    for (const near of [
      'self, data, parent_data, callback_data',
      'self, *args',
      'self, data, parent_data, back=None, more=1, **names',
    ]) {
      assert.deepEqual(await broken(schedule(near)), []);
    }
  });

  it('is no coroutine and no generator, which never run', async () => {
    assert.deepEqual(
      await broken(service('    async def execute(self, data, parent_data):\n        return bool(data.inputs.who)\n')),
      [
        'failed  Every service can be called, and says by True or False how it went: Calling "execute" makes a coroutine, which the engine takes for success and never runs: nothing that is written here happens. (/w/pk/components/collections/hello.py:15)',
      ],
    );
  });

  it('says how it went by True, False or nothing', async () => {
    const returns = (value: string): Record<string, string> =>
      service(`    def execute(self, data, parent_data):\n        print(data.inputs.who)\n        return${value}\n`);
    assert.deepEqual(await broken(returns(' False, "no host"')), [
      'warned  Every service can be called, and says by True or False how it went: "execute" says by True or False how it went: the engine takes this list or tuple for success, whatever it says. (/w/pk/components/collections/hello.py:17)',
    ]);
    assert.deepEqual(await broken(returns(' ""')), [
      'warned  Every service can be called, and says by True or False how it went: "execute" says by True or False how it went: the engine takes an empty text for a failure. (/w/pk/components/collections/hello.py:17)',
    ]);
    for (const near of ['', ' None', ' True', ' self.done']) {
      assert.deepEqual(await broken(returns(near)), []);
    }
  });

  it('tells its interval by a generator', async () => {
    const polled = (interval: string, need = 'True'): Record<string, string> =>
      service(
        `    __need_schedule__ = ${need}\n    interval = ${interval}\n\n${EXECUTE}\n    def schedule(self, data, parent_data, callback_data=None):\n        self.finish_schedule()\n`,
      );
    assert.deepEqual(await broken(polled('5')), [
      'failed  Every service is executed, and every polling comes to an end: An interval is asked for its next seconds, which only an interval generator can tell: the engine ends with an AttributeError after "execute". Write "StaticIntervalGenerator(5)". (/w/pk/components/collections/hello.py:16)',
    ]);
    assert.deepEqual(await broken(polled('None', '"False"')), [
      'failed  Every service is executed, and every polling comes to an end: Python takes this for true: the node waits to be scheduled after "execute". Write False. (/w/pk/components/collections/hello.py:15)',
    ]);
    assert.deepEqual(await broken(polled('None')), []);
    assert.deepEqual(await broken(polled('StaticIntervalGenerator(5)', '"True"')), []);
  });

  it('describes its outputs by a list', async () => {
    const outputs = (value: string): Record<string, string> =>
      hello({
        service: `    def inputs_format(self):\n        return []\n\n    def outputs_format(self):\n        ${value}\n\n${EXECUTE}`,
      });
    assert.deepEqual(await broken(outputs('return {"a": 1}')), [
      'failed  Every service describes its inputs and outputs: "outputs_format" returns a list of items, and this one a dictionary: SOPS ends with an error where it shows the component. (/w/pk/components/collections/hello.py:12)',
    ]);
    assert.deepEqual(await broken(outputs('pass')), [
      'failed  Every service describes its inputs and outputs: "outputs_format" returns a list of items, and this one nothing: SOPS ends with an error where it shows the component. (/w/pk/components/collections/hello.py:11)',
    ]);
    assert.deepEqual(await broken(outputs('return super().outputs_format() + []')), []);
  });
});

describe('an import', () => {
  it('takes names that bamboo-pipeline has', async () => {
    const imports = (name: string): Record<string, string> =>
      hello({ imports: `from pipeline.core.flow.io import ${name}\n` });
    assert.deepEqual(await broken(imports('StringItemShema')), [
      'failed  Every name that is imported is there by then: bamboo-pipeline 4.0.4 has no "StringItemShema" in "pipeline.core.flow.io": SOPS ends loading with an ImportError. Did you mean "StringItemSchema"? Import "StringItemSchema". (/w/pk/components/collections/hello.py:1)',
    ]);
    assert.deepEqual(await broken(imports('ItemSchema')), []);
  });

  it('takes names that the other module has', async () => {
    const beside = (text: string): Record<string, string> =>
      packageOf({
        [`${folder}hello.py`]: component({ imports: 'from .beside import LIMIT\n' }),
        [`${folder}beside.py`]: text,
      });
    assert.deepEqual(await broken(beside('LIMITS = 1\n')), [
      'failed  Every name that is imported is there by then: "pk.components.collections.beside" has no "LIMIT": the import ends in an ImportError. Did you mean "LIMITS"? Import "LIMITS". (/w/pk/components/collections/hello.py:1)',
    ]);
    for (const near of [
      'if 1:\n    def LIMIT(): pass\n',
      'from os import *\n',
      'for LIMIT in [1]: pass\n',
      'globals()["LIMIT"] = 1\n',
    ]) {
      assert.deepEqual(await broken(beside(near)), []);
    }
  });

  it('comes when the other module has the name already', async () => {
    const round = (first: string): Record<string, string> =>
      packageOf({
        '/w/sources.yaml': manifest(['pk.components.collections.hello']),
        [`${folder}hello.py`]: component({ imports: `${first}\n` }),
        [`${folder}beside.py`]: 'from .hello import LIMIT\nOTHER = LIMIT\n',
      });
    assert.deepEqual(await broken(round('from .beside import OTHER\nLIMIT = 1')), [
      'failed  Every name that is imported is there by then: "pk.components.collections.hello" imports this module before it has "LIMIT", and is not through by now: SOPS ends in ImportError: cannot import name \'LIMIT\'. Move what both need into a third module. (/w/pk/components/collections/beside.py:1)',
    ]);
    assert.deepEqual(await broken(round('LIMIT = 1\nfrom .beside import OTHER')), []);
  });
});

describe('what only the compiler of Python 3.11 refuses', () => {
  const refused: readonly (readonly [text: string, what: string])[] = [
    ['type Name = int', 'The statement "type" came with Python 3.12'],
    ['def f[T](a): pass', 'Type parameters in brackets came with Python 3.12'],
    ['def f():\n  await x', '"await" stands outside an async function'],
    ['class A:\n  return 1', '"return" stands outside a function'],
    ['while 1:\n  def f():\n    break', '"break" stands outside a loop'],
    ['f(a=1, b)', 'An argument without a name follows one with a name'],
    ['def f(a=1, b): pass', 'A parameter without a default follows one that has one'],
    ['f"{x["a"]}"', 'The quotes of an f-string within its own expression came with Python 3.12'],
    ['f"{\'\\n\'.join(x)}"', 'A backslash in the expression of an f-string came with Python 3.12'],
  ];
  for (const [text, what] of refused) {
    it(`is told of ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        readModule(`${text}\n`).mistakes.map((mistake) => mistake.what),
        [what],
      );
    });
  }

  it('is not what stands at its place', () => {
    const sound = [
      'type = 3\ntype(type)',
      'async def f():\n  async with a: pass\n  return [await y for y in z]',
      'for a in b:\n  if a: break\n  else: continue',
      'f(a=1, *b, c=2, **d)',
      'def f(a: int = 1, /, b="", *, c): pass',
      'def f(a=1, *args, b): pass',
      'f"""{x["a"]}"""',
      'f\'{a["b"]!r:>{w}}\\n\'',
    ];
    assert.deepEqual(
      sound.flatMap((text) => readModule(`${text}\n`).mistakes),
      [],
    );
  });
});
