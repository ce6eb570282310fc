import { Budget } from '../../../base/budget';
import { definedEntries } from '../../../base/defined-entries';
import { finish, type Steps } from '../../../base/steps';
import type { TextRange } from '../../../manifest/parse/text-range';
import { ConstantReader, unknown, type Attribute, type Constant } from './constant';
import { definedNames } from './defined-names';
import { importsIn, type ImportStatement } from './import-statements';
import { ModuleClasses, type StrayComponent, type UnknownBase } from './module-classes';
import { risksIn, type LoadTimeRisk } from './load-time-calls';
import { mistakesIn, type PythonMistake } from './python-mistakes';
import {
  dottedName,
  nodesIn,
  parsePython,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { Scope, type Binding } from './scope';
import { readService, type PythonService } from './service';

/** The service that a component runs, as it names it. */
export interface BoundService extends Attribute {
  readonly name: string;
  /** Undefined when it is imported, or nowhere. */
  readonly service?: PythonService;
  /** False for a name that nothing in the module gives a value: loading ends with a NameError. */
  readonly isBound: boolean;
  /** Where it is no class but an object: one made of a class of the module, or a tuple by its comma. */
  readonly object?: 'instance' | 'tuple';
  /** Where nothing has the name, the class of the module or the imported one that is likely to be meant. */
  readonly meant?: string;
}

/** A class that SOPS registers as a component when its module is loaded; what it inherits from the module's own classes is its own. */
export interface PythonComponent {
  readonly className: string;
  /** Of the class's name. */
  readonly at: TextRange;
  readonly range: TextRange;
  readonly code?: Attribute;
  readonly name?: Attribute;
  readonly version?: Attribute;
  readonly desc?: Attribute;
  readonly base?: Attribute;
  readonly form?: Attribute;
  readonly outputForm?: Attribute;
  readonly embeddedForm?: Attribute;
  readonly boundService?: BoundService;
}

/** What the text of a module says, without running it. */
export interface PythonModule {
  readonly text: string;
  readonly components: readonly PythonComponent[];
  /** `__group_name__`, `__register_ignore__` and `__requirements__`, where the module sets them. */
  readonly groupName?: Attribute;
  readonly registerIgnore?: Attribute;
  readonly requirements?: Attribute;
  /** Where the text is no Python, as far as a tolerant parser notices. */
  readonly broken: readonly TextRange[];
  /** What Python 3.11 refuses for certain. */
  readonly mistakes: readonly PythonMistake[];
  readonly imports: readonly ImportStatement[];
  readonly risks: readonly LoadTimeRisk[];
  readonly unknownBases: readonly UnknownBase[];
  /** What others may import of it, with the first place that binds it; undefined where the text does not tell. */
  readonly defined?: ReadonlyMap<string, number>;
  /** Classes that are written as components and inherit from none. */
  readonly strayComponents: readonly StrayComponent[];
}

/**
 * Reads a module, whatever is wrong with it.
 * @throws BudgetSpent for a text that takes more work than anything real does
 */
export function readModule(text: string, budget?: Budget): PythonModule {
  return finish(readModuleInSteps(text, budget));
}

/** {@link readModule} in parts. */
export function* readModuleInSteps(text: string, budget = new Budget()): Steps<PythonModule> {
  const top = yield* parsePython(text, budget);
  yield;
  return yield* new ModuleReader(text, top, budget).module();
}

const ATTRIBUTES = {
  code: 'code',
  name: 'name',
  version: 'version',
  desc: 'desc',
  base: 'base',
  form: 'form',
  outputForm: 'output_form',
  embeddedForm: 'embedded_form',
} as const;

class ModuleReader {
  private readonly scope: Scope;
  private readonly constants = new Map<SyntaxNode, Constant>();
  private readonly classes: ModuleClasses;

  constructor(
    private readonly text: string,
    private readonly top: SyntaxNode,
    private readonly budget: Budget,
  ) {
    this.scope = new Scope(top, text);
    this.classes = new ModuleClasses(this.scope, top, text);
  }

  *module(): Steps<PythonModule> {
    const components: PythonComponent[] = [];
    for (const found of this.scope.classes.filter((each) => this.classes.isComponent(each))) {
      components.push(this.component(found));
      yield;
    }
    const mistakes = mistakesIn(this.top, this.text);
    yield;
    const imports = importsIn(this.top, this.text);
    yield;
    const risks = risksIn(this.top, this.text);
    yield;
    return {
      text: this.text,
      components,
      broken: [...nodesIn(this.top, '⚠')].map(rangeOf),
      mistakes,
      imports,
      risks,
      unknownBases: this.classes.importsAll()
        ? []
        : this.scope.classes.flatMap((found) => this.classes.unknownBasesOf(found)),
      strayComponents: this.scope.classes.flatMap((found) => this.classes.strayComponent(found)),
      ...definedEntries({
        defined: definedNames(this.top, this.text),
        groupName: this.attributeOf('__group_name__', [this.scope]),
        registerIgnore: this.attributeOf('__register_ignore__', [this.scope]),
        requirements: this.attributeOf('__requirements__', [this.scope]),
      }),
    };
  }

  private component(found: Binding): PythonComponent {
    const name = found.statement.getChild('VariableName');
    const scopes = this.classes.lineOf(found).map((each) => this.classes.scopeOf(each));
    const entries = Object.entries(ATTRIBUTES).map(([key, attribute]) => [key, this.attributeOf(attribute, scopes)]);
    return {
      className: name ? textOf(name, this.text) : '',
      at: found.key,
      range: rangeOf(found.statement),
      ...definedEntries(Object.fromEntries(entries) as Record<keyof typeof ATTRIBUTES, Attribute | undefined>),
      ...definedEntries({ boundService: this.boundService(scopes) }),
    };
  }

  private boundService(scopes: readonly Scope[]): BoundService | undefined {
    const binding = first(scopes, (scope) => scope.find('bound_service'));
    if (!binding) {
      return undefined;
    }
    const name = (binding.value && dottedName(binding.value, this.text)) ?? '';
    const [root = ''] = name.split('.');
    const found = name === '' ? undefined : this.scope.find(name, binding.statement.from);
    const isBound =
      root === '' || this.scope.find(root, binding.statement.from) !== undefined || this.classes.importsAll();
    const value = unknown(binding.value ? rangeOf(binding.value) : binding.key, 'it is a class');
    const meant = isBound ? undefined : this.classes.meantBy(root, ['Service', 'Component']);
    const object = this.objectIn(binding);
    return {
      ...{ key: binding.key, name, isBound },
      value: binding.tuple ? { ...value, range: binding.tuple.range } : value,
      ...definedEntries({ service: this.serviceOf(found), meant, object }),
    };
  }

  private objectIn({ value, tuple, statement }: Binding): BoundService['object'] {
    const made =
      value?.name === 'CallExpression' && value.firstChild ? dottedName(value.firstChild, this.text) : undefined;
    const isOwn = made !== undefined && this.scope.find(made, statement.from)?.is === 'class';
    return tuple ? 'tuple' : isOwn ? 'instance' : undefined;
  }

  private serviceOf(found: Binding | undefined): PythonService | undefined {
    if (found?.is !== 'class') {
      return undefined;
    }
    const line = this.classes.lineOf(found);
    const outside = line.flatMap((each) =>
      this.classes.basesOf(each).filter((base) => this.scope.find(base, each.statement.from)?.is !== 'class'),
    );
    return readService({
      text: this.text,
      at: found.key,
      scopes: line.map((each) => this.classes.scopeOf(each)),
      outside,
      module: this.scope,
      budget: this.budget,
      attribute: (name) =>
        this.attributeOf(
          name,
          line.map((each) => this.classes.scopeOf(each)),
        ),
      constant: (node) => this.constantOf(node, [this.scope]),
    });
  }

  private attributeOf(name: string, scopes: readonly Scope[]): Attribute | undefined {
    for (const scope of scopes) {
      const binding = scope.find(name);
      if (binding) {
        return { key: binding.key, value: this.valueOf(binding, [scope, this.scope]) };
      }
    }
    return undefined;
  }

  private valueOf(binding: Binding, scopes: readonly Scope[]): Constant {
    if (binding.tuple) {
      const { range, members } = binding.tuple;
      return { is: 'list', range, items: members.map((node) => this.constantOf(node, scopes, binding.statement.from)) };
    }
    return binding.value
      ? this.constantOf(binding.value, scopes, binding.statement.from)
      : unknown(binding.key, binding.is === 'perhaps' ? 'it is set under a condition' : 'it is no constant');
  }

  /** What an expression is, where its names stand for what the scopes know, the innermost first. */
  private constantOf(node: SyntaxNode, scopes: readonly Scope[], at = Infinity): Constant {
    const known = this.constants.get(node);
    if (known) {
      return known;
    }
    this.budget.spend(node.to - node.from);
    // A name that is asked for while it is read stands for nothing.
    this.constants.set(node, unknown(rangeOf(node), 'it is made of itself'));
    const names = (name: string): Constant | undefined => {
      for (const scope of scopes) {
        const binding = scope.find(name, at);
        if (binding) {
          return this.valueOf(binding, scope === this.scope ? [scope] : scopes);
        }
      }
      return undefined;
    };
    const constant = new ConstantReader(this.text, names, this.budget).read(node);
    this.constants.set(node, constant);
    return constant;
  }
}

function first<T, R>(all: readonly T[], ask: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const answer = ask(one);
    if (answer !== undefined) {
      return answer;
    }
  }
  return undefined;
}
