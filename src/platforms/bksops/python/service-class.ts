import type { Budget } from '../../../base/budget';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { Attribute, Constant } from './constant';
import type { SyntaxNode } from '../../../runtime/python/python-tree';
import type { Scope } from './scope';

/** A class as the reader of the module hands it over, with what its bases in the module add. */
export interface ServiceClass {
  readonly text: string;
  readonly at: TextRange;
  /** Its own scope, and then those of its bases. */
  readonly scopes: readonly Scope[];
  readonly outside: readonly string[];
  readonly module: Scope;
  readonly budget: Budget;
  attribute(name: string): Attribute | undefined;
  constant(node: SyntaxNode): Constant;
}

/** The definition of a method, its own or one that it inherits from a class of the module. */
export function methodOf({ scopes }: Pick<ServiceClass, 'scopes'>, name: string): SyntaxNode | undefined {
  for (const scope of scopes) {
    const binding = scope.find(name);
    if (binding) {
      return binding.is === 'function' && binding.statement.name === 'FunctionDefinition'
        ? binding.statement
        : undefined;
    }
  }
  return undefined;
}
