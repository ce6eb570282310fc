"""Calls the plugin as the platform does, on the port of config.yml; README.md says how to run it."""

from __future__ import annotations

import json
import threading
import unittest
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterator

from spaceone.core.error import ERROR_BASE
from spaceone.tester import TestCase, to_json

MESSAGE = {
    "title": "CPU usage is above 90 %",
    "description": "shop-web-1 has been busy.",
    "tags": [{"key": "Resource", "value": "shop-web-1", "options": {"short": True}}],
    "callbacks": [{"label": "Acknowledge", "url": "https://example.com/acknowledge"}],
}


class TestProtocol(TestCase):
    """An API of the channel answers; it lives in this process, so plugin and tests share a machine."""

    def dispatch(self, secret_data: dict, **params) -> None:
        self.notification.Notification.dispatch(
            {
                "options": {},
                "secret_data": secret_data,
                "channel_data": {"channel": "ops"},
                "notification_type": "ERROR",
                "message": MESSAGE,
                **params,
            }
        )

    def test_init_asks_for_a_channel(self) -> None:
        metadata = to_json(self.notification.Protocol.init({"options": {}}))["metadata"]

        self.assertEqual(metadata["data_type"], "SECRET")
        self.assertEqual(metadata["data"]["schema"]["required"], ["channel"])

    def test_verify_accepts_a_token_that_the_api_accepts(self) -> None:
        with api() as (secret_data, _):
            self.notification.Protocol.verify({"options": {}, "secret_data": secret_data})

    def test_verify_refuses_a_token_that_the_api_refuses(self) -> None:
        with api() as (secret_data, _), self.assertRaises(ERROR_BASE) as refused:
            self.notification.Protocol.verify({"options": {}, "secret_data": {**secret_data, "token": "not it"}})

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")

    def test_a_message_arrives_with_all_that_it_has(self) -> None:
        with api() as (secret_data, arrived):
            self.dispatch(secret_data)

        [message] = arrived
        self.assertEqual(message["channel"], "ops")
        self.assertEqual(
            message["text"].split("\n")[1:],
            ["shop-web-1 has been busy.", "Resource: shop-web-1", "Acknowledge: https://example.com/acknowledge"],
        )

    def test_a_title_is_enough(self) -> None:
        with api() as (secret_data, arrived):
            self.dispatch(secret_data, message={"title": "A title"}, notification_type="INFO")

        self.assertEqual([message["text"] for message in arrived], ["\u2139 A title"])

    def test_a_message_without_a_channel_is_refused(self) -> None:
        with api() as (secret_data, arrived), self.assertRaises(ERROR_BASE) as refused:
            self.dispatch(secret_data, channel_data={})

        self.assertIn("channel_data.channel", refused.exception.message)
        self.assertEqual(arrived, [])

    def test_a_message_is_never_sent_without_a_token(self) -> None:
        with api() as (secret_data, arrived), self.assertRaises(ERROR_BASE) as refused:
            self.dispatch({"endpoint": secret_data["endpoint"]})

        self.assertIn("secret_data.token", refused.exception.message)
        self.assertEqual(arrived, [])


TOKEN = "a token for tests"


@contextmanager
def api() -> Iterator[tuple[dict, list[dict]]]:
    """An API of the channel for whoever has the token; yields the secret for it, and the list of what arrives."""
    arrived: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.answer():
                arrived.append(body)

        def answer(self) -> bool:
            allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
            self.send_response(200 if allowed else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return allowed

        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"endpoint": f"http://127.0.0.1:{server.server_port}", "token": TOKEN}, arrived
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    unittest.main()
