"""What a body of {{provider}} becomes for the platform."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any

from spaceone.core.manager import BaseManager

from {{package}}.times import read_time, write_time

# The framework formats and masks what goes to this logger; a logger of another name has no handler.
_LOGGER = logging.getLogger("spaceone")

_SEVERITIES = {
    "critical": "CRITICAL",
    "error": "ERROR",
    "high": "ERROR",
    "warning": "WARNING",
    "medium": "WARNING",
    "info": "INFO",
    "low": "INFO",
}
_ENDED = ("resolved", "ok", "closed")
_LONGEST_TITLE = 255


class EventManager(BaseManager):
    def parse(self, data: dict) -> list[dict]:
        """The events of a body: one alert, or a list of them under "alerts"."""
        alerts = data.get("alerts", [data])
        events = [self._event(alert) for alert in alerts if isinstance(alert, dict)] if isinstance(alerts, list) else []
        return [event for event in events if event is not None]

    def _event(self, alert: dict) -> dict | None:
        key, title = alert.get("event_key"), alert.get("title")
        if not key or not title:
            # Monitoring systems post a test when somebody sets them up: that is no alert.
            _LOGGER.info("A body without event_key or title gives no event: %s", ", ".join(map(str, alert)))
            return None
        return {
            "event_key": str(key),
            "event_type": "RECOVERY" if str(alert.get("status", "")).lower() in _ENDED else "ALERT",
            "title": str(title)[:_LONGEST_TITLE],
            "description": str(alert.get("description", "")),
            "severity": _SEVERITIES.get(str(alert.get("severity", "")).lower(), "NOT_AVAILABLE"),
            "resource": {"name": str(alert.get("resource", ""))},
            "rule": str(alert.get("rule", "")),
            "occurred_at": _occurred_at(alert.get("occurred_at")),
            "additional_info": {str(name): str(value) for name, value in _labels(alert).items()},
        }


def _labels(alert: dict) -> dict:
    labels = alert.get("labels")
    return labels if isinstance(labels, dict) else {}


def _occurred_at(text: Any) -> str:
    """A time that cannot be read must not lose the alert: then it is now."""
    try:
        return write_time(read_time(str(text)))
    except ValueError:
        return write_time(datetime.now(timezone.utc))
