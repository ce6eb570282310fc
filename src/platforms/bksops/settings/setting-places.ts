import type { TextRange } from '../../../manifest/parse/text-range';
import {
  argumentsOf,
  isExpression,
  nodesIn,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { SETTING } from './setting-name';

/** A place that gives the setting a value, or adds to it. */
export interface SettingPlace {
  /** Where its name is written. */
  readonly key: TextRange;
  readonly value: SyntaxNode;
  /** The value is one source, not a list of them. */
  readonly isOneSource: boolean;
}

/**
 * The statements of a module, in whatever branch or class, that set the setting: Django takes it from the module's names
 * (Django 4.2, `conf/__init__.py`), so those of functions are another's.
 */
export function* settingPlaces(top: SyntaxNode, text: string): Generator<SettingPlace> {
  for (const node of nodesIn(top, 'AssignStatement', 'UpdateStatement', 'CallExpression')) {
    const place = node.name === 'CallExpression' ? addition(node, text) : assignment(node, text);
    if (place && !isInFunction(node)) {
      yield place;
    }
  }
}

/** `NAME = …`, `NAME: list = …`, `NAME += …`. */
function assignment(statement: SyntaxNode, text: string): SettingPlace | undefined {
  const { firstChild: target, lastChild: value } = statement;
  const isSetting = target?.name === 'VariableName' && textOf(target, text) === SETTING;
  return isSetting && value && value.from !== target.from && isExpression(value)
    ? { key: rangeOf(target), value, isOneSource: false }
    : undefined;
}

/** `NAME.append(…)` and `NAME.extend(…)`. */
function addition(call: SyntaxNode, text: string): SettingPlace | undefined {
  const method = call.firstChild;
  const [target, name] = [method?.firstChild, method?.lastChild];
  const isSetting = method?.name === 'MemberExpression' && target && textOf(target, text) === SETTING;
  const [value, ...others] = argumentsOf(call.getChild('ArgList'), text);
  const called = name ? textOf(name, text) : '';
  return isSetting && value && others.length === 0 && ['append', 'extend'].includes(called)
    ? { key: rangeOf(target), value: value.value, isOneSource: called === 'append' }
    : undefined;
}

function isInFunction(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.name === 'FunctionDefinition' || at.name === 'LambdaExpression') {
      return true;
    }
  }
  return false;
}
