"""Answers Argo CD's ApplicationSet controller with the parameter sets of example-generator.

The controller posts an ApplicationSet's input to /api/v1/getparams.execute, with the token of its Secret, and makes an
Application of every parameter set in the answer. What it is to make Applications of stands in generator.py.
"""

import hmac
import json
import os
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from generator import Refused, parameter_sets

ENDPOINT = "/api/v1/getparams.execute"
# No object of Kubernetes is as large, and the input is a part of one.
LARGEST_BODY = 4 * 1024 * 1024


class Failed(Exception):
    """A request that is answered with a status and a message, which Argo CD shows to the ApplicationSet's author."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    # A connection that says nothing for so many seconds is closed.
    timeout = 30

    def do_GET(self):
        if self.path == "/healthz":
            self.answer(200, {"status": "ok"})
        else:
            self.answer(404, {"message": f"There is nothing at {self.path}."})

    def do_POST(self):
        # Read in any case: a connection that is closed before its request is read takes the answer with it.
        body = self.body()
        if body is None:
            return
        try:
            if self.path != ENDPOINT:
                raise Failed(404, f"There is nothing at {self.path}.")
            self.authorize()
            parameters = parameters_of(body)
            self.answer(200, {"output": {"parameters": parameter_sets(parameters)}})
        except Failed as failure:
            self.answer(failure.status, {"message": str(failure)})
        except Refused as refusal:
            self.answer(400, {"message": str(refusal)})
        except Exception:
            # The traceback is for the log: whatever the answer says stands in the ApplicationSet's status.
            traceback.print_exc()
            self.answer(500, {"message": "The generator failed. Its log says why."})

    def body(self):
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit():
            self.answer(400, {"message": "The request does not say how long it is."})
            return None
        if int(length) > LARGEST_BODY:
            self.answer(413, {"message": f"The request has more than {LARGEST_BODY} bytes."})
            return None
        return self.rfile.read(int(length))

    def authorize(self):
        """Read anew each time: Kubernetes replaces the file when the Secret changes."""
        token = read_token()
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode("utf-8"), f"Bearer {token}".encode("utf-8")):
            raise Failed(403, "The token is not the one of this generator.")

    def answer(self, status, content):
        body = json.dumps(content).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    # As many calls may wait for their turn; the five of the base class are few where many ApplicationSets are refreshed.
    request_queue_size = 128


def read_token():
    """The token without the line end that many editors and tools put behind it."""
    try:
        with open(os.environ.get("TOKEN_FILE", "/var/run/argo/token"), encoding="utf-8") as file:
            token = file.read().strip()
    except OSError as error:
        print(f"The token cannot be read: {error}", file=sys.stderr)
        raise Failed(500, "The generator cannot read its token.") from error
    if token == "":
        raise Failed(500, "The token of the generator is empty.")
    return token


def parameters_of(body):
    """The input's parameters. Where an ApplicationSet gives none, the controller sends an input without the key."""
    try:
        request = json.loads(body)
    except ValueError as error:
        raise Failed(400, "The request is not JSON.") from error
    parameters = object_at(object_at(request if isinstance(request, dict) else {}, "input"), "parameters")
    return parameters


def object_at(owner, key):
    value = owner.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Failed(400, f'"{key}" is not an object.')
    return value


def main():
    address = os.environ.get("HOST", "0.0.0.0"), int(os.environ.get("PORT", "8080"))
    with Server(address, Handler) as server:
        print(f"Listening on {address[0]}:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
