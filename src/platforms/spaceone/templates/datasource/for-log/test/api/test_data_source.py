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

SAMPLE: dict = {}


class TestDataSource(TestCase):
    def list_logs(self, **params) -> list[dict]:
        request = {
            "options": {},
            "secret_data": SAMPLE,
            "query": {"resource_id": "srv-0a31"},
            "start": "2026-01-31T12:00:00Z",
            "end": "2026-01-31T13:00:00Z",
            **params,
        }
        return [result for page in self.monitoring.Log.list(request) for result in to_json(page)["results"]]

    def test_init_has_the_keys_that_the_platform_takes(self) -> None:
        metadata = to_json(self.monitoring.DataSource.init({"options": {}}))["metadata"]

        self.assertEqual(set(metadata), {"required_keys", "view", "supported_providers"})

    def test_verify_accepts_the_sample(self) -> None:
        self.monitoring.DataSource.verify({"options": {}, "secret_data": SAMPLE})

    def test_verify_needs_a_key_for_an_endpoint(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.monitoring.DataSource.verify({"options": {}, "secret_data": {"endpoint": "http://127.0.0.1:9"}})

        self.assertIn("secret_data.api_key", refused.exception.message)

    def test_the_newest_entry_comes_first(self) -> None:
        times = [result["time"] for result in self.list_logs()]

        self.assertEqual(len(times), 4)
        self.assertEqual(times, sorted(times, reverse=True))

    def test_the_wanted_order_is_kept(self) -> None:
        levels = [result["level"] for result in self.list_logs(sort={"key": "level", "desc": False})]

        self.assertEqual(levels, ["ERROR", "INFO", "INFO", "WARNING"])

    def test_no_more_come_than_the_limit(self) -> None:
        self.assertEqual(len(self.list_logs(limit=1)), 1)

    def test_a_keyword_is_found_whatever_its_case(self) -> None:
        messages = [result["message"] for result in self.list_logs(keyword="DATABASE")]

        self.assertEqual(messages, ["Connection to the database lost"])

    def test_the_time_that_the_platform_sets_is_read(self) -> None:
        self.assertEqual(len(self.list_logs(end="2026-01-31 13:00:00.000001")), 4)

    def test_a_time_that_is_none_is_refused(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.list_logs(start="yesterday")

        self.assertIn("key = start", refused.exception.message)


class TestDataSourceWithAnApi(TestCase):
    """The same calls while an API answers; it lives in this process, so plugin and tests share a machine."""

    def test_verify_refuses_a_key_that_the_api_refuses(self) -> None:
        with api({}) as endpoint, self.assertRaises(ERROR_BASE) as refused:
            self.monitoring.DataSource.verify(
                {"options": {}, "secret_data": {"endpoint": endpoint, "api_key": "not the key"}}
            )

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")


API_KEY = "a key for tests"


{{fakeApi}}


if __name__ == "__main__":
    unittest.main()
