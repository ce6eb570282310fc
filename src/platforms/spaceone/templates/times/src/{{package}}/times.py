"""Times as the platform and monitoring systems write them."""

from __future__ import annotations

from datetime import datetime, timezone


def read_time(text: str) -> datetime:
    """Read a time of ISO 8601, with a T or a blank in it; one without a zone is UTC.

    Raises ValueError for any other text.
    """
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def write_time(time: datetime) -> str:
    """Write a time as the platform reads it, to the second: 2026-01-31T12:00:00Z."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
