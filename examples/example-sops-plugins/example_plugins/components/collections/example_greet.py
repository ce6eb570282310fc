from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service
from pipeline.core.flow.io import IntItemSchema, StringItemSchema

__group_name__ = "Examples"


class ExampleGreetService(Service):
    def inputs_format(self):
        return [
            self.InputItem(
                name="Who",
                key="who",
                type="string",
                schema=StringItemSchema(description="Who"),
                required=True,
            ),
            self.InputItem(
                name="Times",
                key="times",
                type="int",
                schema=IntItemSchema(description="Times"),
                required=True,
            ),
        ]

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
        who = data.get_one_of_inputs("who")
        times = data.get_one_of_inputs("times")
        data.outputs.message = ", ".join(str(each) for each in [who, times])
        return True


class ExampleGreetComponent(Component):
    name = "Greet"
    code = "example_greet"
    version = "v1.0"
    bound_service = ExampleGreetService
    embedded_form = True
    form = r"""
        $.atoms.example_greet = [
            {
                tag_code: "who",
                type: "input",
                attrs: {
                    name: "Who",
                    hookable: true,
                    validation: [{type: "required"}]
                }
            },
            {
                tag_code: "times",
                type: "int",
                attrs: {
                    name: "Times",
                    hookable: true,
                    validation: [{type: "required"}]
                }
            },
        ];
    """
