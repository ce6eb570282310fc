import type { TextRange } from '../../../manifest/parse/text-range';
import { textIn, type Constant } from './constant';
import {
  argumentsOf,
  childrenOf,
  dottedName,
  isExpression,
  nodesIn,
  rangeOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import type { ServiceClass } from './service-class';

/** The schema of an input or output, as far as it is written out. */
export interface FormatSchema {
  /** Such as `string`, of `StringItemSchema` (bamboo-pipeline 4.0, `pipeline.core.flow.io`). */
  readonly type: string;
  readonly description?: string;
  readonly enum?: readonly (string | number | boolean)[];
  /** Of an array's items. */
  readonly items?: FormatSchema;
  /** Of an object's properties. */
  readonly properties?: ReadonlyMap<string, FormatSchema>;
}

/** One `InputItem` or `OutputItem`. */
export interface FormatItem {
  readonly range: TextRange;
  readonly key?: string;
  readonly keyRange?: TextRange;
  readonly name?: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly schema?: FormatSchema;
}

export interface FormatItems {
  /** Of the method's name. */
  readonly range: TextRange;
  readonly items: readonly FormatItem[];
  /** False when there may be more than the list that is written out. */
  readonly isWhole: boolean;
  /** What is returned in every case and is no list, as far as that is certain. */
  readonly other?: { readonly is: 'dictionary' | 'tuple' | 'text' | 'nothing'; readonly range: TextRange };
}

/** The parameters of an item in their order. */
const PARAMETERS = ['name', 'key', 'type', 'schema', 'required'];

/** Reads what a format method returns. */
export function readFormat(method: SyntaxNode, found: ServiceClass): FormatItems {
  const range = rangeOf(method.getChild('VariableName') ?? method);
  const returns = [...nodesIn(method, 'ReturnStatement')];
  const values = returns.flatMap((node) => [...childrenOf(node)].filter(isExpression));
  const [only] = values;
  const other = otherIn(method, returns, values);
  if (!only || values.length > 1 || other) {
    return { range, items: [], isWhole: false, ...(other && { other }) };
  }
  const parts = partsOf(only);
  const lists = parts.filter(({ name }) => name === 'ArrayExpression');
  const elements = lists.flatMap((list) => [...childrenOf(list)].filter(isExpression));
  const items = elements.flatMap((element) => itemOf(element, found) ?? []);
  return { range, items, isWhole: parts.length === lists.length && items.length === elements.length };
}

/** A method that raises, or that is a generator, returns something else again. */
function otherIn(
  method: SyntaxNode,
  returns: readonly SyntaxNode[],
  values: readonly SyntaxNode[],
): FormatItems['other'] {
  const [statement] = returns;
  const [first] = values;
  if (returns.length > 1 || [...nodesIn(method, 'RaiseStatement', 'YieldStatement', 'YieldExpression')].length > 0) {
    return undefined;
  }
  if (!statement || !first) {
    return { is: 'nothing', range: rangeOf(statement ?? method.getChild('VariableName') ?? method) };
  }
  const range = { start: first.from, end: statement.lastChild?.to ?? first.to };
  const isTuple = values.length > 1 || statement.lastChild?.name === ',' || first.name === 'TupleExpression';
  const is = isTuple ? 'tuple' : OTHERS[first.name];
  return is && { is, range };
}

const OTHERS: Readonly<Record<string, NonNullable<FormatItems['other']>['is']>> = {
  DictionaryExpression: 'dictionary',
  String: 'text',
  ContinuedString: 'text',
};

/** The sides of `a + b + c`. */
function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  let left: SyntaxNode | null = node;
  for (; left?.name === 'BinaryExpression'; left = left.firstChild) {
    parts.unshift(...(left.lastChild ? [left.lastChild] : []));
  }
  return left ? [left, ...parts] : parts;
}

function itemOf(node: SyntaxNode, found: ServiceClass): FormatItem | undefined {
  const called =
    node.name === 'CallExpression' && node.firstChild ? dottedName(node.firstChild, found.text) : undefined;
  if (called === undefined || !/(?:^|\.)(?:Input|Output)Item$/.test(called)) {
    return undefined;
  }
  const given = argumentsByName(node, PARAMETERS, found);
  const constant = (name: string): Constant | undefined => {
    const value = given.get(name);
    return value && found.constant(value);
  };
  const [key, required] = [constant('key'), constant('required')];
  const schema = given.get('schema');
  return {
    range: rangeOf(node),
    ...told('key', textIn(key)),
    ...(key ? { keyRange: key.range } : {}),
    ...told('name', textIn(constant('name'))),
    ...told('type', textIn(constant('type'))),
    ...(required?.is === 'boolean' ? { required: required.value } : {}),
    ...told('schema', schema && schemaOf(schema, found)),
  };
}

/** How deep schemas may be within each other; none that anybody wrote is half as deep. */
const DEEPEST_SCHEMA = 50;

function schemaOf(node: SyntaxNode, found: ServiceClass, depth = 0): FormatSchema | undefined {
  const called =
    node.name === 'CallExpression' && node.firstChild ? dottedName(node.firstChild, found.text) : undefined;
  const [, kind] = /(?:^|\.)([A-Z][a-z]+)ItemSchema$/.exec(called ?? '') ?? [];
  if (kind === undefined || depth > DEEPEST_SCHEMA) {
    return undefined;
  }
  const third = kind === 'Object' ? 'property_schemas' : kind === 'Array' ? 'item_schema' : 'enum';
  const given = argumentsByName(node, ['description', third, 'enum'], found);
  const [description, choices, items, properties] = ['description', 'enum', 'item_schema', 'property_schemas'].map(
    (name) => given.get(name),
  );
  return {
    type: kind.toLowerCase(),
    ...told('description', description && textIn(found.constant(description))),
    ...told('enum', choices && choicesOf(found.constant(choices))),
    ...told('items', items && schemaOf(items, found, depth + 1)),
    ...told('properties', properties && propertiesOf(properties, found, depth)),
  };
}

function choicesOf(constant: Constant): (string | number | boolean)[] | undefined {
  return constant.is === 'list' && constant.items.length > 0
    ? constant.items.flatMap((item): (string | number | boolean)[] =>
        item.is === 'text' ? [item.text.text] : item.is === 'number' || item.is === 'boolean' ? [item.value] : [],
      )
    : undefined;
}

function propertiesOf(node: SyntaxNode, found: ServiceClass, depth: number): Map<string, FormatSchema> {
  const parts = [...childrenOf(node)];
  const entries = parts.flatMap((part, index) => {
    const [key, value] = [parts[index - 1], parts[index + 1]];
    const name = part.name === ':' && key ? textIn(found.constant(key)) : undefined;
    const schema = value && schemaOf(value, found, depth + 1);
    return name !== undefined && schema ? [[name, schema] as const] : [];
  });
  return new Map(entries);
}

function argumentsByName(call: SyntaxNode, order: readonly string[], { text }: ServiceClass): Map<string, SyntaxNode> {
  const given = argumentsOf(call.getChild('ArgList'), text).filter(({ isSpread }) => !isSpread);
  return new Map(given.map(({ name, value }, index) => [name ?? order[index] ?? '', value]));
}

function told<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}
