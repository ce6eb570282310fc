"""Calls the plugin as the platform does, on the port of config.yml; README.md says how to run it."""

from __future__ import annotations

import json
import threading
import unittest
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Iterator

from spaceone.core.error import ERROR_BASE
from spaceone.tester import TestCase, to_json

SAMPLE: dict = {}
ALL_TYPES = ["Server", "Bucket"]


class TestCollector(TestCase):
    def collect(self, **params) -> list[dict]:
        request = {"options": {}, "secret_data": SAMPLE, **params}
        return [to_json(item) for item in self.inventory.Collector.collect(request)]

    def test_init_offers_a_choice_of_every_type(self) -> None:
        answer = to_json(self.inventory.Collector.init({"options": {}}))

        choice = answer["metadata"]["options_schema"]["properties"]["cloud_service_types"]
        self.assertEqual(choice["items"]["enum"], ALL_TYPES)

    def test_verify_accepts_the_sample(self) -> None:
        self.inventory.Collector.verify({"options": {}, "secret_data": SAMPLE})

    def test_verify_needs_a_key_for_an_endpoint(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.inventory.Collector.verify({"options": {}, "secret_data": {"endpoint": "http://127.0.0.1:9"}})

        self.assertIn("secret_data.api_key", refused.exception.message)

    def test_tasks_are_one_for_each_type(self) -> None:
        answer = to_json(self.inventory.Job.get_tasks({"options": {}, "secret_data": SAMPLE}))

        self.assertEqual([task["task_options"]["cloud_service_type"] for task in answer["tasks"]], ALL_TYPES)

    def test_collect_streams_regions_types_and_cloud_services(self) -> None:
        items = self.collect()

        self.assertEqual({item["state"] for item in items}, {"SUCCESS"})
        kinds = Counter(item["resource_type"] for item in items)
        self.assertEqual((kinds["inventory.Region"], kinds["inventory.CloudServiceType"]), (2, len(ALL_TYPES)))
        services = [item["resource"] for item in items if item["resource_type"] == "inventory.CloudService"]
        self.assertEqual({service["cloud_service_type"] for service in services}, set(ALL_TYPES))

    def test_collect_names_what_finds_a_cloud_service_again(self) -> None:
        services = [item for item in self.collect() if item["resource_type"] == "inventory.CloudService"]

        for service in services:
            self.assertIn("reference.resource_id", service["match_rules"]["1"])
        identities = [service["resource"]["reference"]["resource_id"] for service in services]
        self.assertEqual(len(identities), len(set(identities)))

    def test_collect_of_a_task_keeps_to_its_type(self) -> None:
        items = self.collect(task_options={"cloud_service_type": "Bucket"})

        types = {item["resource"]["cloud_service_type"] for item in items if "cloud_service_type" in item["resource"]}
        self.assertEqual(types, {"Bucket"})

    def test_collect_refuses_an_unknown_type(self) -> None:
        with self.assertRaises(ERROR_BASE) as refused:
            self.collect(options={"cloud_service_types": ["Toaster"]})

        self.assertIn(f"Toaster is not one of {', '.join(ALL_TYPES)}", refused.exception.message)


class TestCollectorWithAnApi(TestCase):
    """The same calls while an API answers; it lives in this process, so plugin and tests share a machine."""

    def test_verify_refuses_a_key_that_the_api_refuses(self) -> None:
        with api({}) as endpoint, self.assertRaises(ERROR_BASE) as refused:
            self.inventory.Collector.verify(
                {"options": {}, "secret_data": {"endpoint": endpoint, "api_key": "not the key"}}
            )

        self.assertEqual(refused.exception.error_code, "ERROR_AUTHENTICATE_FAILURE")

    def test_collect_reports_one_bad_record_and_goes_on(self) -> None:
        answers = {
            "account": {"id": "acct-1", "name": "Test"},
            "regions": [],
            "servers": [],
            "buckets": [{"id": "no-region"}, bucket("good")],
        }
        with api(answers) as endpoint:
            secret_data = {"endpoint": endpoint, "api_key": API_KEY}
            request = {"options": {"cloud_service_types": ["Bucket"]}, "secret_data": secret_data}
            items = [to_json(item) for item in self.inventory.Collector.collect(request)]

        failures = [item for item in items if item["state"] == "FAILURE"]
        services = [item for item in items if item["resource_type"] == "inventory.CloudService"]
        self.assertEqual([failure["resource_type"] for failure in failures], ["inventory.ErrorResource"])
        self.assertIn("no-region", failures[0]["message"])
        self.assertEqual([service["resource"]["name"] for service in services], ["good"])
        self.assertEqual(services[0]["resource"]["account"], "acct-1")


API_KEY = "a key for tests"


def bucket(name: str) -> dict:
    return {
        "id": name,
        "region": "eu-central",
        "public": False,
        "size_bytes": 1,
        "object_count": 1,
        "created_at": "2025-01-01T00:00:00Z",
        "labels": {},
    }


{{fakeApi}}


if __name__ == "__main__":
    unittest.main()
