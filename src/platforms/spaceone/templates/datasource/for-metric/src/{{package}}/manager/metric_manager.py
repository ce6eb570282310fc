"""What the provider's metrics become for the platform."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from statistics import fmean

from spaceone.core.error import ERROR_INVALID_PARAMETER
from spaceone.core.manager import BaseManager

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.error import ERROR_CLOUD_API
from {{package}}.times import read_time, write_time

_LOGGER = logging.getLogger("spaceone")

STATISTICS = {"MEAN": fmean, "MAX": max, "MIN": min, "SUM": sum}
_MOST_LABELS = 1000
_SHORTEST_PERIOD = 60


class MetricManager(BaseManager):
    def __init__(self, connector: CloudConnector) -> None:
        super().__init__()
        self.connector = connector

    def list_metrics(self, query: dict) -> list[dict]:
        resource = query.get("resource_id", "")
        try:
            records = self.connector.list_metrics(resource)
        except ERROR_CLOUD_API as error:
            _LOGGER.warning("No metrics of %s: %s", resource, error.message)
            return []
        return [
            {
                "key": record["key"],
                "name": record["name"],
                "group": record["group"],
                "unit": {"x": "Time", "y": record["unit"]},
                "metric_query": {"resource_id": resource},
            }
            for record in records
            if record["resource"] == resource
        ]

    def get_data(
        self, metric_query: dict, metric: str, start: str, end: str, period: int | None, stat: str | None
    ) -> dict:
        summarize = STATISTICS.get(stat or "MEAN")
        if summarize is None:
            raise ERROR_INVALID_PARAMETER(key="stat", reason=f"{stat} is not one of {', '.join(STATISTICS)}")
        steps = _steps(_time("start", start), _time("end", end), period)
        values = {
            cloud_service_id: self._series(query.get("resource_id", ""), metric, steps, summarize)
            for cloud_service_id, query in metric_query.items()
        }
        return {"labels": [write_time(step) for step in steps[:-1]], "values": values}

    def _series(self, resource: str, metric: str, steps: list[datetime], summarize) -> list[float | None]:
        """One value for each step but the last, which only ends the one before it; None where there is no point."""
        width = steps[1] - steps[0]
        points: list[list[float]] = [[] for _ in steps[:-1]]
        for point in self.connector.list_points(resource, metric, steps[0], steps[-1]):
            index = (read_time(point["time"]) - steps[0]) // width
            if 0 <= index < len(points):
                points[index].append(point["value"])
        return [summarize(each) if each else None for each in points]


def _time(key: str, text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError as error:
        raise ERROR_INVALID_PARAMETER(key=key, reason=error) from error


def _steps(start: datetime, end: datetime, period: int | None) -> list[datetime]:
    """The points in time from start to end, a period apart: a longer one where a chart could not hold them."""
    span = (end - start).total_seconds()
    if span <= 0:
        raise ERROR_INVALID_PARAMETER(key="end", reason="It is not after start.")
    seconds = max(period or 0, span / _MOST_LABELS, _SHORTEST_PERIOD)
    count = max(1, int(span // seconds))
    return [start + timedelta(seconds=seconds * index) for index in range(count + 1)]
