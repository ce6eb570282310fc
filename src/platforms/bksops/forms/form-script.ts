import { parse, type AnyNode, type Node, type Program } from 'acorn';
import type { Budget } from '../../../base/budget';
import type { TextRange } from '../../../manifest/parse/text-range';

/** A form's JavaScript as SOPS's editor would take it; offsets are those of the form's own text. */
export type FormScript =
  | { readonly is: 'script'; readonly program: Program }
  /** Well formed, but not in strict mode, in which the editor evaluates an embedded form. */
  | { readonly is: 'not strict'; readonly range: TextRange; readonly message: string }
  | { readonly is: 'broken'; readonly range: TextRange; readonly message: string }
  /** Deeper than the parser can follow. */
  | { readonly is: 'too deep' };

/** The editor's own module is strict, and so is what it evaluates (bk-sops 3.34, `store/modules/atomForm.js`). */
const STRICT = '"use strict";';

/** Newer than any browser that SOPS asks for, so that nothing is refused that one may take. */
const VERSION = 'latest';

/** A character costs two steps: it is looked at once for a token and once for the tree. */
const STEPS_A_CHARACTER = 2;

/** @throws BudgetSpent for a text that is far too long */
export function parseForm(text: string, budget: Budget): FormScript {
  budget.spend(text.length * STEPS_A_CHARACTER);
  const strict = parsed(STRICT + text);
  if (strict.is !== 'broken') {
    return strict;
  }
  const { message } = strict;
  const range = { start: strict.range.start - STRICT.length, end: strict.range.end - STRICT.length };
  return { is: parsed(text).is === 'script' ? 'not strict' : 'broken', range, message };
}

/** Where a node stands in the form's text. */
export function rangeIn({ start, end }: { readonly start: number; readonly end: number }): TextRange {
  return { start: start - STRICT.length, end: end - STRICT.length };
}

/** How acorn says that a text is nested deeper than it can follow. */
const NO_STACK = 'Not enough stack space';

function parsed(text: string): Exclude<FormScript, { is: 'not strict' }> {
  try {
    return { is: 'script', program: parse(text, { ecmaVersion: VERSION, sourceType: 'script' }) };
  } catch (error) {
    if (error instanceof RangeError || (error instanceof SyntaxError && error.message.startsWith(NO_STACK))) {
      return { is: 'too deep' };
    }
    if (error instanceof SyntaxError && 'pos' in error && 'raisedAt' in error) {
      const [start, raisedAt] = [Number(error.pos), Number(error.raisedAt)];
      const range = { start, end: Math.max(raisedAt, Math.min(start + 1, text.length)) };
      return { is: 'broken', range, message: error.message.replace(/ \(\d+:\d+\)$/, '') };
    }
    throw error;
  }
}

const NONE: readonly Node[] = [];

/** The nodes right below one, in the order in which they are written. */
export function partsOf(node: Node): readonly Node[] {
  const known = node as AnyNode;
  // A form is walked some times at each keystroke, and it is made of these.
  switch (known.type) {
    case 'Identifier':
    case 'Literal':
      return NONE;
    case 'Property':
      return [known.key, known.value];
    case 'ObjectExpression':
      return known.properties;
    case 'ArrayExpression':
      return known.elements.filter((element) => element !== null);
    case 'CallExpression':
      return [known.callee, ...known.arguments];
    default:
      return valuesThatAreNodes(node);
  }
}

function valuesThatAreNodes(node: Node): Node[] {
  const values = (Object.values(node) as unknown[]).flat();
  return values.filter(isNode).sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
