"""The only module that talks to the identity provider."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import requests
from spaceone.core.connector import BaseConnector
from spaceone.core.error import ERROR_AUTHENTICATE_FAILURE, ERROR_REQUIRED_PARAMETER

from {{package}}.error import ERROR_IDENTITY_PROVIDER

_SAMPLE = Path(__file__).with_name("sample.json")
_TIMEOUT_SECONDS = 30


class IdentityConnector(BaseConnector):
    def __init__(self, options: dict) -> None:
        super().__init__()
        self._endpoint = options.get("userinfo_endpoint")
        self._sample: dict[str, dict] | None = None
        if not self._endpoint and os.environ.get("SAMPLE_USERS") == "yes":
            self._sample = json.loads(_SAMPLE.read_text(encoding="utf-8"))

    def get_claims(self, access_token: str | None) -> dict:
        """Whose token it is. Put your identity provider's client here.

        Raises an error for whatever is not certainly the token of a person.
        """
        if not access_token:
            raise ERROR_REQUIRED_PARAMETER(key="{{credentialsKey}}.access_token")
        if self._sample is not None:
            claims = self._sample.get(access_token)
            if claims is None:
                raise ERROR_AUTHENTICATE_FAILURE(message="The token is nobody's.")
            return claims
        if not self._endpoint:
            raise ERROR_REQUIRED_PARAMETER(key="options.userinfo_endpoint")
        return self._get(self._endpoint, access_token, dict)

{{identityReads}}

    def _get(self, endpoint: str, token: str, kind: type) -> Any:
        try:
            response = requests.get(endpoint, headers={"Authorization": f"Bearer {token}"}, timeout=_TIMEOUT_SECONDS)
            if response.status_code in (400, 401, 403):
                raise ERROR_AUTHENTICATE_FAILURE(message=f"{response.status_code} {response.reason}")
            response.raise_for_status()
            answer = response.json()
        except (requests.RequestException, ValueError) as error:
            raise ERROR_IDENTITY_PROVIDER(reason=error) from error
        if not isinstance(answer, kind):
            raise ERROR_IDENTITY_PROVIDER(reason=f"Its answer is no {kind.__name__}.")
        return answer
