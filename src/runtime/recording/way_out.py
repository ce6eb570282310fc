"""Watches the connections of a process whose calls to its cloud are recorded or replayed.

They go through the proxy of the workbench, which listens on this machine. A library that goes past it is told of, on
standard error, once for each place; where calls are replayed, its connection is refused, so that nothing goes out.
What does not connect through Python, such as gRPC, is not seen here.
"""

import errno
import os
import sys
import threading

# The libraries that ask for a proxy only under a condition, and which.
CONDITIONS = {
    "httplib2": "httplib2 takes a proxy only where PySocks is installed beside it",
    "aiohttp": "aiohttp takes a proxy only from a session with trust_env=True",
}
LOOPBACK = ("localhost", "::1", "", None)


def is_on_this_machine(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return host in LOOPBACK or host.startswith("127.") or host.startswith("::ffff:127.")


def condition():
    """Why the library that is connecting does so by itself; empty where that is not known."""
    frame = sys._getframe()
    while frame is not None:
        package = frame.f_globals.get("__name__", "").partition(".")[0]
        if package in CONDITIONS:
            return f" {CONDITIONS[package]}."
        frame = frame.f_back
    # It looks names up in a thread, where nobody is seen who has asked.
    return f" {CONDITIONS['aiohttp']}." if "aiohttp" in sys.modules else ""


def watch(how):
    """Begins to watch; `how` is "record" or "replay"."""
    told = set()
    inside = threading.local()

    def look(event, arguments):
        if event == "socket.connect":
            address = arguments[1]
            host, port = address[:2] if isinstance(address, tuple) and len(address) > 1 else (None, None)
        elif event == "socket.getaddrinfo":
            host, port = arguments[:2]
        else:
            return
        if is_on_this_machine(host) or getattr(inside, "telling", False):
            return
        inside.telling = True
        try:
            tell(host, port)
        finally:
            inside.telling = False
        if how == "replay":
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"not in the recording: a connection to {host}")

    def tell(host, port):
        place = f"{host}:{port}"
        if place in told:
            return
        told.add(place)
        what = "Refused" if how == "replay" else "Not recorded"
        print(f"plugin-workbench: {what}: a connection to {place} that goes past the proxy.{condition()}", file=sys.stderr)

    sys.addaudithook(look)


def watch_if_wanted():
    how = os.environ.get("PLUGIN_WORKBENCH_CLOUD")
    if how:
        watch(how)
