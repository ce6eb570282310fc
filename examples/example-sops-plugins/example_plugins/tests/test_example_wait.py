from django.test import SimpleTestCase
from pipeline.component_framework.test import (
    ComponentTestCase,
    ComponentTestMixin,
    ExecuteAssertion,
    ScheduleAssertion,
)

from example_plugins.components.collections.example_wait import ExampleWaitComponent


class ExampleWaitComponentTest(SimpleTestCase, ComponentTestMixin):
    def component_cls(self):
        return ExampleWaitComponent

    def cases(self):
        outputs = {"message": ", ".join(str(each) for each in [1])}
        return [
            ComponentTestCase(
                name="what it does with its inputs",
                inputs={"seconds": 1},
                parent_data={},
                execute_assertion=ExecuteAssertion(success=True, outputs=outputs),
                schedule_assertion=ScheduleAssertion(success=True, schedule_finished=True, outputs=outputs),
            ),
        ]
