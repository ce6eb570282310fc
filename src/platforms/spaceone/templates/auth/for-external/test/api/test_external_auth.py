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


class TestExternalAuth(TestCase):
    """An identity provider answers; it lives in this process, so plugin and tests share a machine."""

    def authorize(self, options: dict, credentials: dict) -> dict:
        request = {"options": options, "secret_data": {}, "credentials": credentials, "domain_id": DOMAIN}
        return to_json(self.identity.ExternalAuth.authorize(request))

    def test_the_login_page_learns_no_more_than_it_needs(self) -> None:
        options = {
            "protocol": "oidc",
            "identity_provider": "keycloak",
            "client_id": "console",
            "userinfo_endpoint": "https://sso.example.com/userinfo",
        }
        answer = to_json(self.identity.ExternalAuth.init({"options": options, "domain_id": DOMAIN}))

        self.assertEqual(
            answer["metadata"], {"protocol": "oidc", "identity_provider": "keycloak", "client_id": "console"}
        )

    def test_a_token_of_the_identity_provider_lets_its_person_in(self) -> None:
        with identity_provider({"sub": "ada@example.com", "name": "Ada", "groups": ["a", "b"]}) as options:
            user = self.authorize(options, {"access_token": TOKEN})

        self.assertEqual((user["user_id"], user["name"], user["group"]), ("ada@example.com", "Ada", "a, b"))

    def test_another_token_is_refused(self) -> None:
        with identity_provider({"sub": "ada@example.com"}) as options, self.assertRaises(ERROR_BASE) as refused:
            self.authorize(options, {"access_token": "another"})

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")

    def test_no_token_is_refused(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.authorize({}, {})

        self.assertIn("credentials.access_token", refused.exception.message)

    def test_an_answer_without_a_person_is_refused(self) -> None:
        with identity_provider({"name": "Ada"}) as options, self.assertRaises(ERROR_BASE) as refused:
            self.authorize(options, {"access_token": TOKEN})

        self.assertEqual(refused.exception.error_code, "ERROR_IDENTITY_PROVIDER")

    def test_a_token_of_the_sample_opens_no_identity_provider(self) -> None:
        with identity_provider({"sub": "ada@example.com"}) as options, self.assertRaises(ERROR_BASE):
            self.authorize(options, {"access_token": "sample-token-of-mina"})


{{identityProvider}}


if __name__ == "__main__":
    unittest.main()
