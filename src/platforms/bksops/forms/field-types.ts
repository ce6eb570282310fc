import type { Plain } from './form-value';

/** What SOPS's editor does with a type of fields. */
export interface FieldType {
  /** What an author calls it. */
  readonly title: string;
  /** The JavaScript types of values that it keeps; any other is replaced by the empty value. */
  readonly accepts: readonly string[];
  /** What the component gets when nothing is given and nothing filled in. */
  readonly empty: Plain;
  /** What it adds to the form when it is not filled in: nothing that an author reads. */
  readonly isShownOnly?: true;
}

const TEXTS = ['String', 'Number', 'Boolean'];
const allocation = (config: Plain): Plain => ({ config, data: [], separator: ',' });

/**
 * The types that SOPS's editor knows (bk-sops 3.34, `RenderForm/RenderForm.vue` for the empty values and
 * `utils/checkDataType.js` for what is kept); `combine` is a group and holds its children's values.
 */
const TYPES: Readonly<Record<string, FieldType>> = {
  input: { title: 'text box', accepts: TEXTS, empty: '' },
  textarea: { title: 'text area', accepts: TEXTS, empty: '' },
  int: { title: 'number', accepts: ['Number'], empty: 0 },
  select: { title: 'list', accepts: [...TEXTS, 'Object'], empty: '' },
  radio: { title: 'radio buttons', accepts: TEXTS, empty: '' },
  checkbox: { title: 'check boxes', accepts: ['Array'], empty: [] },
  datetime: { title: 'date and time', accepts: TEXTS, empty: '' },
  time: { title: 'time', accepts: ['String'], empty: '' },
  password: {
    title: 'password',
    accepts: ['String', 'Object'],
    empty: { type: 'password_value', tag: 'value', value: '' },
  },
  tree: { title: 'tree', accepts: ['Array'], empty: [] },
  upload: { title: 'upload', accepts: ['Array'], empty: [] },
  datatable: { title: 'table', accepts: ['Array'], empty: [] },
  ip_selector: {
    title: 'host selector',
    accepts: ['Object'],
    empty: {
      static_ip_table_config: [],
      selectors: [],
      ip: [],
      topo: [],
      group: [],
      filters: [],
      excludes: [],
      with_cloud_id: false,
    },
  },
  member_selector: { title: 'members', accepts: ['String'], empty: '' },
  cascader: { title: 'cascade of lists', accepts: ['Array'], empty: [] },
  code_editor: { title: 'code editor', accepts: TEXTS, empty: '' },
  text: { title: 'text', accepts: TEXTS, empty: '', isShownOnly: true },
  log_display: { title: 'log', accepts: ['String'], empty: '', isShownOnly: true },
  section: { title: 'heading', accepts: TEXTS, empty: '', isShownOnly: true },
  button: { title: 'button', accepts: ['String'], empty: '', isShownOnly: true },
  set_allocation: {
    title: 'allocation of sets',
    accepts: ['Object'],
    empty: allocation({ set_count: 1, set_template_id: '', host_resources: [], module_detail: [] }),
  },
  host_allocation: {
    title: 'allocation of hosts',
    accepts: ['Object'],
    empty: allocation({ host_count: 0, host_screen_value: '', host_resources: [], host_filter_detail: [] }),
  },
  test_datetime: { title: 'date and time', accepts: ['String'], empty: '' },
};

/** A group of fields. */
export const COMBINE = 'combine';

/** Shown as an empty place, with whatever text it was given. */
const NO_TYPE: FieldType = { title: 'nothing', accepts: ['String'], empty: '' };

const MULTIPLE: FieldType = { title: 'list', accepts: ['Array', 'Object'], empty: [] };
const RANGE: FieldType = { title: 'range of times', accepts: ['Array'], empty: ['00:00:00', '23:59:59'] };

export const knownTypes: readonly string[] = [...Object.keys(TYPES), COMBINE];

/** True for a type that the editor has. It takes `_` and `-` for the same and tells capitals apart. */
export function isKnownType(type: string): boolean {
  return knownTypes.includes(type.replaceAll('-', '_'));
}

/** What the editor makes of a type, which `multiple` and `isRange` change. */
export function fieldType(type: string, has: (attribute: 'multiple' | 'isRange') => boolean): FieldType {
  if (type === 'select' && has('multiple')) {
    return MULTIPLE;
  }
  if (type === 'time' && has('isRange')) {
    return RANGE;
  }
  return (Object.hasOwn(TYPES, type) ? TYPES[type] : undefined) ?? NO_TYPE;
}
