"""Starts a plugin's server the way `python -m MODULE ARGUMENTS` does, on loopback only.

usage: serve.py [--requests | --http PORT] [--file AT PATH] [--debug] MODULE [ARGUMENTS...]

What it adds to `python -m`:
- The framework binds every network interface and lets two servers share one port. Here a gRPC server
  listens on 127.0.0.1 alone, and a port that is taken is an error.
- Standard input is a lifeline: when it closes, the process that started the server is gone, and so is
  the server with all that it has started, even when nobody was left to stop it.
- On Linux, what it has started stays its own although the parent ends: as in a container, where the server is the
  first process, orphans come to it, so that they can be found and ended with it.
- With --requests, file descriptor 3 is told each request, a line with a number and JSON, before the plugin has it, and
  answers with the number: whoever shows the plugin's output knows by then what is secret in it, whoever sent it. When
  the call is over, a line with the number alone says so.
- With --http, whatever listens for HTTP on every interface, or on a port that its source names, listens on
  127.0.0.1 and PORT.
- With --file, whoever opens the file AT for reading gets PATH: a container has it mounted there, this machine has not.
- With the variable PLUGIN_WORKBENCH_CLOUD, connections that go past the workbench's proxy are told of (way_out.py).
- With --debug, debugpy listens on a free loopback port, announced on standard output, and the plugin's own code
  waits for the debugger, which has to know the token of PLUGIN_WORKBENCH_DEBUGGER_TOKEN (debug_adapter.py).
"""

import collections
import importlib
import inspect
import json
import os
import runpy
import secrets
import select
import signal
import socket
import sys
import threading
import time
import types

GRACE_SECONDS = 2.0
HERE = os.path.dirname(os.path.abspath(__file__))
DEBUG_ADAPTER = os.path.join(HERE, "debug_adapter.py")
WAY_OUT = os.path.join(HERE, "way_out.py")
# The oldest whose adapter was tried with debug_adapter.py.
OLDEST_DEBUGPY = "1.6.3"


PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def adopt_orphans():
    """Makes this process the parent of all descendants whose own parents end; Linux only."""
    if sys.platform != "linux":
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass  # a Python without ctypes: orphans are found by other signs


def descendants():
    """The pids of all that this process has started, directly or not; empty where the system cannot tell."""
    children = {}
    for name in os.listdir("/proc") if sys.platform == "linux" else []:
        try:
            with open(f"/proc/{name}/stat", encoding="latin-1") as stat:
                state, parent = stat.read().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if name.isdigit() and state != "Z":
            children.setdefault(int(parent), []).append(int(name))
    found = []
    waiting = [os.getpid()]
    while waiting:
        mine = children.get(waiting.pop(), [])
        found += mine
        waiting += mine
    return found


def end_descendants():
    """Asks all that this process has started to end, and ends by force what is left after the grace time."""
    deadline = time.monotonic() + GRACE_SECONDS
    number = signal.SIGTERM
    while True:
        pids = descendants()
        for pid in pids:
            try:
                os.kill(pid, number)
            except OSError:
                pass  # it ended in the meantime
        if not pids or number == signal.SIGKILL:
            return
        while time.monotonic() < deadline and descendants():
            time.sleep(0.05)
        number = signal.SIGKILL


def end_with_standard_input():
    """Ends the whole process group, and all that left it, once standard input is closed."""

    def watch():
        while os.read(0, 4096):
            pass
        if hasattr(os, "killpg"):
            end_descendants()
            os.killpg(0, signal.SIGTERM)
            time.sleep(GRACE_SECONDS)
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    thread = threading.Thread(target=watch, name="lifeline", daemon=True)
    # debugpy neither traces nor lists a thread with these marks: it is none of the plugin's.
    thread.pydev_do_not_trace = True
    thread.is_pydev_daemon_thread = True
    thread.start()


REQUESTS = 3
# What gRPC takes unless a server says otherwise; of more nobody is told.
LARGEST_REQUEST = 4 * 1024 * 1024
ANSWERED_WITHIN_SECONDS = 30.0
# Away from the numbers that a plugin closes and takes for files of its own.
OUT_OF_REACH = (900, 200)


class Call:
    """The numbers of a call's requests, which are over with it, also when it has never reached the plugin."""

    def __init__(self, over):
        self.requests = []
        self.over = over

    def end(self):
        while self.requests:
            self.over.append(self.requests.pop())

    __del__ = end


