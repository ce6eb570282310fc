"""Runs work that nobody vouches for, each piece in a process of its own, and tells how it went, whatever way it took out.

usage: supervise.py WORKER

WORKER is a Python file with two functions: `prepare()`, which imports once what every piece needs, before anybody's code
runs; and `work(task, tell)`, which does one piece in a process forked from this one and tells events, dictionaries that
are JSON. An event with `"waits": true` is known to whoever asked for the work before that goes on, in its order with
what was printed; one with `"step": true` as well, and it starts the time limit anew.

Standard input holds a line of JSON for each piece: `{"run": N, "seconds": S or null, "task": …}`. It is a lifeline too:
when it closes, all that was started here ends. File descriptor 3 is told what happens, as in serve.py: a line with a
number and JSON, answered with the number before anything goes on. Of a run with the number N these are
`{"run": N, "event": {…}}`, `{"run": N, "stream": "stdout", "bytes": base64}`, `{"run": N, "unseen": bytes}` for what a
step has printed past the limit, and at last `{"run": N, "end": {…}}`.

No process in which such code runs has that descriptor. What it tells goes over a channel of its own, each line behind a
word that nobody else knows, so that writing to whatever is open forges nothing. Its output is read here and bounded, its
end is seen here, and what it leaves behind is ended here.
"""

import base64
import json
import os
import runpy
import secrets
import select
import signal
import socket
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SERVE = runpy.run_path(os.path.join(HERE, "serve.py"), run_name="serve")
SUPERVISED = runpy.run_path(os.path.join(HERE, "supervised.py"), run_name="supervised")
UNHEARD = SUPERVISED["UNHEARD"]
HOST = 3
MOST_OUTPUT = 1024 * 1024
LONGEST_EVENT = SUPERVISED["LONGEST_EVENT"]
CHUNK = 256 * 1024
# How long what was left behind may resist, in seconds.
ENDED_WITHIN = 5.0


class Host:
    """The one who asked for the work."""

    def __init__(self):
        self.channel = SERVE["out_of_reach"](HOST)
        self.count = 0
        self.unread = b""
        self.commands = b""

    def tell(self, told):
        self.count += 1
        line = f"{self.count} {json.dumps(told)}\n".encode()
        while line:
            line = line[os.write(self.channel, line) :]
        answer = b"%d" % self.count
        while True:
            head, found, self.unread = self.unread.rpartition(b"\n")
            if found and answer in head.split(b"\n"):
                return
            read = os.read(self.channel, 4096)
            if not read:
                os._exit(1)
            self.unread += read

    def next_command(self):
        """Waits for a piece of work; None when there will be none."""
        while b"\n" not in self.commands:
            if not self.read_commands():
                return None
        line, _, self.commands = self.commands.partition(b"\n")
        return json.loads(line)

    def read_commands(self):
        read = os.read(0, 65536)
        self.commands += read
        return read != b""


class Events:
    """The lines of one run's process, told by the word in front of those of anybody else."""

    def __init__(self, reading):
        self.reading = reading
        self.word = secrets.token_hex(16).encode()
        self.rest = b""

    def read(self):
        found = []
        for _ in range(64):
            data = read_now(self.reading)
            if not data:
                break
            *lines, self.rest = (self.rest + data).split(b"\n")
            if len(self.rest) > LONGEST_EVENT:
                self.rest = b""
            found += [event for event in map(self.event_in, lines) if event is not None]
        return found

    def answer(self):
        try:
            os.write(self.reading, b".")
        except OSError:
            pass  # it is gone, or reads nothing

    def event_in(self, line):
        if not line.startswith(self.word + b" "):
            return None
        try:
            event = json.loads(line[len(self.word) + 1 :])
        except ValueError:
            return None
        return event if isinstance(event, dict) else None


class Output:
    """One output of a run's process, of which so much is shown for each step and the rest counted."""

    def __init__(self, name, reading):
        self.name = name
        self.reading = reading
        self.shown = 0
        self.unseen = 0

    def start_anew(self):
        unseen = self.unseen
        self.shown = self.unseen = 0
        return unseen

    def read(self, tell):
        for _ in range(64):
            data = read_now(self.reading)
            if not data:
                return
            shown = data[: max(0, MOST_OUTPUT - self.shown)]
            self.shown += len(shown)
            self.unseen += len(data) - len(shown)
            if shown:
                tell({"stream": self.name, "bytes": base64.b64encode(shown).decode()})


def read_now(descriptor):
    try:
        return os.read(descriptor, CHUNK)
    except (BlockingIOError, ConnectionResetError):
        return b""


