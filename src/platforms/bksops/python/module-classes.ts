import { nearestWord } from '../../../base/nearest-word';
import { definedEntries } from '../../../base/defined-entries';
import type { TextRange } from '../../../manifest/parse/text-range';
import {
  argumentsOf,
  dottedName,
  nodesIn,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { importedBy } from './imports';
import { Scope, type Binding } from './scope';

/** A name of which a class is made, and that nothing in the module has. */
export interface UnknownBase {
  readonly name: string;
  readonly range: TextRange;
  /** The class of the module or the imported one that is likely to be meant. */
  readonly meant?: string;
}

/** A class with the attributes of a component that is none. */
export interface StrayComponent {
  readonly className: string;
  /** Of the class's name. */
  readonly at: TextRange;
  /** The base that stands where that of a component should. */
  readonly base?: { readonly name: string; readonly range: TextRange };
}

/** Where SOPS's components inherit from (bamboo-pipeline 4.0, `pipeline.component_framework.component`). */
const COMPONENT = /(?:^|\.)Component$/;

/** Python's own names of which a class may be made. */
const BUILT_IN =
  /^(?:object|type|dict|list|tuple|set|frozenset|str|bytes|bytearray|int|float|complex|bool|property|BaseException|\w*(?:Exception|ExceptionGroup|Error|Warning|Exit|Interrupt|Iteration))$/;

/** The classes of a module and what they inherit from each other. */
export class ModuleClasses {
  private readonly scopes = new Map<string, Scope>();

  /** @param scope Of the module itself. */
  constructor(
    private readonly scope: Scope,
    private readonly top: SyntaxNode,
    private readonly text: string,
  ) {}

  /** By what it inherits from; a class that binds a service is meant to be one, whatever its base is called. */
  isComponent(found: Binding, seen = new Set<Binding>()): boolean {
    if (seen.has(found)) {
      return false;
    }
    seen.add(found);
    return this.basesOf(found).some((base) => {
      const own = this.scope.find(base, found.statement.from);
      if (own?.is === 'class') {
        return this.isComponent(own, seen);
      }
      const imported = own?.is === 'import' ? importedBy(own.statement, base, this.text) : undefined;
      return COMPONENT.test(imported?.name === '' || !imported ? base : imported.name) || COMPONENT.test(base);
    });
  }

  /** A class that others inherit from gives them its attributes, and may be none itself. */
  strayComponent(found: Binding): StrayComponent[] {
    const given = argumentsOf(found.statement.getChild('ArgList'), this.text);
    const [base] = given.map(({ value }) => ({ name: textOf(value, this.text), range: rangeOf(value) }));
    const className = this.text.slice(found.key.start, found.key.end);
    const isPlain = given.length < 2 && (!base || /^(?:object|(?:\w+\.)*Service)$/.test(base.name));
    const isBase = this.scope.classes.some((each) => this.basesOf(each).includes(className));
    const isWritten = ['code', 'name', 'bound_service'].every(
      (name) => this.scopeOf(found).find(name)?.is === 'assigned',
    );
    return isWritten && isPlain && !isBase ? [{ className, at: found.key, ...definedEntries({ base }) }] : [];
  }

  basesOf({ statement }: Binding): string[] {
    return argumentsOf(statement.getChild('ArgList'), this.text).flatMap(({ name, value }) => {
      const base = name === undefined ? dottedName(value, this.text) : undefined;
      return base === undefined ? [] : [base];
    });
  }

  unknownBasesOf({ statement }: Binding): UnknownBase[] {
    return argumentsOf(statement.getChild('ArgList'), this.text).flatMap(({ value, isSpread }) => {
      const name = value.name === 'VariableName' && !isSpread ? textOf(value, this.text) : undefined;
      const isKnown = name === undefined || BUILT_IN.test(name) || this.scope.find(name) !== undefined;
      return isKnown ? [] : [{ name, range: rangeOf(value), ...definedEntries({ meant: this.meantBy(name) }) }];
    });
  }

  /** Of what could be a class. */
  meantBy(name: string, but: readonly string[] = []): string | undefined {
    const classes = [...this.scope.names].filter((each) =>
      ['class', 'import', 'perhaps'].includes(this.scope.find(each)?.is ?? ''),
    );
    return nearestWord(
      name,
      classes.filter((each) => !but.includes(each)),
    );
  }

  /** The class and those of this module that it inherits from, in the order in which Python asks them. */
  lineOf(found: Binding, known: Binding[] = []): Binding[] {
    if (!known.includes(found)) {
      known.push(found);
      for (const base of this.basesOf(found)) {
        const own = this.scope.find(base, found.statement.from);
        if (own?.is === 'class') {
          this.lineOf(own, known);
        }
      }
    }
    return known;
  }

  /** `from x import *` may bind any name. */
  importsAll(): boolean {
    return [...nodesIn(this.top, 'ImportStatement')].some((node) => node.lastChild?.name === '*');
  }

  scopeOf(found: Binding): Scope {
    const key = String(found.statement.from);
    const body = found.statement.getChild('Body');
    const scope = this.scopes.get(key) ?? new Scope(body ?? found.statement, this.text);
    this.scopes.set(key, scope);
    return scope;
  }
}