class RequestsTold:
    """Tells of each request before the plugin has it; a gRPC interceptor."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
        self.unread = b""
        self.channel = out_of_reach(REQUESTS)
        self.identity = os.fstat(self.channel)[1:3]
        self.over = collections.deque()

    def intercept_service(self, continuation, details):
        handler = continuation(details)
        deserialize = getattr(handler, "request_deserializer", None)
        if not deserialize or not hasattr(handler, "_replace"):
            return handler
        call = Call(self.over)

        def deserialize_told(data):
            request = deserialize(data)
            if len(data) <= LARGEST_REQUEST:
                self.tell(request, call)
            return request

        def served(behavior):
            def serve(request, context):
                context.add_callback(lambda: self.tell_end(call))
                return behavior(request, context)

            return serve

        names = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")
        behaviors = {name: served(getattr(handler, name)) for name in names if getattr(handler, name, None)}
        return handler._replace(request_deserializer=deserialize_told, **behaviors)

    def tell(self, request, call):
        try:
            from google.protobuf.json_format import MessageToDict

            text = json.dumps(MessageToDict(request, preserving_proto_field_name=True))
            with self.lock:
                self.count += 1
                call.requests.append(self.count)
                self.write_ends()
                self.write(f"{self.count} {text}\n".encode())
                self.wait_for(b"%d\n" % self.count)
        except Exception:
            pass  # no message of protobuf, or nobody listens any more: the plugin is served all the same

    def tell_end(self, call):
        try:
            call.end()
            with self.lock:
                self.write_ends()
        except Exception:
            pass  # as above

    def write_ends(self):
        while self.over:
            self.write(b"%d\n" % self.over.popleft())

    def write(self, line):
        while line:
            if os.fstat(self.channel)[1:3] != self.identity:
                raise OSError("the plugin has closed it, and opened something else in its place")
            line = line[os.write(self.channel, line) :]

    def wait_for(self, answer):
        """Reads on to this answer; the ones before it were given too late."""
        deadline = time.monotonic() + ANSWERED_WITHIN_SECONDS
        while True:
            head, found, self.unread = self.unread.rpartition(b"\n")
            if found and answer in (head + found).splitlines(True):
                return
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.channel], [], [], left)[0]:
                return
            read = os.read(self.channel, 4096)
            if not read:
                return
            self.unread += read


def out_of_reach(descriptor):
    """The same channel under a number that nobody guesses, kept from the plugin's children."""
    try:
        import fcntl
    except ImportError:
        fcntl = None  # Windows
    for number in OUT_OF_REACH if fcntl else ():
        try:
            moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, number)
        except (OSError, ValueError):
            continue  # so many are not allowed
        os.close(descriptor)
        return moved
    os.set_inheritable(descriptor, False)
    return descriptor


