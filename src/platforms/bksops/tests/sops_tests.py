"""Runs the tests of a package as `manage.py test` of SOPS does, without SOPS; a worker of supervise.py.

Beside what unittests.py reads, a task has `"settings"`, the module with the package's own Django settings, or none: then
the settings are those with which packages are loaded. Django's own test runner makes the databases that tests ask for.
What it adds to bamboo-pipeline is where a `ComponentTestCase` was written, and why it has failed: upstream prints that
and raises no more than the names of the cases.
"""

import os
import runpy
import sys
import unittest  # noqa: F401  before the code of others could replace it

HERE = os.path.dirname(os.path.abspath(__file__))
DJANGO = runpy.run_path(os.path.join(HERE, "sops_django.py"), run_name="sops_django")
DEBUGGER = runpy.run_path(os.path.join(HERE, "debugger.py"), run_name="debugger")
UNITTESTS = runpy.run_path(os.path.join(HERE, "unittests.py"), run_name="unittests")


def prepare():
    import django.test  # noqa: F401
    import pipeline  # noqa: F401


def work(task, tell):
    if task.get("debugger"):
        DEBUGGER["wait_for_debugger"](task["debugger"], tell)
    sys.argv = ["manage.py", "test"]  # the apps of bamboo-pipeline decide by it what they do
    sys.path.insert(0, task["folder"])
    set_up_django(task.get("settings"))
    sys.path.remove(task["folder"])
    follow_component_cases()
    UNITTESTS["run_tests"](task, tell, around=with_databases, causes_of=causes_of)


def set_up_django(own):
    if own:
        os.environ["DJANGO_SETTINGS_MODULE"] = own
    else:
        DJANGO["configure"](DEFAULT_AUTO_FIELD="django.db.models.AutoField")
    with DJANGO["silenced"]():
        import django

        django.setup()


def with_databases(suite, run):
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.get_databases(suite)
    serialized = {alias for alias, is_serialized in databases.items() if is_serialized}
    made = runner.setup_databases(aliases=databases, serialized_aliases=serialized)
    try:
        run()
    finally:
        runner.teardown_databases(made)
        runner.teardown_test_environment()


def follow_component_cases():
    from pipeline.component_framework import test

    make = test.ComponentTestCase.__init__
    fail = test.ComponentTestMixin._case_fail

    def make_placed(case, *args, **kwargs):
        make(case, *args, **kwargs)
        caller = sys._getframe(1)
        case.written_at = (os.path.abspath(caller.f_code.co_filename), caller.f_lineno)

    def fail_with_cause(test_case, case):
        # Upstream calls it while it handles what the case has raised.
        test_case.__dict__.setdefault("failed_because", []).append((sys.exc_info()[1], case))
        fail(test_case, case)

    test.ComponentTestCase.__init__ = make_placed
    test.ComponentTestMixin._case_fail = fail_with_cause


def causes_of(test, error):
    """What the cases of a component have raised: an assertion belongs to its case, and all else to where it was raised."""
    found = test.__dict__.pop("failed_because", [])
    is_about_cases = isinstance(error, AssertionError) and str(error).endswith("cases fail")
    if not is_about_cases:
        return []
    return [
        (cause, getattr(case, "written_at", None) if isinstance(cause, AssertionError) else None)
        for cause, case in found
    ]
