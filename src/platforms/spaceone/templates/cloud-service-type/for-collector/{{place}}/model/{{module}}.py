"""A record of the provider's API, as far as the plugin reads it."""

from __future__ import annotations

from typing import Dict, TypedDict


class {{name}}(TypedDict):
    id: str
    name: str
    region: str
    state: str
    created_at: str
    labels: Dict[str, str]
