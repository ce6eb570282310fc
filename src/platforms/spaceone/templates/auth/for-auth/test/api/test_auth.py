"""Calls the plugin as the platform does, on the port of config.yml; README.md says how to run it.

Those of the sample need a server that was started with SAMPLE_USERS=yes, as .env has it.
"""

from __future__ import annotations

import json
import threading
import unittest
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterator

from spaceone.core.error import ERROR_BASE
from spaceone.tester import TestCase, to_json


class TestAuth(TestCase):
    """An identity provider answers; it lives in this process, so plugin and tests share a machine."""

    def login(self, options: dict, credentials: dict) -> dict:
        return to_json(
            self.identity.Auth.login({"options": options, "secret_data": {}, "user_credentials": credentials})
        )

    def find(self, **params) -> dict:
        return to_json(self.identity.Auth.find({"options": {}, "secret_data": {}, **params}))

    def test_the_login_page_learns_no_more_than_it_needs(self) -> None:
        options = {"client_id": "console", "userinfo_endpoint": "https://sso.example.com/userinfo"}
        answer = to_json(self.identity.Auth.init({"options": options}))

        self.assertEqual(
            answer["metadata"], {"protocol": "oidc", "identity_provider": "keycloak", "client_id": "console"}
        )

    def test_verify_accepts_the_sample(self) -> None:
        self.identity.Auth.verify({"options": {}, "secret_data": {}})

    def test_a_user_of_an_id_is_found_alone(self) -> None:
        found = self.find(user_id="mina@example.com")

        self.assertEqual((found["total_count"], found["results"][0]["name"]), (1, "Mina Park"))

    def test_users_are_found_by_a_word(self) -> None:
        self.assertEqual(self.find(keyword="WEBER")["results"][0]["user_id"], "jonas@example.com")

    def test_nobody_is_found_by_another_word(self) -> None:
        self.assertNotIn("total_count", self.find(keyword="nobody"))

    def test_a_token_of_the_identity_provider_lets_its_person_in(self) -> None:
        with identity_provider({"sub": "ada@example.com", "name": "Ada", "groups": ["a", "b"]}) as options:
            user = self.login(options, {"access_token": TOKEN})

        self.assertEqual((user["user_id"], user["name"], user["group"]), ("ada@example.com", "Ada", "a, b"))

    def test_another_token_is_refused(self) -> None:
        with identity_provider({"sub": "ada@example.com"}) as options, self.assertRaises(ERROR_BASE) as refused:
            self.login(options, {"access_token": "another"})

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")

    def test_no_token_is_refused(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.login({}, {})

        self.assertIn("user_credentials.access_token", refused.exception.message)

    def test_a_token_of_the_sample_opens_no_identity_provider(self) -> None:
        with identity_provider({"sub": "ada@example.com"}) as options, self.assertRaises(ERROR_BASE):
            self.login(options, {"access_token": "sample-token-of-mina"})


{{identityProvider}}


if __name__ == "__main__":
    unittest.main()