def run(host, command, worker):
    """Does one piece of work and tells all that comes of it."""
    pipes = {name: os.pipe() for name in ("stdout", "stderr")}
    pipes["events"] = tuple(end.detach() for end in socket.socketpair())
    events = Events(pipes["events"][0])
    pid = os.fork()
    if pid == 0:
        SUPERVISED["become_process"](command["task"], worker, events.word, pipes)
    for reading, writing in pipes.values():
        os.close(writing)
        os.set_blocking(reading, False)
    outputs = [Output(name, pipes[name][0]) for name in ("stdout", "stderr")]
    process = Process(host, command["run"], pid, events, outputs)
    end = process.watch(command.get("seconds"))
    end_all_left()
    process.take()
    process.end_step()
    for reading, _ in pipes.values():
        os.close(reading)
    process.tell({"end": process.meaning_of(end)})


class Process:
    """The process of one run, followed to its end."""

    def __init__(self, host, number, pid, events, outputs):
        self.host = host
        self.number = number
        self.pid = pid
        self.events = events
        self.outputs = outputs
        self.is_done = False
        self.steps = 0

    def tell(self, told):
        self.host.tell({"run": self.number, **told})

    def watch(self, seconds):
        """Waits for its end, and ends it itself when a step takes longer than so many seconds."""
        late = None
        deadline = deadline_after(seconds)
        readings = [0, woken, self.events.reading, *(output.reading for output in self.outputs)]
        while True:
            gone, status = os.waitpid(self.pid, os.WNOHANG)
            if gone:
                return late or end_of(status)
            if deadline is not None and late is None and time.monotonic() >= deadline:
                late = {"is": "late", "seconds": seconds}
                kill(self.pid)
            left = None if deadline is None or late else max(0, deadline - time.monotonic())
            ready = select.select(readings, [], [], left)[0]
            if 0 in ready and not self.host.read_commands():
                kill(self.pid)
                end_all_left()
                os._exit(1)
            if woken in ready:
                read_now(woken)
            steps = self.steps
            self.take()
            if self.steps > steps:
                deadline = deadline_after(seconds)
            # A pipe at its end would be ready for ever.
            readings = [each for each in readings if each in (0, woken) or not (each in ready and at_end(each))]

    def take(self):
        """Tells what has come: output before the events that came after it."""
        events = self.events.read()
        for output in self.outputs:
            output.read(self.tell)
        for event in events:
            is_step = event.get("step") is True
            if is_step:
                self.end_step()
            if event.get("done") is True:
                self.is_done = True
            else:
                self.tell({"event": event})
            self.steps += is_step
            if is_step or event.get("waits") is True:
                self.events.answer()

    def end_step(self):
        unseen = sum(output.start_anew() for output in self.outputs)
        if unseen:
            self.tell({"unseen": unseen})

    def meaning_of(self, end):
        if end == {"is": "exit", "code": 0} and self.is_done:
            return {"is": "done"}
        return {"is": "unheard"} if end == {"is": "exit", "code": UNHEARD} else end


def deadline_after(seconds):
    return None if seconds is None else time.monotonic() + seconds


def at_end(reading):
    poll = select.poll()
    poll.register(reading, select.POLLIN | select.POLLHUP)
    states = poll.poll(0)
    return bool(states) and not states[0][1] & select.POLLIN


def end_of(status):
    if os.WIFSIGNALED(status):
        return {"is": "signal", "signal": signal.Signals(os.WTERMSIG(status)).name}
    return {"is": "exit", "code": os.WEXITSTATUS(status)}


def kill(pid):
    for end in (lambda: os.killpg(pid, signal.SIGKILL), lambda: os.kill(pid, signal.SIGKILL)):
        try:
            end()
        except OSError:
            pass  # it is gone, or leads no group yet


def end_all_left():
    """Ends what a run has left behind; on Linux it has become a child of this process."""
    deadline = time.monotonic() + ENDED_WITHIN
    while time.monotonic() < deadline:
        for pid in SERVE["descendants"]():
            kill(pid)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.005)


def main():
    worker_file = sys.argv[1]
    # The folder of this file holds nothing that anybody else should import.
    if sys.path and os.path.abspath(sys.path[0]) == HERE:
        del sys.path[0]
    SERVE["adopt_orphans"]()
    host = Host()
    worker = runpy.run_path(worker_file, run_name="worker")
    worker["prepare"]()
    host.tell({"ready": True})
    while True:
        command = host.next_command()
        if command is None:
            return
        run(host, command, worker)


if __name__ == "__main__":
    if not hasattr(os, "fork"):
        sys.exit("This system has no fork: packages are loaded on Linux and macOS alone.")
    woken, waking = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(waking, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking)
    main()
