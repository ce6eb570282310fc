import { capitalized } from '../../base/capitalized';
/** A component that is to be written. */
export interface NewComponent {
  /** The class names begin with it. */
  readonly stem: string;
  readonly code: string;
  readonly name: string;
  readonly group: string;
  /** Undefined for one without. */
  readonly version: string | undefined;
  readonly fields: readonly NewField[];
  /** Seconds between two polls; undefined for a component that ends with `execute`. */
  readonly interval: number | undefined;
}

export interface NewField {
  readonly tag: string;
  readonly type: string;
}

/** The types of fields that a scaffold writes: what each is to `inputs_format`, and a value for its test. */
export const fieldTypes: Readonly<
  Record<string, { readonly is: string; readonly schema: string; readonly sample: string }>
> = {
  input: { is: 'string', schema: 'StringItemSchema', sample: '"text"' },
  textarea: { is: 'string', schema: 'StringItemSchema', sample: '"text"' },
  datetime: { is: 'string', schema: 'StringItemSchema', sample: '"2026-01-01 00:00:00"' },
  int: { is: 'int', schema: 'IntItemSchema', sample: '1' },
};

/** The module of a component: its service, and the component with its form. */
export function componentText(component: NewComponent): string {
  const { stem, code, name, group, version, fields, interval } = component;
  const schemas = [...new Set([...fields.map(({ type }) => schemaOf(type)), 'StringItemSchema'])].sort();
  const isPolled = interval !== undefined;
  const quoted = JSON.stringify;
  return `from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service${isPolled ? ', StaticIntervalGenerator' : ''}
from pipeline.core.flow.io import ${schemas.join(', ')}

__group_name__ = ${quoted(group)}


class ${stem}Service(Service):
${isPolled ? `    __need_schedule__ = True\n    interval = StaticIntervalGenerator(${interval})\n\n` : ''}    def inputs_format(self):
        return [
${fields.map(inputText).join('')}        ]

    def outputs_format(self):
        return [
            self.OutputItem(
                name="Message",
                key="message",
                type="string",
                schema=StringItemSchema(description="What the component says."),
            ),
        ]

    def execute(self, data, parent_data):
${fields.map(({ tag }) => `        ${tag} = data.get_one_of_inputs(${quoted(tag)})\n`).join('')}        data.outputs.message = ${messageOf(fields)}
        return True
${
  isPolled
    ? `
    def schedule(self, data, parent_data, callback_data=None):
        # Ask here whether it is done, and come back without finish_schedule() as long as it is not.
        self.finish_schedule()
        return True
`
    : ''
}

class ${stem}Component(Component):
    name = ${quoted(name)}
    code = ${quoted(code)}
${version === undefined ? '' : `    version = ${quoted(version)}\n`}    bound_service = ${stem}Service
    embedded_form = True
    form = r"""
        $.atoms.${code} = [
${fields.map(fieldText).join('')}        ];
    """
`;
}

/** The test of a component, by SOPS's own means. */
export function componentTestText({ stem, fields, interval }: NewComponent, module: string): string {
  const inputs = fields.map(({ tag, type }) => `${JSON.stringify(tag)}: ${sampleOf(type)}`).join(', ');
  const isPolled = interval !== undefined;
  const outputs = `{"message": ${messageOf(fields, ({ type }) => sampleOf(type))}}`;
  return `from django.test import SimpleTestCase
from pipeline.component_framework.test import (
    ComponentTestCase,
    ComponentTestMixin,
    ExecuteAssertion,
${isPolled ? '    ScheduleAssertion,\n' : ''})

from ${module} import ${stem}Component


class ${stem}ComponentTest(SimpleTestCase, ComponentTestMixin):
    def component_cls(self):
        return ${stem}Component

    def cases(self):
        outputs = ${outputs}
        return [
            ComponentTestCase(
                name="what it does with its inputs",
                inputs={${inputs}},
                parent_data={},
                execute_assertion=ExecuteAssertion(success=True, outputs=outputs),
                schedule_assertion=${isPolled ? 'ScheduleAssertion(success=True, schedule_finished=True, outputs=outputs)' : 'None'},
            ),
        ]
`;
}

function messageOf(fields: readonly NewField[], value = ({ tag }: NewField): string => tag): string {
  return fields.length === 0 ? '"done"' : `", ".join(str(each) for each in [${fields.map(value).join(', ')}])`;
}

function inputText({ tag, type }: NewField): string {
  const { is } = typeOf(type);
  return `            self.InputItem(
                name=${JSON.stringify(labelOf(tag))},
                key=${JSON.stringify(tag)},
                type="${is}",
                schema=${schemaOf(type)}(description=${JSON.stringify(labelOf(tag))}),
                required=True,
            ),
`;
}

function fieldText({ tag, type }: NewField): string {
  return `            {
                tag_code: ${JSON.stringify(tag)},
                type: ${JSON.stringify(type)},
                attrs: {
                    name: ${JSON.stringify(labelOf(tag))},
                    hookable: true,
                    validation: [{type: "required"}]
                }
            },
`;
}

function labelOf(tag: string): string {
  const words = tag.replace(/_+/g, ' ').trim();
  return capitalized(words);
}

function typeOf(type: string): { readonly is: string; readonly schema: string; readonly sample: string } {
  const found = Object.hasOwn(fieldTypes, type) ? fieldTypes[type] : undefined;
  if (!found) {
    throw new Error(`${type} is no type of fields.`);
  }
  return found;
}

function schemaOf(type: string): string {
  return typeOf(type).schema;
}

function sampleOf(type: string): string {
  return typeOf(type).sample;
}