def adapt_servers(tells_requests):
    """Makes every gRPC server of this process listen on 127.0.0.1, on a port of its own."""
    try:
        import grpc
    except ImportError:
        return  # the module to run says best what is missing

    told = RequestsTold() if tells_requests else None
    make_server = grpc.server
    signature = inspect.signature(make_server)

    def server(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        options = bound.arguments.get("options") or ()
        bound.arguments["options"] = [*options, ("grpc.so_reuseport", 0)]
        if tells_requests:
            bound.arguments["interceptors"] = [told, *(bound.arguments.get("interceptors") or ())]
        made = make_server(*bound.args, **bound.kwargs)
        add_insecure_port = made.add_insecure_port
        made.add_insecure_port = lambda address: add_insecure_port(f"127.0.0.1:{address.rpartition(':')[2]}")
        return made

    grpc.server = server


def adapt_sockets(port):
    """Makes the first TCP socket that this process listens with one of 127.0.0.1 and the port; all others stay on 127.0.0.1."""
    bind = socket.socket.bind
    first = threading.Lock()

    def bind_to_loopback(own, address):
        is_server = own.type == socket.SOCK_STREAM and isinstance(address, tuple) and address[1] != 0
        if not is_server or own.family not in (socket.AF_INET, socket.AF_INET6):
            return bind(own, address)
        host = "127.0.0.1" if own.family == socket.AF_INET else "::1"
        if first.acquire(blocking=False):
            if own.family == socket.AF_INET6:
                own.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                host = "::ffff:127.0.0.1"
            return bind(own, (host, port))
        return bind(own, (host, *address[1:]))

    socket.socket.bind = bind_to_loopback


def present_file(at, path):
    """Gives the one file for the other to whoever reads it."""
    import builtins
    import io

    open_file = io.open

    def open_presented(file, mode="r", *args, **kwargs):
        is_it = isinstance(file, (str, os.PathLike)) and os.fspath(file) == at and "r" in mode
        return open_file(path if is_it else file, mode, *args, **kwargs)

    builtins.open = io.open = open_presented


def listen_for_debugger():
    """Lets debugpy listen, for those alone who know the token; returns its host and port."""
    import debugpy
    import debugpy.server.api as api
    import pydevd  # debugpy's own; it is on the path now

    settrace = pydevd.settrace
    os.environ["PLUGIN_WORKBENCH_PROCESS_TOKEN"] = process_token = secrets.token_hex(32)
    # debugpy runs the folder of its adapter; every version so far finds it by this.
    api.adapter = types.SimpleNamespace(__file__=os.path.join(DEBUG_ADAPTER, "__init__.py"))
    pydevd.settrace = lambda *args, **kwargs: settrace(*args, client_access_token=process_token, **kwargs)
    try:
        address = debugpy.listen(("127.0.0.1", 0))
    finally:
        pydevd.settrace = settrace
        # The plugin and what it starts have no business with them.
        del os.environ["PLUGIN_WORKBENCH_DEBUGGER_TOKEN"], os.environ["PLUGIN_WORKBENCH_PROCESS_TOKEN"]
    if not refuses_strangers(address):
        raise RuntimeError("it lets in whoever connects")
    return address


def refuses_strangers(address):
    with socket.create_connection(address, timeout=5) as stranger:
        stranger.sendall(b"not the token\n")
        try:
            return stranger.recv(1) == b""
        except OSError:
            return True


def wait_for_debugger(module, imports_first):
    """Imports the framework while debugpy starts, and returns when a debugger is attached.

    Both take half a second. They run side by side, and tracing, which makes an import several times slower,
    starts when the framework is in. A module that is the plugin's own is left to the debugger from its first line.
    """
    # Nobody sets breakpoints in the few frozen modules of the standard library; the warning about them is long.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    import debugpy.server.api
    import pydevd

    imported = threading.Event()
    listening = threading.Event()
    failures = []
    settrace = pydevd.settrace

    def settrace_once_imported(*args, **kwargs):
        imported.wait()
        return settrace(*args, **kwargs)

    def listen():
        try:
            host, port = listen_for_debugger()
            print(f"plugin-workbench debugger {host}:{port}", flush=True)
        except Exception as failure:
            failures.append(failure)
        listening.set()

    pydevd.settrace = settrace_once_imported
    threading.Thread(target=listen, daemon=True).start()
    try:
        if imports_first:
            importlib.import_module(module)
    except Exception:
        pass  # it fails again below, in front of the debugger and with its own words
    imported.set()
    listening.wait()
    pydevd.settrace = settrace
    if failures:
        version = getattr(debugpy, "__version__", "of an unknown version")
        sys.exit(
            f"plugin-workbench: debugpy {version} cannot be kept to one debugger: {failures[0]}. "
            f"{OLDEST_DEBUGPY} and newer can."
        )
    debugpy.wait_for_client()
    # Run afresh as __main__; what it imported stays.
    sys.modules.pop(module, None)


def main():
    arguments = sys.argv[1:]
    tells_requests = arguments[0] == "--requests"
    arguments = arguments[tells_requests:]
    port = int(arguments[1]) if arguments[0] == "--http" else None
    arguments = arguments[2 if port else 0 :]
    presented = arguments[1:3] if arguments[0] == "--file" else None
    arguments = arguments[3 if presented else 0 :]
    debug = arguments[0] == "--debug"
    arguments = arguments[debug:]
    module = arguments[0]
    if debug and not os.environ.get("PLUGIN_WORKBENCH_DEBUGGER_TOKEN"):
        sys.exit("plugin-workbench: --debug takes the debugger's token from PLUGIN_WORKBENCH_DEBUGGER_TOKEN.")
    adopt_orphans()
    end_with_standard_input()
    # What `python -m` puts first on the path, in place of this file's folder.
    sys.path[0] = os.getcwd()
    if port is None:
        adapt_servers(tells_requests)
    else:
        adapt_sockets(port)
    if presented:
        present_file(*presented)
    if os.environ.get("PLUGIN_WORKBENCH_CLOUD"):
        runpy.run_path(WAY_OUT)["watch_if_wanted"]()
    if debug:
        wait_for_debugger(module, imports_first=port is None)
    sys.argv = arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
