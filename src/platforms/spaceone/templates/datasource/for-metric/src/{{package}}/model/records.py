"""The records of the provider's API, as far as the plugin reads them."""

from __future__ import annotations

from typing import TypedDict


class Account(TypedDict):
    id: str
    name: str


class Metric(TypedDict):
    resource: str
    key: str
    name: str
    group: str
    unit: str


class Point(TypedDict):
    time: str
    value: float
