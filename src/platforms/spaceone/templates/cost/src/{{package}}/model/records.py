"""The records of the provider's API, as far as the plugin reads them."""

from __future__ import annotations

from typing import Dict, TypedDict


class Account(TypedDict):
    id: str
    name: str


class Cost(TypedDict):
    day: int
    account: str
    product: str
    usage_type: str
    region: str
    resource: str
    cost: float
    quantity: float
    unit: str
    labels: Dict[str, str]
