"""Runs a component of what was loaded as a task of SOPS does; a part of sops_loader.py."""

import json
import logging

MOST_LOG_LINES = 2000
LONGEST_TEXT = 4000
# Of what goes into a run and comes out of it, in characters of JSON.
LONGEST_VALUES = 1_000_000
# How long a run may wait between two schedules, in seconds, whatever its interval says.
LONGEST_WAIT = 60.0


class Running:
    """Runs a component as a task of SOPS does, without the hook that was there while it was loaded."""

    def __init__(self, tell, files, described):
        self.tell = tell
        self.files = files
        self.described = described
        self.logged = 0

    def run(self, wanted):
        from pipeline.component_framework.library import ComponentLibrary

        versions = ComponentLibrary.components.get(wanted["code"], {})
        version = wanted.get("version") or (next(iter(versions)) if len(versions) == 1 else None)
        component = versions.get(version)
        if component is None:
            known = {str(code): [str(each) for each in found] for code, found in ComponentLibrary.components.items()}
            self.tell({"is": "no component", "known": known})
            return
        self.tell({"is": "running", "version": str(version), "step": True})
        try:
            self.execute(component, wanted)
        except BaseException as error:
            self.tell({"is": "raised", "error": self.described(error, self.files)})
            if not isinstance(error, Exception):
                raise

    def execute(self, component, wanted):
        from pipeline.core.data.base import DataObject
        from pipeline.utils.uniqid import uniqid

        service = component.bound_service()
        inputs = wanted.get("inputs")
        if inputs is None:
            inputs = {**skeleton(component), **(wanted.get("defaults") or {})}
        self.tell({"is": "inputs", "inputs": shown(inputs)})
        data = DataObject(inputs=inputs)
        parent = DataObject(inputs=wanted.get("parent") or {})
        service.id = uniqid()
        service.root_pipeline_id = uniqid()
        service.logger = self.logger()
        try:
            result = service.execute(data, parent)
            if result is not False and service.need_schedule():
                result = self.schedule(service, data, parent, wanted["schedules"])
        finally:
            self.tell({"is": "outputs", "outputs": shown(dict(data.outputs))})
        self.tell({"is": "result", "result": result is not False})

    def schedule(self, service, data, parent, most):
        import time

        from pipeline.core.flow.activity import Service

        if type(service).schedule is Service.schedule and service.interval is not None:
            self.tell({"is": "never", "why": "no schedule"})
            return False
        for count in range(1, most + 1):
            self.tell({"is": "schedule", "count": count, "callback": service.interval is None})
            result = service.schedule(data, parent, None)
            if result is False or service.is_schedule_finished() or service.interval is None:
                return result
            time.sleep(min(LONGEST_WAIT, max(0.0, float(service.interval.next()))))
        self.tell({"is": "never", "why": "limit"})
        return False

    def logger(self):
        running = self

        class Told(logging.Handler):
            def emit(self, record):
                running.logged += 1
                if running.logged <= MOST_LOG_LINES and "external_plugins" not in record.pathname:
                    text = text_of(record.getMessage())
                    running.tell({"is": "log", "level": record.levelname, "text": text, "waits": True})

        root = logging.getLogger()
        root.addHandler(Told())
        root.setLevel(logging.INFO)
        return logging.getLogger("component")


EMPTY = {"string": "", "int": 0, "integer": 0, "float": 0.0, "number": 0, "boolean": False, "bool": False}


def skeleton(component):
    """An input for each that the service tells, empty."""
    made = {}
    for item in component.bound_service().inputs():
        kind = str(item.type)
        made[item.key] = [] if kind in ("array", "list") else {} if kind in ("object", "dict") else EMPTY.get(kind, "")
    return made


def shown(values):
    """Values by key as JSON has them, and of those that are too long how long they are."""
    left = LONGEST_VALUES
    told = {}
    for key, value in values.items():
        name = text_of(key)
        value = plain(value)
        length = len(json.dumps(value))
        if length > left:
            value = f"not shown: {length} characters"
        else:
            left -= length
        told[name] = value
    return told


def plain(value):
    """What JSON has of a value; the rest as text."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    return text_of(value)


def text_of(value):
    return str(value)[:LONGEST_TEXT]
