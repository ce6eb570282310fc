from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service, StaticIntervalGenerator
from pipeline.core.flow.io import IntItemSchema, StringItemSchema

__group_name__ = "Examples"


class ExampleWaitService(Service):
    __need_schedule__ = True
    interval = StaticIntervalGenerator(5)

    def inputs_format(self):
        return [
            self.InputItem(
                name="Seconds",
                key="seconds",
                type="int",
                schema=IntItemSchema(description="Seconds"),
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
        seconds = data.get_one_of_inputs("seconds")
        data.outputs.message = ", ".join(str(each) for each in [seconds])
        return True

    def schedule(self, data, parent_data, callback_data=None):
        # Ask here whether it is done, and come back without finish_schedule() as long as it is not.
        self.finish_schedule()
        return True


class ExampleWaitComponent(Component):
    name = "Wait"
    code = "example_wait"
    version = "v1.0"
    bound_service = ExampleWaitService
    embedded_form = True
    form = r"""
        $.atoms.example_wait = [
            {
                tag_code: "seconds",
                type: "int",
                attrs: {
                    name: "Seconds",
                    hookable: true,
                    validation: [{type: "required"}]
                }
            },
        ];
    """
