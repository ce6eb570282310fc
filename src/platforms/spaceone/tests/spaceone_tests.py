"""Runs the tests of a plugin with the folder, the paths and the variables that they need; a worker of supervise.py.

Beside what unittests.py reads, a task has `"variables"`, those of the plugin, and `"config"`, the text of the file in
which spaceone-tester looks for the plugin's server, or none. With `"by": "pytest"` it is one for pytests.py.
"""

import os
import runpy
import sys
import tempfile
import unittest  # noqa: F401  before the code of others could replace it

HERE = os.path.dirname(os.path.abspath(__file__))
DEBUGGER = runpy.run_path(os.path.join(HERE, "debugger.py"), run_name="debugger")
UNITTESTS = runpy.run_path(os.path.join(HERE, "unittests.py"), run_name="unittests")
WAY_OUT = runpy.run_path(os.path.join(HERE, "way_out.py"), run_name="way_out")
PYTESTS = runpy.run_path(os.path.join(HERE, "pytests.py"), run_name="pytests")


def prepare():
    """Nothing: what a plugin imports is its own, and grpc is not to be forked."""


def work(task, tell):
    if task.get("debugger"):
        DEBUGGER["wait_for_debugger"](task["debugger"], tell)
    sys.argv = ["unittest"]
    os.environ.update(task["variables"])
    WAY_OUT["watch_if_wanted"]()
    task["paths"] += [path for path in task["variables"].get("PYTHONPATH", "").split(os.pathsep) if path]
    with tempfile.TemporaryDirectory() as place:
        if task.get("config") is not None:
            os.environ.update(written(task["config"], place))
        if task["by"] == "pytest":
            PYTESTS["run_pytests"](task, tell, UNITTESTS["told"], UNITTESTS["ended"])
        else:
            UNITTESTS["run_tests"](task, tell)


def written(config, place):
    """The variables that lead to a copy of the config: of spaceone-tester 1.11.0, and of tests older than it."""
    file = os.path.join(place, "config.yml")
    with open(file, "w", encoding="utf-8") as copy:
        copy.write(config)
    return {"TEST_CONFIG": file, "SPACEONE_TEST_CONFIG_FILE": file}
