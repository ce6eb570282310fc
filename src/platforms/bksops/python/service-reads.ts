import type { TextRange } from '../../../manifest/parse/text-range';
import { textIn } from './constant';
import {
  argumentsOf,
  childrenOf,
  isExpression,
  nodesIn,
  rangeOf,
  textOf,
  type SyntaxNode,
} from '../../../runtime/python/python-tree';
import { methodOf, type ServiceClass } from './service-class';

/** A place where a service reads one input. */
export interface InputRead {
  readonly key: string;
  /** Of the key, as it is written. */
  readonly range: TextRange;
  /** True for `data.inputs.key` and `data.inputs['key']`, which end in an error where the input is missing. */
  readonly mustBeThere: boolean;
}

/** What a service reads of its inputs. */
export interface ServiceReads {
  readonly inputs: readonly InputRead[];
  /** Of `parent_data`, which has what belongs to the task. */
  readonly parent: readonly InputRead[];
  /** Where all inputs go elsewhere, or are read by a key that is computed: what else is read nobody knows. */
  readonly whole: readonly TextRange[];
}

/** What runs with `data` and `parent_data`: the methods of a service, and those of SOPS's own base class. */
const ENTRIES = ['execute', 'schedule', 'plugin_execute', 'plugin_schedule', 'execute_pre_process'];

/** Follows `data` through the service's methods and the module's functions that it is handed to. */
export function readInputs(found: ServiceClass): ServiceReads {
  const reader = new InputsReader(found);
  for (const entry of ENTRIES) {
    const method = methodOf(found, entry);
    if (method) {
      const [, data, parent] = parametersOf(method, found.text);
      reader.follow(method, data, reader.inputs);
      reader.follow(method, parent, reader.parent);
    }
  }
  const inOrder = (reads: InputRead[]): InputRead[] => reads.sort((a, b) => a.range.start - b.range.start);
  return { inputs: inOrder(reader.inputs), parent: inOrder(reader.parent), whole: reader.whole };
}

class InputsReader {
  readonly inputs: InputRead[] = [];
  readonly parent: InputRead[] = [];
  readonly whole: TextRange[] = [];
  private readonly followed = new Set<string>();

  constructor(private readonly found: ServiceClass) {}

  /** Looks at each use of a name in a function. */
  follow(method: SyntaxNode, name: string | undefined, into: InputRead[]): void {
    const key = `${method.from} ${name ?? ''} ${into === this.parent ? 'parent' : ''}`;
    if (name === undefined || this.followed.has(key)) {
      return;
    }
    this.followed.add(key);
    this.found.budget.spend(method.to - method.from);
    const body = method.getChild('Body');
    for (const use of body ? nodesIn(body, 'VariableName') : []) {
      if (textOf(use, this.found.text) === name && !isKeyword(use)) {
        this.use(use, method, into);
      }
    }
  }

  /** `data`: what is asked of it, or where it goes. */
  private use(use: SyntaxNode, method: SyntaxNode, into: InputRead[]): void {
    const member = memberOf(use, this.found.text);
    if (!member) {
      this.handedOn(use, into);
      return;
    }
    switch (member.name) {
      case 'get_one_of_inputs': {
        this.readByCall(member.node, into, false);
        return;
      }
      case 'inputs': {
        this.useOfInputs(member.node, method, into);
        return;
      }
      case 'get_inputs': {
        this.useOfInputs(callOf(member.node) ?? member.node, method, into);
        return;
      }
    }
  }

  /** `data.inputs`, or a name that stands for it. */
  private useOfInputs(inputs: SyntaxNode, method: SyntaxNode, into: InputRead[]): void {
    const { text } = this.found;
    const member = memberOf(inputs, text);
    if (member?.name === 'get' && callOf(member.node)) {
      this.readByCall(member.node, into, false);
      return;
    }
    if (member?.name !== undefined && !(callOf(member.node) && DICTIONARY.has(member.name))) {
      into.push({ key: member.name, range: member.range, mustBeThere: true });
      return;
    }
    const subscript = subscriptOf(inputs);
    if (subscript) {
      this.readBy(subscript, into, true);
      return;
    }
    const alias = aliasOf(inputs, text);
    if (alias === undefined) {
      this.isWhole(inputs, into);
      return;
    }
    const body = method.getChild('Body');
    for (const use of body ? nodesIn(body, 'VariableName') : []) {
      if (textOf(use, text) === alias && use.from > inputs.to && !isTarget(use) && !isKeyword(use)) {
        this.useOfAlias(use, into);
      }
    }
  }

  private useOfAlias(use: SyntaxNode, into: InputRead[]): void {
    const member = memberOf(use, this.found.text);
    const subscript = subscriptOf(use);
    if (member?.name === 'get' && callOf(member.node)) {
      this.readByCall(member.node, into, false);
    } else if (member && !(callOf(member.node) && DICTIONARY.has(member.name))) {
      into.push({ key: member.name, range: member.range, mustBeThere: true });
    } else if (subscript) {
      this.readBy(subscript, into, true);
    } else {
      this.isWhole(use, into);
    }
  }

