import type { Budget } from '../../base/budget';
import type { Steps } from '../../base/steps';
import { argumentsOf, childrenOf, dottedName, parsePython, textOf, type SyntaxNode } from '../python/python-tree';

/** A test method. */
export interface TestMethod {
  readonly name: string;
  /** Its offset in the text. */
  readonly at: number;
}

/** A class of tests as unittest has them. */
export interface TestClass extends TestMethod {
  /** Its own tests and those of its bases in the same file. There may be more that only running tells. */
  readonly tests: readonly TestMethod[];
}

/** A test that a class has from a base of a framework. */
export interface InheritedTest {
  /** The name of the base, such as `ComponentTestMixin`. */
  readonly base: string;
  readonly test: string;
  /** The method of the class itself that says what is tested. */
  readonly toldBy: string;
}

/** The bases of unittest and Django that have no tests themselves. */
const PLAIN_BASES = /^(?:TestCase|IsolatedAsyncioTestCase|SimpleTestCase|TransactionTestCase|LiveServerTestCase)$/;

/** A look that is cheaper than a tree. */
export function mayHoldTests(text: string): boolean {
  return text.includes('Test') && /\bclass\b/.test(text);
}

/**
 * The classes of tests at the top of a module, by its text alone.
 * @throws BudgetSpent for a text that is far too long
 */
export function* testClassesIn(
  text: string,
  budget: Budget,
  inherited: readonly InheritedTest[] = [],
): Steps<TestClass[]> {
  const top = yield* parsePython(text, budget);
  const classes = new Map<string, WrittenClass>();
  for (const node of definitionsIn(top, 'ClassDefinition')) {
    const written = writtenClass(node, text);
    if (written) {
      budget.spend(written.methods.length + written.bases.length + 1);
      classes.set(written.name, written);
    }
    yield;
  }
  return [...classes.values()].flatMap((each) => testsOf(each, classes, inherited, budget));
}

/** Tests that pytest alone runs. */
export interface Pytests {
  readonly functions: readonly TestMethod[];
  readonly classes: readonly TestClass[];
}

/**
 * What pytest takes for tests beside classes of unittest: functions at the top of a module, and classes without a base.
 * @throws BudgetSpent for a text that is far too long
 */
export function* pytestsIn(text: string, budget: Budget): Steps<Pytests> {
  const top = yield* parsePython(text, budget);
  const isTest = ({ name }: TestMethod): boolean => name.startsWith('test');
  const classes = [...definitionsIn(top, 'ClassDefinition')].flatMap((node) => writtenClass(node, text) ?? []);
  return {
    functions: functionsIn(top, text).filter(isTest),
    classes: classes
      .filter(
        ({ name, bases, methods }) => name.startsWith('Test') && bases.length === 0 && !methods.some(isInitializer),
      )
      .map(({ name, at, methods }) => ({ name, at, tests: methods.filter(isTest) }))
      .filter(({ tests }) => tests.length > 0),
  };
}

/** pytest makes no object of a class that asks for something. */
function isInitializer({ name }: TestMethod): boolean {
  return name === '__init__';
}

interface WrittenClass extends TestMethod {
  /** The last segments of their dotted names. */
  readonly bases: readonly string[];
  readonly methods: readonly TestMethod[];
}

/** The definitions that stand in a body, under decorators and conditions as well. */
function* definitionsIn(body: SyntaxNode, kind: string): Generator<SyntaxNode> {
  for (const node of childrenOf(body)) {
    if (node.name === kind) {
      yield node;
    } else if (node.name === 'DecoratedStatement') {
      yield* definitionsIn(node, kind);
    } else if (['IfStatement', 'TryStatement'].includes(node.name)) {
      for (const inner of childrenOf(node)) {
        if (inner.name === 'Body') {
          yield* definitionsIn(inner, kind);
        }
      }
    }
  }
}

function writtenClass(node: SyntaxNode, text: string): WrittenClass | undefined {
  const name = node.getChild('VariableName');
  const body = node.getChild('Body');
  if (!name || !body) {
    return undefined;
  }
  return {
    name: textOf(name, text),
    at: name.from,
    bases: argumentsOf(node.getChild('ArgList'), text)
      .filter(({ name: keyword }) => keyword === undefined)
      .flatMap(({ value }) => dottedName(value, text)?.split('.').at(-1) ?? []),
    methods: functionsIn(body, text),
  };
}

function functionsIn(body: SyntaxNode, text: string): TestMethod[] {
  return [...definitionsIn(body, 'FunctionDefinition')].flatMap((method) => {
    const called = method.getChild('VariableName');
    return called ? [{ name: textOf(called, text), at: called.from }] : [];
  });
}

function testsOf(
  written: WrittenClass,
  classes: ReadonlyMap<string, WrittenClass>,
  inherited: readonly InheritedTest[],
  budget: Budget,
): TestClass[] {
  const own = lineage(written, classes, budget);
  const outside = own.flatMap(({ bases }) => bases).filter((base) => !classes.has(base));
  const methods = new Map<string, TestMethod>();
  for (const { methods: found } of own) {
    for (const method of found) {
      methods.set(method.name, methods.get(method.name) ?? method);
    }
  }
  const tests = [...methods.values()].filter(({ name }) => name.startsWith('test'));
  for (const { base, test, toldBy } of inherited) {
    if (outside.includes(base) && !methods.has(test)) {
      tests.push({ name: test, at: methods.get(toldBy)?.at ?? written.at });
    }
  }
  const isCase = outside.some((base) => base.includes('Test') && !base.endsWith('Mixin'));
  // A base of another module may have tests that this one does not show.
  const mayHaveMore = outside.some(
    (base) => base.includes('Test') && !base.endsWith('Mixin') && !PLAIN_BASES.test(base),
  );
  return isCase && (tests.length > 0 || mayHaveMore) ? [{ name: written.name, at: written.at, tests }] : [];
}

/** A class and its bases of the same module, in the order in which names are looked up. */
function lineage(
  written: WrittenClass,
  classes: ReadonlyMap<string, WrittenClass>,
  budget: Budget,
  seen = new Set<WrittenClass>(),
): WrittenClass[] {
  budget.spend();
  if (seen.has(written)) {
    return [];
  }
  seen.add(written);
  const bases = written.bases.flatMap((base) => {
    const found = classes.get(base);
    return found ? lineage(found, classes, budget, seen) : [];
  });
  return [written, ...bases];
}
