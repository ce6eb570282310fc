"""Calls the plugin as the platform does, on the port of config.yml; README.md says how to run it."""

from __future__ import annotations

import unittest

from spaceone.tester import TestCase, to_json

ALERT = {
    "event_key": "shop-web-1/cpu",
    "title": "CPU usage is above 90 %",
    "severity": "critical",
    "status": "firing",
    "resource": "shop-web-1",
    "occurred_at": "2026-01-31T12:00:00+09:00",
    "labels": {"team": "shop"},
}


class TestWebhook(TestCase):
    def parse(self, data: dict) -> list[dict]:
        return to_json(self.monitoring.Event.parse({"options": {}, "data": data})).get("results", [])

    def test_init_and_verify_answer(self) -> None:
        metadata = to_json(self.monitoring.Webhook.init({"options": {}}))["metadata"]
        self.monitoring.Webhook.verify({"options": {}})

        self.assertEqual(metadata["supported_events"], ["ALERT", "RECOVERY"])

    def test_an_alert_is_an_event(self) -> None:
        [event] = self.parse(ALERT)

        self.assertEqual(event["event_key"], "shop-web-1/cpu")
        self.assertEqual(event["event_type"], "ALERT")
        self.assertEqual(event["severity"], "CRITICAL")
        self.assertEqual(event["occurred_at"], "2026-01-31T03:00:00Z")
        self.assertEqual(event["additional_info"], {"team": "shop"})

    def test_a_recovery_has_the_key_of_its_alert(self) -> None:
        [event] = self.parse({**ALERT, "status": "resolved"})

        self.assertEqual((event["event_type"], event["event_key"]), ("RECOVERY", "shop-web-1/cpu"))

    def test_a_list_of_alerts_gives_an_event_each(self) -> None:
        events = self.parse({"alerts": [ALERT, {**ALERT, "event_key": "shop-web-2/cpu"}]})

        self.assertEqual([event["event_key"] for event in events], ["shop-web-1/cpu", "shop-web-2/cpu"])

    def test_one_bad_entry_spares_the_others(self) -> None:
        events = self.parse({"alerts": ["no alert", {"ping": "pong"}, ALERT]})

        self.assertEqual([event["event_key"] for event in events], ["shop-web-1/cpu"])

    def test_a_body_that_is_no_alert_gives_nothing(self) -> None:
        for body in ({}, {"ping": "pong"}, {"alerts": "none"}):
            self.assertEqual(self.parse(body), [])

    def test_a_time_that_cannot_be_read_does_not_lose_the_alert(self) -> None:
        [event] = self.parse({**ALERT, "occurred_at": "a moment ago"})

        self.assertRegex(event["occurred_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


if __name__ == "__main__":
    unittest.main()
