import { textIn } from '../python/constant';
import type { LineIndex } from '../../../manifest/parse/line-index';
import type { Field } from './field';
import type { ComponentForm } from './read-form';

/** A form for pipelines: what is not known is listed under `unknown`, with its 1-based line in the Python file. */
export function formInJson({ component, fields, value, why }: ComponentForm, lines: LineIndex): object {
  return {
    code: textIn(component.code?.value),
    version: component.version ? textIn(component.version.value) : 'legacy',
    name: textIn(component.name?.value),
    hasForm: component.form !== undefined,
    fields: fields?.map((field) => fieldInJson(field, lines)),
    value,
    why,
  };
}

function fieldInJson(field: Field, lines: LineIndex): object {
  const lineOf = (offset: number): number => lines.positionAt(offset).line + 1;
  return {
    tag_code: field.tagCode,
    type: field.type,
    label: field.label,
    required: field.isRequired,
    hookable: field.isHookable,
    hidden: field.isHidden,
    default: field.given,
    value: field.value,
    placeholder: field.placeholder,
    desc: field.desc,
    cols: field.cols,
    items: field.items,
    children: field.children?.map((child) => fieldInJson(child, lines)),
    columns: field.columns?.map((column) => fieldInJson(column, lines)),
    rules: field.rules.map(({ type, pattern, message }) => ({ type, pattern, message })),
    events: field.events.map(({ source, type }) => ({ source, type })),
    methods: field.methods,
    unknown: field.unknown.map(({ of, why, range }) => ({ of, why, line: lineOf(range.start) })),
    line: lineOf(field.range.start),
  };
}
