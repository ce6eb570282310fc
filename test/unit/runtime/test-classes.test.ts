import assert from 'node:assert/strict';
import { Budget, BudgetSpent } from '../../../src/base/budget';
import { finish } from '../../../src/base/steps';
import { mayHoldTests, testClassesIn } from '../../../src/runtime/testing/test-classes';

const INHERITED = [{ base: 'ComponentTestMixin', test: 'test_component', toldBy: 'cases' }];

/** Each class as a line, with the text from which its tests are told. */
function classesOf(text: string): string[] {
  const lineAt = (at: number): number => text.slice(0, at).split('\n').length;
  return finish(testClassesIn(text, new Budget(), INHERITED)).map(({ name, at, tests }) =>
    [`${name}:${lineAt(at)}`, ...tests.map((test) => `${test.name}:${lineAt(test.at)}`)].join(' '),
  );
}

describe('the classes of tests in a Python text', () => {
  it('are those of unittest and Django, with their test methods in the order of the text', () => {
    const text = `import unittest
from django import test

class One(unittest.TestCase):
    def setUp(self): pass
    def test_b(self): pass
    async def test_a(self): pass

    @unittest.skip("later")
    def test_c(self): pass

class Two(test.SimpleTestCase):
    def test_it(self):
        def test_inner(): pass
`;
    assert.deepEqual(classesOf(text), ['One:4 test_b:6 test_a:7 test_c:10', 'Two:12 test_it:13']);
  });

  it('have the test of a base of a framework, told by the method that says what is tested', () => {
    const text = `class A(TestCase, ComponentTestMixin):
    def component_cls(self): ...
    def cases(self): ...

class B(ComponentTestMixin, TestCase):
    pass

class C(A):
    def test_component(self): pass
`;
    assert.deepEqual(classesOf(text), ['A:1 test_component:3', 'B:5 test_component:5', 'C:8 test_component:9']);
  });

  it('have the tests of bases in the same file, also of those that are no tests by themselves', () => {
    const text = `class Shared:
    def test_shared(self): pass

class Base(Shared, SimpleTestCase):
    pass

class Last(Base):
    def test_own(self): pass
`;
    assert.deepEqual(classesOf(text), ['Base:4 test_shared:2', 'Last:7 test_own:8 test_shared:2']);
  });

  it('are told where another file may give them tests, and not where nobody can', () => {
    const text = `class Known(TestCase):
    def setUp(self): pass

class Other(base.ServiceTestCase):
    service = None

class Mixin(ComponentTestMixin):
    def cases(self): ...

class TestData:
    def test_of_nothing(self): pass
`;
    assert.deepEqual(classesOf(text), ['Other:4']);
  });

  it('are found below conditions, and in a text that is broken further down', () => {
    const text = `try:
    import yaml
except ImportError:
    pass
else:
    class Late(TestCase):
        def test_a(self): pass

if True:
    class Under(TestCase):
        def test_b(self): pass

class Broken(TestCase):
    def test_c(self):
        return (
`;
    assert.deepEqual(classesOf(text), ['Late:6 test_a:7', 'Under:10 test_b:11', 'Broken:13 test_c:14']);
  });

  it('end where bases go in a circle, and where a text asks for more work than anything real does', () => {
    assert.deepEqual(classesOf('class A(B):\n    pass\nclass B(A, TestCase):\n    def test_a(self): pass\n'), [
      'A:1 test_a:4',
      'B:3 test_a:4',
    ]);
    assert.throws(() => finish(testClassesIn('class A(TestCase): pass\n', new Budget(10))), BudgetSpent);
  });

  it('are looked for only in a text that may hold some', () => {
    assert.deepEqual(['class A(TestCase):\n', 'from x import TestCase\n', 'class A(Base):\n'].map(mayHoldTests), [
      true,
      false,
      false,
    ]);
  });
});
