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
DOMAIN = "domain-000000000000"


class TestDataSource(TestCase):
    def get_tasks(self, **params) -> dict:
        request = {"options": {}, "secret_data": SAMPLE, "domain_id": DOMAIN, **params}
        return to_json(self.cost_analysis.Job.get_tasks(request))

    def get_data(self, **task_options) -> list[dict]:
        request = {"options": {}, "secret_data": SAMPLE, "task_options": task_options, "domain_id": DOMAIN}
        return [cost for page in self.cost_analysis.Cost.get_data(request) for cost in to_json(page)["results"]]

    def test_init_names_the_currency(self) -> None:
        metadata = to_json(self.cost_analysis.DataSource.init({"options": {}, "domain_id": DOMAIN}))["metadata"]

        self.assertEqual(metadata["currency"], "USD")

    def test_verify_accepts_the_sample(self) -> None:
        self.cost_analysis.DataSource.verify({"options": {}, "secret_data": SAMPLE, "domain_id": DOMAIN})

    def test_verify_needs_a_key_for_an_endpoint(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.cost_analysis.DataSource.verify(
                {"options": {}, "secret_data": {"endpoint": "http://127.0.0.1:9"}, "domain_id": DOMAIN}
            )

        self.assertIn("secret_data.api_key", refused.exception.message)

    def test_the_first_job_brings_twelve_months(self) -> None:
        answer = self.get_tasks()

        self.assertEqual(len(answer["tasks"]), 12)
        self.assertEqual(answer["changed"], [{"start": answer["tasks"][0]["task_options"]["month"]}])

    def test_a_later_job_begins_with_the_month_that_is_still_corrected(self) -> None:
        answer = self.get_tasks(last_synchronized_at="2026-02-05T16:00:00Z")

        self.assertEqual(answer["changed"], [{"start": "2026-01"}])

    def test_a_job_from_a_month_on_begins_there(self) -> None:
        answer = self.get_tasks(start="2026-01", last_synchronized_at="2026-02-25T16:00:00Z")

        self.assertEqual(answer["tasks"][0]["task_options"], {"month": "2026-01"})

    def test_a_start_that_is_no_month_is_refused(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.get_tasks(start="January")

        self.assertIn("January is no month", refused.exception.message)

    def test_every_cost_is_of_the_month_of_its_task(self) -> None:
        days = [cost["billed_date"] for cost in self.get_data(month="2026-01")]

        self.assertEqual(days, ["2026-01-01", "2026-01-01", "2026-01-02"])

    def test_a_cost_names_its_account(self) -> None:
        [first, *_] = self.get_data(month="2026-01")

        self.assertEqual(first["additional_info"], {"Account ID": "acct-4711"})

    def test_a_task_without_a_month_is_refused(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.get_data()

        self.assertIn("task_options.month", refused.exception.message)


class TestDataSourceWithAnApi(TestCase):
    """The same calls while an API answers; it lives in this process, so plugin and tests share a machine."""

    def test_verify_refuses_a_key_that_the_api_refuses(self) -> None:
        with api({}) as endpoint, self.assertRaises(ERROR_BASE) as refused:
            self.cost_analysis.DataSource.verify(
                {
                    "options": {},
                    "secret_data": {"endpoint": endpoint, "api_key": "not the key"},
                    "domain_id": DOMAIN,
                }
            )

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")


API_KEY = "a key for tests"


{{fakeApi}}


if __name__ == "__main__":
    unittest.main()
