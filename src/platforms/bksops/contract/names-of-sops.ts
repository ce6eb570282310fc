/** The names of a module that a package may mean, and all that can be imported from it. */
export interface NamesOfModule {
  readonly meant: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

const INTERVALS =
  'AbstractIntervalGenerator DefaultIntervalGenerator LinearIntervalGenerator NullIntervalGenerator SquareIntervalGenerator StaticIntervalGenerator';

/** What plugins import of bamboo-pipeline 4.0.4, by module: what is meant for them, and what is there besides. */
const MODULES: Readonly<Record<string, readonly [meant: string, besides: string]>> = {
  'pipeline.component_framework.component': [
    'Component',
    'ComponentDataLackException ComponentMeta DataObject get_variable',
  ],
  'pipeline.core.flow.activity': [
    `Service ServiceActivity SubProcess ${INTERVALS}`,
    `ABCMeta Activity BooleanItemSchema FlowNode InputItem IntItemSchema OutputItem _empty_method abstractmethod base
     convert_bytes_to_str deepcopy service_activity settings subprocess`,
  ],
  'pipeline.core.flow.activity.service_activity': [
    `Service ServiceActivity ${INTERVALS}`,
    `ABCMeta Activity BooleanItemSchema InputItem IntItemSchema OutputItem _ abstractmethod convert_bytes_to_str deepcopy
     settings`,
  ],
  'pipeline.core.flow.io': [
    `ArrayItemSchema BooleanItemSchema FloatItemSchema InputItem IntItemSchema ObjectItemSchema OutputItem
     StringItemSchema`,
    'DataItem ItemSchema Mapping SimpleItemSchema abc',
  ],
};

/** The names of a module of bamboo-pipeline 4.0.4; undefined for one that is not known here. */
export function namesOfSops(module: string): NamesOfModule | undefined {
  const found = Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
  if (!found) {
    return undefined;
  }
  const [meant, besides] = found.map((names) => names.split(/\s+/));
  return { meant: new Set(meant), all: new Set([...(meant ?? []), ...(besides ?? [])]) };
}