  private readByCall(called: SyntaxNode, into: InputRead[], mustBeThere: boolean): void {
    const [first] = argumentsOf(callOf(called)?.getChild('ArgList') ?? null, this.found.text);
    if (first && !first.isSpread) {
      this.readBy(first.value, into, mustBeThere);
    }
  }

  private readBy(key: SyntaxNode, into: InputRead[], mustBeThere: boolean): void {
    const text = textIn(this.found.constant(key));
    if (text === undefined) {
      this.isWhole(key, into);
    } else {
      into.push({ key: text, range: rangeOf(key), mustBeThere });
    }
  }

  /** A method of the class or a function of the module that gets it is looked at as well. */
  private handedOn(use: SyntaxNode, into: InputRead[]): void {
    const { text, module } = this.found;
    const call = use.parent?.name === 'ArgList' ? use.parent.parent : null;
    const called = call?.firstChild;
    const index = argumentsOf(use.parent, text).findIndex(({ value }) => value.from === use.from);
    const given = argumentsOf(use.parent, text)[index];
    if (!called || !given || given.isSpread) {
      this.isWhole(use, into);
      return;
    }
    const member = called.name === 'MemberExpression' ? called : undefined;
    const isOwn = member?.firstChild && textOf(member.firstChild, text) === 'self';
    const name = member?.lastChild ? textOf(member.lastChild, text) : textOf(called, text);
    const binding = member ? undefined : module.find(name);
    const target =
      isOwn === true ? methodOf(this.found, name) : binding?.is === 'function' ? binding.statement : undefined;
    if (target?.name !== 'FunctionDefinition') {
      this.isWhole(use, into);
      return;
    }
    const parameters = parametersOf(target, text);
    this.follow(target, given.name ?? parameters[index + (isOwn === true ? 1 : 0)], into);
  }

  private isWhole(node: SyntaxNode, into: InputRead[]): void {
    if (into === this.inputs) {
      this.whole.push(rangeOf(node));
    }
  }
}

/** What a dictionary has besides its keys. */
const DICTIONARY: ReadonlySet<string> = new Set([
  'get',
  'items',
  'keys',
  'values',
  'update',
  'pop',
  'copy',
  'setdefault',
]);

function parametersOf(method: SyntaxNode, text: string): string[] {
  const list = method.getChild('ParamList');
  const parts = list ? [...childrenOf(list)] : [];
  return parts
    .filter(({ name }, index) => name === 'VariableName' && parts[index - 1]?.name !== 'AssignOp')
    .map((node) => textOf(node, text));
}

/** The member that is asked of a value: `value.name`. */
function memberOf(
  value: SyntaxNode,
  text: string,
): { readonly name: string; readonly node: SyntaxNode; readonly range: TextRange } | undefined {
  const member = value.parent;
  const property = member?.name === 'MemberExpression' && isFirst(value, member) ? member.lastChild : null;
  return member && property?.name === 'PropertyName'
    ? { name: textOf(property, text), node: member, range: rangeOf(property) }
    : undefined;
}

/** The key of `value[key]`. */
function subscriptOf(value: SyntaxNode): SyntaxNode | undefined {
  const member = value.parent;
  const isSubscript = member?.name === 'MemberExpression' && isFirst(value, member) && member.getChild('[') !== null;
  return isSubscript ? [...childrenOf(member)].filter(isExpression)[1] : undefined;
}

/** The call of a value. */
function callOf(value: SyntaxNode): SyntaxNode | undefined {
  const call = value.parent;
  return call?.name === 'CallExpression' && isFirst(value, call) ? call : undefined;
}

/** The name that `name = value` gives a value. */
function aliasOf(value: SyntaxNode, text: string): string | undefined {
  const statement = value.parent;
  const parts = statement?.name === 'AssignStatement' ? [...childrenOf(statement)] : [];
  const [target, operator, given] = parts;
  const isAlias = parts.length === 3 && target?.name === 'VariableName' && operator?.name === 'AssignOp';
  return isAlias && given?.from === value.from && given.to === value.to ? textOf(target, text) : undefined;
}

function isTarget(use: SyntaxNode): boolean {
  return use.parent?.name === 'AssignStatement' && isFirst(use, use.parent);
}

/** True for the name of an argument, `name=value`. */
function isKeyword(use: SyntaxNode): boolean {
  return use.parent?.name === 'ArgList' && use.nextSibling?.name === 'AssignOp';
}

function isFirst(child: SyntaxNode, parent: SyntaxNode): boolean {
  return parent.firstChild?.from === child.from && parent.firstChild.to === child.to;
}
