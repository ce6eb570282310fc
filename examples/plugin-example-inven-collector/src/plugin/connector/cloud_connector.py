"""The only module that talks to example."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import requests
from spaceone.core.connector import BaseConnector
from spaceone.core.error import ERROR_AUTHENTICATE_FAILURE

from plugin.connector.credentials import Credentials
from plugin.error import ERROR_CLOUD_API
from plugin.model.records import Account, Bucket, Region, Server

# The framework formats and masks what goes to this logger; a logger of another name has no handler.
_LOGGER = logging.getLogger("spaceone")
_SAMPLE = Path(__file__).with_name("sample.json")
_TIMEOUT_SECONDS = 30


class CloudConnector(BaseConnector):
    def __init__(self, secret_data: dict) -> None:
        super().__init__()
        self._credentials = Credentials.read(secret_data)
        if self._credentials is None:
            _LOGGER.warning("secret_data names no endpoint: answering from %s", _SAMPLE.name)

    def get_account(self) -> Account:
        return self._get("account")

    def list_regions(self) -> list[Region]:
        return self._get("regions")

    def list_servers(self) -> list[Server]:
        return self._get("servers")

    def list_buckets(self) -> list[Bucket]:
        return self._get("buckets")

    def _get(self, resource: str, /, **query: str) -> Any:
        """Fetch one resource of the API. Put your provider's client here."""
        if self._credentials is None:
            return json.loads(_SAMPLE.read_text(encoding="utf-8"))[resource]

        try:
            response = requests.get(
                f"{self._credentials.endpoint}/{resource}",
                params=query,
                headers={"Authorization": f"Bearer {self._credentials.api_key}"},
                timeout=_TIMEOUT_SECONDS,
            )
            if response.status_code in (401, 403):
                raise ERROR_AUTHENTICATE_FAILURE(message=f"{resource}: {response.status_code} {response.reason}")
            response.raise_for_status()
            return response.json()
        except requests.RequestException as error:
            raise ERROR_CLOUD_API(reason=error) from error
