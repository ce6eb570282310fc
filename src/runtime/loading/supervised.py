"""What a process of supervise.py does that was forked for a piece of work."""

import json
import os
import signal
import sys
import threading
import traceback

# Away from the numbers that the work closes and takes for files of its own.
OUT_OF_REACH = 900
PR_SET_PDEATHSIG = 1  # linux/prctl.h
# The exit code of a process that could not tell its events any more.
UNHEARD = 97
# Far more than what plugins need, and what most machines can spare: one that asks for more ends by itself, not the machine.
MOST_MEMORY = 4 * 1024**3
# Of one event, in bytes; supervise.py keeps no longer line in mind.
LONGEST_EVENT = 4 * 1024 * 1024


def become_process(task, worker, word, pipes):
    """Does the work in this process, which is new, and ends it."""
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        end_with_parent()
        bound_memory()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(pipes["stdout"][1], 1)
        os.dup2(pipes["stderr"][1], 2)
        channel = move_up(pipes["events"][1])
        close_all_but({0, 1, 2, channel})
        tell = teller(channel, word)
        del word, pipes
        worker["work"](task, tell)
        tell({"done": True})
        code = 0
    except SystemExit as end:
        code = exit_code(end)
    except BaseException:
        traceback.print_exc()
        code = 1
    flush()
    os._exit(code)


def teller(channel, word):
    """What tells events, and ends a process that is not heard any more."""
    own = os.getpid()
    identity = os.fstat(channel)[1:3]
    one_at_a_time = threading.RLock()

    def tell(event):
        if os.getpid() != own:
            flush()
            os._exit(0)  # a copy of the process that came back from a fork: the work is the other's
        flush()
        line = b"\n" + word + b" " + json.dumps(event, default=str).encode() + b"\n"
        if len(line) > LONGEST_EVENT:
            # Left out it would look as if it had not happened.
            raise ValueError(f"what is told has {len(line)} bytes, and may have {LONGEST_EVENT}")
        with one_at_a_time:
            try:
                while line:
                    if os.fstat(channel)[1:3] != identity:
                        os._exit(UNHEARD)  # it was closed, and something else opened in its place
                    line = line[os.write(channel, line) :]
                if (event.get("step") or event.get("waits")) and os.read(channel, 1) == b"":
                    os._exit(UNHEARD)
            except OSError:
                os._exit(UNHEARD)

    return tell


def exit_code(end):
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    sys.stderr.write(f"{end.code}\n")
    return 1


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass  # closed or replaced by whoever ran here


def end_with_parent():
    if sys.platform == "linux":
        try:
            import ctypes

            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        except (ImportError, OSError, AttributeError):
            pass  # a Python without ctypes: it is found by other signs


def bound_memory():
    """Lets a process have so much memory of its own; what is only reserved, as threads and allocators do, does not count on Linux."""
    try:
        import resource

        limit = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        _, allowed = resource.getrlimit(limit)
        most = MOST_MEMORY if allowed == resource.RLIM_INFINITY else min(MOST_MEMORY, allowed)
        resource.setrlimit(limit, (most, most))
    except (ImportError, OSError, ValueError):
        pass  # a system that knows no such bound


def move_up(descriptor):
    import fcntl

    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, OUT_OF_REACH)
    except (OSError, ValueError):
        return descriptor  # so many are not allowed


def close_all_but(kept):
    last = max(kept)
    for descriptor in range(3, last):
        if descriptor not in kept:
            try:
                os.close(descriptor)
            except OSError:
                pass
    os.closerange(last + 1, 4096)
