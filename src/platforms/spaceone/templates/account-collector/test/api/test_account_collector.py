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

DOMAIN = "domain-000000000000"


class TestAccountCollector(TestCase):
    def sync(self, options: dict | None = None, secret_data: dict | None = None) -> list[dict]:
        request = {"options": options or {}, "secret_data": secret_data or {}, "domain_id": DOMAIN}
        return to_json(self.identity.AccountCollector.sync(request)).get("results", [])

    def test_init_offers_its_option(self) -> None:
        answer = to_json(self.identity.AccountCollector.init({"options": {}, "domain_id": DOMAIN}))

        self.assertIn("include_closed", answer["metadata"]["additional_options_schema"]["properties"])

    def test_every_open_account_has_its_id_and_its_place(self) -> None:
        accounts = self.sync()

        self.assertEqual([account["resource_id"] for account in accounts], ["acct-4711", "acct-4712", "acct-5003"])
        self.assertEqual(
            accounts[0]["location"],
            [{"name": "Shop", "resource_id": "fold-1"}, {"name": "Production", "resource_id": "fold-2"}],
        )

    def test_closed_accounts_come_where_they_are_wanted(self) -> None:
        self.assertIn("acct-0090", [account["resource_id"] for account in self.sync({"include_closed": True})])

    def test_an_endpoint_needs_a_key(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.sync(secret_data={"endpoint": "http://127.0.0.1:9"})

        self.assertIn("secret_data.api_key", refused.exception.message)


class TestAccountCollectorWithAnApi(TestCase):
    """The same calls while an API answers; it lives in this process, so plugin and tests share a machine."""

    def sync(self, secret_data: dict) -> None:
        self.identity.AccountCollector.sync({"options": {}, "secret_data": secret_data, "domain_id": DOMAIN})

    def test_an_api_that_refuses_is_an_error_and_no_empty_list(self) -> None:
        with api({}) as endpoint, self.assertRaises(ERROR_BASE) as refused:
            self.sync({"endpoint": endpoint, "api_key": "not the key"})

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")

    def test_folders_in_a_circle_are_an_error(self) -> None:
        answers = {
            "folders": [{"id": "a", "name": "A", "parent": "b"}, {"id": "b", "name": "B", "parent": "a"}],
            "accounts": [{"id": "1", "name": "One", "folder": "a", "state": "ACTIVE", "labels": {}}],
        }
        with api(answers) as endpoint, self.assertRaises(ERROR_BASE) as refused:
            self.sync({"endpoint": endpoint, "api_key": API_KEY})

        self.assertEqual(refused.exception.error_code, "ERROR_CLOUD_API")


API_KEY = "a key for tests"


{{fakeApi}}


if __name__ == "__main__":
    unittest.main()
