"""Runs tests of unittest by their names and tells how each went; a part of a worker of supervise.py.

Of a task it reads `{"folder": …, "tests": [{"module": "pkg.tests.test_a", "name": "Class.test" or "Class"}, …]}`. The
folder is the first on the path and the one in which the tests run, unless `"paths"` lists what comes first on the path;
what lies in it, or in `"own"`, is the plugin's own. What it tells:
- `{"is": "module", "module": …}` before a module is imported;
- `{"is": "planned", "tests": [{"id", "module", "file", "line"}, …]}`, the tests by the names that unittest gives them;
- `{"is": "started", "test": id}`;
- `{"is": "ended", "test": id, "outcome": "passed", "failed" or "skipped", "failures": […], "why": …, "milliseconds": …}`,
  once more for a test after which its class cannot be tidied up.
"""

import importlib
import os
import sys
import time
import traceback
import unittest

LONGEST_TEXT = 20000
LONGEST_NAME = 4096
MOST_FAILURES = 20


def run_tests(task, tell, around=None, causes_of=None):
    """Runs the tests of a task.

    around: called with the suite and a function that runs it, for what has to be there meanwhile.
    causes_of: called with a test and what it has raised; gives a list of pairs, an exception and where it belongs as
    (file, line) or None, in the place of what was raised; nothing where that says all.
    """
    os.chdir(task["folder"])
    sys.path[:0] = task.get("paths", [os.path.abspath(task["folder"])])
    folder = os.path.abspath(task.get("own", task["folder"]))
    tests, unfit = planned(task["tests"], tell, folder)
    tell({"is": "planned", "tests": [{**placed(test, folder), "id": id_of(test)} for test in tests]})
    for name, failure in unfit:
        tell(ended(name, "failed", [failure]))
    result = Result(tell, tests, folder, causes_of or (lambda test, error: []))
    suite = unittest.TestSuite(tests)
    if around:
        around(suite, lambda: suite.run(result))
    else:
        suite.run(result)


def planned(wanted, tell, folder):
    """The tests that have such names, and for each name that means none why."""
    tests, unfit, modules = [], [], {}
    for each in wanted:
        module = each["module"]
        name = f"{module}.{each['name']}"
        if module not in modules:
            modules[module] = imported(module, tell, folder)
        if isinstance(modules[module], dict):
            unfit.append((name, modules[module]))
            continue
        try:
            tests += tests_of(modules[module], each["name"])
        except (AttributeError, TypeError, ValueError) as error:
            unfit.append((name, told(error, folder)))
    return tests, unfit


def imported(module, tell, folder):
    """The module, or why it cannot be imported."""
    tell({"is": "module", "module": module, "step": True})
    try:
        return importlib.import_module(module)
    except Exception as error:
        traceback.print_exc()
        return told(error, folder)
    except SystemExit as error:
        return told(error, folder)


def tests_of(module, name):
    class_name, _, method = name.partition(".")
    found = getattr(module, class_name)
    if not (isinstance(found, type) and issubclass(found, unittest.TestCase)):
        raise TypeError(f"{class_name} is no TestCase of unittest: nothing would run its tests")
    if method:
        return [found(method)]
    return [found(each) for each in unittest.defaultTestLoader.getTestCaseNames(found)]


def placed(test, folder):
    method = getattr(type(test), getattr(test, "_testMethodName", ""), None)
    code = getattr(getattr(method, "__wrapped__", method), "__code__", None)
    file = code and os.path.abspath(code.co_filename)
    is_own = bool(file) and is_in(file, folder)
    return {
        "module": type(test).__module__,
        "file": file[:LONGEST_NAME] if is_own else None,
        "line": code.co_firstlineno if is_own else None,
    }


def is_in(file, folder):
    return file.startswith(folder + os.sep) and f"{os.sep}site-packages{os.sep}" not in file


def id_of(test):
    return str(test.id())[:LONGEST_NAME]


