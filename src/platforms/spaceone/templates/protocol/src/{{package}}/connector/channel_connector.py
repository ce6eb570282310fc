"""The only module that talks to {{provider}}."""

from __future__ import annotations

import logging
import os

import requests
from spaceone.core.connector import BaseConnector
from spaceone.core.error import ERROR_AUTHENTICATE_FAILURE, ERROR_REQUIRED_PARAMETER

from {{package}}.error import ERROR_NOT_DELIVERED

# The framework formats and masks what goes to this logger; a logger of another name has no handler.
_LOGGER = logging.getLogger("spaceone")
# Well below the three minutes after which the platform repeats a call.
_TIMEOUT_SECONDS = 30


class ChannelConnector(BaseConnector):
    def __init__(self, secret_data: dict) -> None:
        super().__init__()
        self._to_log = not secret_data and os.environ.get("MESSAGES_TO_LOG") == "yes"
        if not self._to_log:
            for key in ("endpoint", "token"):
                if not secret_data.get(key):
                    raise ERROR_REQUIRED_PARAMETER(key=f"secret_data.{key}")
            self._endpoint = secret_data["endpoint"].rstrip("/")
            self._token = secret_data["token"]

    def check(self) -> None:
        """Ask the API whether the token is good. Put your provider's client here, and below."""
        if not self._to_log:
            self._send("GET", "account")

    def deliver(self, channel: str | None, text: str) -> None:
        if not channel:
            raise ERROR_REQUIRED_PARAMETER(key="channel_data.channel")
        if self._to_log:
            _LOGGER.info("Not sent, as MESSAGES_TO_LOG is yes: %s", text)
        else:
            self._send("POST", "messages", {"channel": channel, "text": text})

    def _send(self, method: str, path: str, body: dict | None = None) -> None:
        try:
            response = requests.request(
                method,
                f"{self._endpoint}/{path}",
                headers={"Authorization": f"Bearer {self._token}"},
                json=body,
                timeout=_TIMEOUT_SECONDS,
            )
            if response.status_code in (401, 403):
                raise ERROR_AUTHENTICATE_FAILURE(message=f"{path}: {response.status_code} {response.reason}")
            response.raise_for_status()
        except requests.RequestException as error:
            raise ERROR_NOT_DELIVERED(reason=error) from error
