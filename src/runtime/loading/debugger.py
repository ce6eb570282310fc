"""Lets a worker of supervise.py wait for a debugger, before it does a piece of work."""

import os
import runpy

HERE = os.path.dirname(os.path.abspath(__file__))


def wait_for_debugger(token, tell):
    """Returns when a debugger has attached that knows the token; an event tells the port."""
    serve = runpy.run_path(os.path.join(HERE, "serve.py"), run_name="serve")
    os.environ["PLUGIN_WORKBENCH_DEBUGGER_TOKEN"] = token
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    host, port = serve["listen_for_debugger"]()
    tell({"is": "debugger", "port": port})
    import debugpy

    debugpy.wait_for_client()
