"""Runs tests of pytest by their names and tells how each went, as unittests.py does; a part of a worker of supervise.py.

Of a test in the task it reads the `"file"` as well. A test with parameters is told once, when all of them are over, by the
name that stands in its file.
"""

import os
import sys


def run_pytests(task, tell, told, ended):
    """Runs the tests of a task.

    told, ended: those of unittests.py.
    """
    os.chdir(task["folder"])
    sys.path[:0] = task["paths"]
    tell({"is": "module", "module": task["tests"][0]["module"], "step": True})
    try:
        import pytest
    except ImportError as error:
        return refuse_all(task, tell, told(error, task["own"]), ended)
    teller = Teller(task, tell, told, ended)
    words = ["--rootdir", task["own"], "--capture=no", "--no-header", "--quiet", "-p", "no:cacheprovider"]
    # A name that its file does not have would end it before the first test, so that it gets the files alone.
    files = dict.fromkeys(test["file"] for test in task["tests"])
    pytest.main([*words, "--continue-on-collection-errors", *files], plugins=[teller])
    teller.refuse_left()


def refuse_all(task, tell, failure, ended):
    names = [name_of(test) for test in task["tests"]]
    tell({"is": "planned", "tests": [{"id": name, "module": name, "file": None, "line": None} for name in names]})
    for name in names:
        tell(ended(name, "failed", [failure]))


def name_of(test):
    return ".".join(filter(None, [test["module"], test["name"]]))


def is_in(name, wanted):
    return name == wanted or name.startswith(wanted + ".")


class Teller:
    """A plugin of pytest that tells each test as it starts and ends."""

    def __init__(self, task, tell, told, ended):
        self.task, self.tell, self.told, self.ended = task, tell, told, ended
        self.modules = {os.path.realpath(test["file"]): test["module"] for test in task["tests"]}
        # What is still to come of each test, by its name.
        self.waiting = {}
        self.found = {}
        # What was raised last, by the node of pytest.
        self.raised = {}
        self.unread = []

    def pytest_exception_interact(self, node, call, report):
        self.raised[report.nodeid] = call.excinfo.value

    def pytest_runtest_makereport(self, item, call):
        # Heard before the report is made of it, and left to whoever makes that.
        self.raised[item.nodeid] = call.excinfo and call.excinfo.value

    def pytest_collectreport(self, report):
        if report.failed:
            self.unread.append((report.nodeid, self.failure(report)))

    def pytest_collection_modifyitems(self, items):
        wanted = [name_of(test) for test in self.task["tests"]]
        items[:] = [item for item in items if any(is_in(self.name(item.nodeid), each) for each in wanted)]

    def pytest_collection_finish(self, session):
        planned = {}
        for item in session.items:
            name = self.name(item.nodeid)
            self.waiting[name] = self.waiting.get(name, 0) + 1
            file, line, _ = item.location
            place = {"file": os.path.join(self.task["own"], file), "line": (line or 0) + 1}
            planned.setdefault(name, {"id": name, "module": self.module(item.nodeid), **place})
        self.tell({"is": "planned", "tests": list(planned.values())})

    def pytest_runtest_logstart(self, nodeid, location):
        name = self.name(nodeid)
        if name not in self.found:
            self.found[name] = {"outcomes": [], "failures": [], "why": "", "seconds": 0.0}
            self.tell({"is": "started", "test": name, "step": True})

    def pytest_runtest_logreport(self, report):
        found = self.found[self.name(report.nodeid)]
        found["seconds"] += report.duration
        if report.failed:
            found["outcomes"].append("failed")
            found["failures"].append(self.failure(report))
        elif report.skipped:
            found["outcomes"].append("skipped")
            found["why"] = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.wasxfail
        elif report.when == "call":
            found["outcomes"].append("passed")

    def pytest_runtest_logfinish(self, nodeid, location):
        name = self.name(nodeid)
        self.waiting[name] -= 1
        if self.waiting[name] == 0:
            found = self.found[name]
            outcome = next(each for each in ("failed", "passed", "skipped", "passed") if each in found["outcomes"])
            why = found["why"] if outcome == "skipped" else ""
            self.tell(self.ended(name, outcome, found["failures"], why, found["seconds"] * 1000))

    def refuse_left(self):
        """What was asked for and is not in its file, or whose file cannot be read."""
        for test in self.task["tests"]:
            name = name_of(test)
            if not any(is_in(each, name) for each in self.found):
                unread = [failure for node, failure in self.unread if self.module(node) == test["module"]]
                self.tell(self.ended(name, "failed", unread or [self.told(LookupError("There is no such test."), "")]))

    def failure(self, report):
        _, bracket, parameters = report.nodeid.partition("[")
        about = f"[{parameters} " if bracket else ""
        raised = self.raised.get(report.nodeid)
        if raised is None:
            return {"message": f"{about}{report.longreprtext}", "file": None, "line": None}
        # What cannot be imported is told by pytest around the error that says it.
        return self.told(raised.__cause__ or raised, self.task["own"], None, about)

    def module(self, nodeid):
        file = os.path.realpath(os.path.join(self.task["own"], nodeid.split("::")[0]))
        return self.modules.get(file, "")

    def name(self, nodeid):
        """The name of a test without its parameters."""
        _, *inner = nodeid.partition("[")[0].split("::")
        return ".".join([self.module(nodeid), *inner])
