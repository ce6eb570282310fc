import { definedEntries } from '../../../base/defined-entries';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { Attribute } from './constant';
import { readFormat, type FormatItems } from './format-items';
import { nodesIn, rangeOf, textOf, type SyntaxNode } from '../../../runtime/python/python-tree';
import { methodOf, type ServiceClass } from './service-class';
import { readMethod, type ServiceMethod } from './service-method';
import { readInputs, type ServiceReads } from './service-reads';

/** A service that a component of the same module runs. */
export interface PythonService {
  /** Of the class's name. */
  readonly at: TextRange;
  /** The bases that the module does not define, dotted, such as `Service`. */
  readonly bases: readonly string[];
  readonly reads: ServiceReads;
  /** Undefined where the service has no such method of its own. */
  readonly inputsFormat?: FormatItems;
  readonly outputsFormat?: FormatItems;
  /** `__need_schedule__` and `interval`, where the class sets them. */
  readonly needSchedule?: Attribute;
  readonly interval?: Attribute;
  /** The names of its own `execute` and `schedule`. */
  readonly execute?: TextRange;
  readonly schedule?: TextRange;
  /** How they can be called, where the class has them as they are. */
  readonly methods: { readonly execute?: ServiceMethod; readonly schedule?: ServiceMethod };
  /** True when some method calls `finish_schedule`. */
  readonly finishesSchedule: boolean;
}

export function readService(found: ServiceClass): PythonService {
  const [execute, schedule] = [methodOf(found, 'execute'), methodOf(found, 'schedule')];
  const formats = {
    inputsFormat: formatOf(found, 'inputs_format'),
    outputsFormat: formatOf(found, 'outputs_format'),
    needSchedule: found.attribute('__need_schedule__'),
    interval: found.attribute('interval'),
    execute: execute && nameRange(execute),
    schedule: schedule && nameRange(schedule),
  };
  return {
    at: found.at,
    bases: found.outside,
    reads: readInputs(found),
    methods: methodsOf(found),
    finishesSchedule: finishes(found),
    ...definedEntries(formats),
  };
}

function methodsOf(found: ServiceClass): PythonService['methods'] {
  const [execute, schedule] = [readMethod(found, 'execute'), readMethod(found, 'schedule')];
  return { ...(execute && { execute }), ...(schedule && { schedule }) };
}

function formatOf(found: ServiceClass, name: string): FormatItems | undefined {
  const method = methodOf(found, name);
  return method && readFormat(method, found);
}

function nameRange(method: SyntaxNode): TextRange {
  return rangeOf(method.getChild('VariableName') ?? method);
}

function finishes({ scopes, text, module }: ServiceClass): boolean {
  return [module, ...scopes].some((scope) =>
    [...scope.names].some((name) => {
      const binding = scope.find(name);
      const isFunction = binding?.is === 'function';
      return (
        isFunction &&
        [...nodesIn(binding.statement, 'PropertyName')].some((node) => textOf(node, text) === 'finish_schedule')
      );
    }),
  );
}
