from django.test import SimpleTestCase
from pipeline.component_framework.test import (
    ComponentTestCase,
    ComponentTestMixin,
    ExecuteAssertion,
)

from example_plugins.components.collections.example_greet import ExampleGreetComponent


class ExampleGreetComponentTest(SimpleTestCase, ComponentTestMixin):
    def component_cls(self):
        return ExampleGreetComponent

    def cases(self):
        outputs = {"message": ", ".join(str(each) for each in ["text", 1])}
        return [
            ComponentTestCase(
                name="what it does with its inputs",
                inputs={"who": "text", "times": 1},
                parent_data={},
                execute_assertion=ExecuteAssertion(success=True, outputs=outputs),
                schedule_assertion=None,
            ),
        ]