def ended(test, outcome, failures=(), why="", milliseconds=0.0):
    return {
        **{"is": "ended", "test": test, "outcome": outcome, "why": why[:LONGEST_TEXT]},
        **{"failures": list(failures)[:MOST_FAILURES], "milliseconds": milliseconds, "waits": True},
    }


def told(error, folder, place=None, about=""):
    """An exception as a failure: what it says, and the innermost line of the folder's own files."""
    name = type(error).__name__
    try:
        message = str(error)
    except Exception:
        message = ""
    if not isinstance(error, AssertionError) or message == "":
        message = f"{name}: {message}" if message else name
    frames = [] if place else list(traceback.walk_tb(error.__traceback__))
    for frame, line in frames:
        file = os.path.abspath(frame.f_code.co_filename)
        if is_in(file, folder):
            place = (file, line)
    if isinstance(error, SyntaxError) and error.filename and is_in(os.path.abspath(error.filename), folder):
        place = (os.path.abspath(error.filename), error.lineno)
    file, line = place or (None, None)
    line = line if type(line) is int and line > 0 else None
    return {"message": f"{about}{message}"[:LONGEST_TEXT], "file": file and file[:LONGEST_NAME], "line": line}


class Result(unittest.TestResult):
    """Tells each test as it starts and ends."""

    def __init__(self, tell, tests, folder, causes_of):
        super().__init__()
        self.tell = tell
        self.folder = folder
        self.causes_of = causes_of
        # Those that have not ended yet, in their order.
        self.waiting = [id_of(test) for test in tests]
        self.over = []
        self.began = 0.0
        self.outcome = "passed"
        self.why = ""
        self.found = []

    def startTest(self, test):
        super().startTest(test)
        self.outcome, self.why, self.found = "passed", "", []
        self.tell({"is": "started", "test": id_of(test), "step": True})
        self.began = time.perf_counter()

    def stopTest(self, test):
        milliseconds = (time.perf_counter() - self.began) * 1000
        super().stopTest(test)
        self.end(id_of(test), milliseconds)

    def end(self, test, milliseconds=0.0):
        self.tell(ended(test, self.outcome, self.found, self.why, milliseconds))
        if test in self.waiting:
            self.waiting.remove(test)
        self.over.append(test)

    def addError(self, test, err):
        if hasattr(test, "_testMethodName"):
            self.fail(test, err[1])
        else:
            self.fixture_failed(test, err[1])

    def addFailure(self, test, err):
        self.fail(test, err[1])

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.fail(test, err[1], f"{subtest._subDescription()} ")

    def addSkip(self, test, reason):
        if hasattr(test, "_testMethodName"):
            self.outcome, self.why = "skipped", str(reason)
            return
        for each in self.tests_under(test, self.waiting):
            self.outcome, self.why, self.found = "skipped", str(reason), []
            self.end(each)

    def addUnexpectedSuccess(self, test):
        self.outcome = "failed"
        self.found.append({**placed(test, self.folder), "message": "It passes, and is marked as an expected failure."})

    def fail(self, test, error, about=""):
        traceback.print_exception(type(error), error, error.__traceback__)
        self.outcome = "failed"
        causes = [told(each, self.folder, place, about) for each, place in self.causes_of(test, error)]
        self.found += causes or [told(error, self.folder, None, about)]

    def fixture_failed(self, test, error):
        """What prepares or tidies up a class or a module has failed: its tests never run, or have run for nothing."""
        traceback.print_exception(type(error), error, error.__traceback__)
        about = f"{str(test.id()).partition(' ')[0]}: "
        never_run = self.tests_under(test, self.waiting)
        for each in never_run or self.tests_under(test, self.over)[-1:]:
            self.outcome, self.why, self.found = "failed", "", [told(error, self.folder, None, about)]
            self.end(each)

    def tests_under(self, fixture, tests):
        owner = str(fixture.id()).partition("(")[2].rstrip(")")
        return [each for each in list(tests) if each.startswith(f"{owner}.")]
