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
    def list_metrics(self, query: dict) -> list[dict]:
        request = {"options": {}, "secret_data": SAMPLE, "query": query}
        return to_json(self.monitoring.Metric.list(request)).get("metrics", [])

    def get_data(self, **params) -> dict:
        request = {
            "options": {},
            "secret_data": SAMPLE,
            "metric_query": {"cloud-svc-1": {"resource_id": "srv-0a31"}},
            "metric": "cpu_usage",
            "start": "2026-01-31T12:00:00Z",
            "end": "2026-01-31T13:00:00Z",
            "period": 300,
            **params,
        }
        return to_json(self.monitoring.Metric.get_data(request))

    def test_init_has_the_keys_that_the_platform_takes(self) -> None:
        metadata = to_json(self.monitoring.DataSource.init({"options": {}}))["metadata"]

        self.assertEqual(set(metadata), {"supported_stat", "required_keys", "supported_providers"})

    def test_verify_accepts_the_sample(self) -> None:
        self.monitoring.DataSource.verify({"options": {}, "secret_data": SAMPLE})

    def test_verify_needs_a_key_for_an_endpoint(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.monitoring.DataSource.verify({"options": {}, "secret_data": {"endpoint": "http://127.0.0.1:9"}})

        self.assertIn("secret_data.api_key", refused.exception.message)

    def test_a_server_has_its_metrics(self) -> None:
        metrics = self.list_metrics({"resource_id": "srv-0a31"})

        self.assertEqual([metric["key"] for metric in metrics], ["cpu_usage", "memory_used"])

    def test_an_unknown_resource_has_none(self) -> None:
        self.assertEqual(self.list_metrics({"resource_id": "srv-none"}), [])

    def test_every_label_has_its_value(self) -> None:
        data = self.get_data()

        self.assertEqual(len(data["labels"]), 12)
        self.assertEqual(data["labels"][0], "2026-01-31T12:00:00Z")
        self.assertEqual(data["values"]["cloud-svc-1"][:3], [12.5, 14, 18.5])

    def test_a_longer_period_has_one_value_for_its_points(self) -> None:
        data = self.get_data(period=900, stat="MAX")

        self.assertEqual(data["values"]["cloud-svc-1"], [18.5, 63, 58, 19])

    def test_a_statistic_of_no_name_is_refused(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.get_data(stat="MEDIAN")

        self.assertIn("MEDIAN is not one of MEAN, MAX, MIN, SUM", refused.exception.message)


class TestDataSourceWithAnApi(TestCase):
    """The same calls while an API answers; it lives in this process, so plugin and tests share a machine."""

    def test_verify_refuses_a_key_that_the_api_refuses(self) -> None:
        with api({}) as endpoint, self.assertRaises(ERROR_BASE) as refused:
            self.monitoring.DataSource.verify(
                {"options": {}, "secret_data": {"endpoint": endpoint, "api_key": "not the key"}}
            )

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")

    def test_a_point_stands_at_its_label_and_none_where_there_is_none(self) -> None:
        with api({"points": [{"time": "2026-01-31T12:31:00Z", "value": 7}]}) as endpoint:
            data = to_json(
                self.monitoring.Metric.get_data(
                    {
                        "options": {},
                        "secret_data": {"endpoint": endpoint, "api_key": API_KEY},
                        "metric_query": {"cloud-svc-1": {"resource_id": "a"}},
                        "metric": "m",
                        "start": "2026-01-31T12:00:00Z",
                        "end": "2026-01-31T13:00:00Z",
                        "period": 1800,
                    }
                )
            )

        self.assertEqual(data["values"]["cloud-svc-1"], [None, 7])


API_KEY = "a key for tests"


{{fakeApi}}


if __name__ == "__main__":
    unittest.main()
