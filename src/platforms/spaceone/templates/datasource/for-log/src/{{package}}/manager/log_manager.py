"""What the provider's log entries become for the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Generator

from spaceone.core.error import ERROR_INVALID_PARAMETER
from spaceone.core.manager import BaseManager

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.times import read_time

#: The table of the console: each field is a key of a result.
VIEW = {
    "table": {
        "layout": {
            "name": "Logs",
            "type": "query-search-table",
            "options": {
                "fields": [
                    {"key": "time", "name": "Time", "type": "datetime", "options": {"source_type": "iso8601"}},
                    {
                        "key": "level",
                        "name": "Level",
                        "type": "enum",
                        "options": {
                            "INFO": {"type": "badge", "options": {"background_color": "blue.500"}},
                            "WARNING": {"type": "badge", "options": {"background_color": "yellow.500"}},
                            "ERROR": {"type": "badge", "options": {"background_color": "red.500"}},
                        },
                    },
                    {"key": "message", "name": "Message", "type": "text"},
                ]
            },
        }
    }
}
_PAGE = 100


class LogManager(BaseManager):
    def __init__(self, connector: CloudConnector) -> None:
        super().__init__()
        self.connector = connector

    def list_logs(
        self, query: dict, start: str, end: str, keyword: str | None, sort: dict | None, limit: int | None
    ) -> Generator[dict, None, None]:
        resource = query.get("resource_id", "")
        entries = self.connector.list_logs(resource, _time("start", start), _time("end", end))
        results = [
            {"time": entry["time"], "level": entry["level"], "message": entry["message"]}
            for entry in entries
            if entry["resource"] == resource and (keyword or "").lower() in entry["message"].lower()
        ]
        key = (sort or {}).get("key") or "time"
        # Without a word about it, the newest come first.
        results.sort(key=lambda result: str(result.get(key, "")), reverse=sort is None or bool(sort.get("desc")))
        wanted = results[: limit or None]
        for index in range(0, len(wanted), _PAGE):
            yield {"results": wanted[index : index + _PAGE]}


def _time(key: str, text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError as error:
        raise ERROR_INVALID_PARAMETER(key=key, reason=error) from error
