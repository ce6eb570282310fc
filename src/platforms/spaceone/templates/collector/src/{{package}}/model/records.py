"""The records of the provider's API, as far as the plugin reads them."""

from __future__ import annotations

from typing import Dict, List, TypedDict


class Account(TypedDict):
    id: str
    name: str


class Region(TypedDict):
    code: str
    name: str
    continent: str
    latitude: str
    longitude: str


class Server(TypedDict):
    id: str
    name: str
    region: str
    size: str
    state: str
    vcpus: int
    memory_bytes: int
    addresses: List[str]
    created_at: str
    labels: Dict[str, str]


class Bucket(TypedDict):
    id: str
    region: str
    public: bool
    size_bytes: int
    object_count: int
    created_at: str
    labels: Dict[str, str]
