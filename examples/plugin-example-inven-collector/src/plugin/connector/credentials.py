"""What the plugin needs to reach an account."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from spaceone.core.error import ERROR_REQUIRED_PARAMETER


@dataclass(frozen=True)
class Credentials:
    endpoint: str
    api_key: str = field(repr=False)

    @classmethod
    def read(cls, secret_data: dict) -> Credentials | None:
        """Read the secret that the platform sends; None when nothing names an endpoint.

        In production everything comes from `secret_data`, whose keys are those of the secret's schema. On your
        own machine an empty `secret_data` falls back to the environment, so that no request file holds a secret.
        The image sets CLOUD_API_SAMPLE=no: nothing is answered from the sample there.
        """
        source = secret_data or {
            "endpoint": os.environ.get("CLOUD_API_ENDPOINT"),
            "api_key": os.environ.get("CLOUD_API_KEY"),
        }
        if not source.get("endpoint"):
            if os.environ.get("CLOUD_API_SAMPLE") == "no":
                raise ERROR_REQUIRED_PARAMETER(key="secret_data.endpoint")
            return None
        if not source.get("api_key"):
            raise ERROR_REQUIRED_PARAMETER(key="secret_data.api_key")
        return cls(endpoint=source["endpoint"].rstrip("/"), api_key=source["api_key"])
