"""The records of the provider's API, as far as the plugin reads them."""

from __future__ import annotations

from typing import TypedDict


class Account(TypedDict):
    id: str
    name: str


class Log(TypedDict):
    resource: str
    time: str
    level: str
    message: str
