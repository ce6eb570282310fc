"""debugpy's own adapter, which lets nobody in who does not present a token first.

debugpy listens for a debugger without asking who it is: every process of the machine may attach, and see all
variables. serve.py has debugpy start this in place of its adapter, with the same arguments. A debugger sends the
token as a line of its own before it speaks the Debug Adapter Protocol; to everyone else nothing is said.
"""

import hmac
import os
import runpy
import select
import sys
import threading

LONGEST_WAIT_SECONDS = 5.0
# The debugged processes wait to be spoken to; a request of a browser comes at once.
FOREIGN_WITHIN_SECONDS = 0.02


def accept_in_its_own_time(is_welcome, accept):
    """What debugpy calls with each new connection: a slow one holds up no other, and a stranger is left without a word."""

    def decide(sock):
        try:
            if is_welcome(sock):
                accept(sock)
                return
        except OSError:
            pass
        sock.close()

    return lambda sock: threading.Thread(target=decide, args=(sock,), daemon=True).start()


def presents(token):
    expected = token.encode() + b"\n"

    def is_welcome(sock):
        sock.settimeout(LONGEST_WAIT_SECONDS)
        presented = b""
        # A whole line is compared: an answer to a part of it would tell which part is right.
        while len(presented) < len(expected) and not presented.endswith(b"\n"):
            received = sock.recv(len(expected) - len(presented))
            if not received:
                return False
            presented += received
        sock.settimeout(None)
        return hmac.compare_digest(presented, expected)

    return is_welcome


def waits_to_be_spoken_to(sock):
    readable, _, _ = select.select([sock], [], [], FOREIGN_WITHIN_SECONDS)
    return not readable


def main():
    client_token = os.environ.pop("PLUGIN_WORKBENCH_DEBUGGER_TOKEN")
    process_token = os.environ.pop("PLUGIN_WORKBENCH_PROCESS_TOKEN")
    import debugpy.adapter
    from debugpy.adapter import clients, servers

    # What a debugged process must know to be taken for one: its own child processes inherit it.
    debugpy.adapter.access_token = process_token
    clients.Client = accept_in_its_own_time(presents(client_token), clients.Client)
    servers.Connection = accept_in_its_own_time(waits_to_be_spoken_to, servers.Connection)
    runpy.run_module("debugpy.adapter", run_name="__main__")


if __name__ == "__main__":
    main()
