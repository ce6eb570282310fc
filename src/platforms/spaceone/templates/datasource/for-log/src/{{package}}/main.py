"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

from typing import Generator

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.manager.log_manager import VIEW, LogManager


@app.route("DataSource.init")
def data_source_init(params: dict) -> dict:
    """Describe the data source.

    Called when a data source is registered and again before most other calls, so it answers from the options alone.
    The platform refuses keys of `metadata` other than these three. The first of `required_keys` is a path into a
    cloud service; the object that stands there is sent as `query`. `view` is the table of the console.
    """
    return {
        "metadata": {
            "required_keys": ["reference"],
            "view": VIEW,
            "supported_providers": ["{{provider}}"],
        }
    }


@app.route("DataSource.verify")
def data_source_verify(params: dict) -> None:
    """Check that a secret works.

    Returning means yes. An error of `spaceone.core.error` means no: its gRPC status, code and message reach the
    person who asked.
    """
    CloudConnector(params["secret_data"]).get_account()


@app.route("Log.list")
def log_list(params: dict) -> Generator[dict, None, None]:
    """Stream the log entries of one resource.

    The platform keeps all that comes, so `limit` is kept here. The end that it sends when nobody named one is its
    own time, with a blank and without a zone. An error reaches the person who looks.
    """
    manager = LogManager(CloudConnector(params["secret_data"]))
    yield from manager.list_logs(
        params["query"],
        params["start"],
        params["end"],
        params.get("keyword"),
        params.get("sort"),
        params.get("limit"),
    )
