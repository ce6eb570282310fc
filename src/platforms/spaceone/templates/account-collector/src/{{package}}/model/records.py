"""The records of the provider's API, as far as the plugin reads them."""

from __future__ import annotations

from typing import Dict, Optional, TypedDict


class Folder(TypedDict):
    id: str
    name: str
    parent: Optional[str]


class Account(TypedDict):
    id: str
    name: str
    folder: str
    state: str
    labels: Dict[str, str]
