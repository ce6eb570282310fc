"""What all cloud service types have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Generator

from spaceone.core.error import ERROR_BASE, ERROR_UNKNOWN
from spaceone.core.manager import BaseManager
from spaceone.inventory.plugin.collector.lib import (
    make_cloud_service,
    make_cloud_service_type,
    make_error_response,
    make_response,
)

from {{package}}.connector.cloud_connector import CloudConnector

PROVIDER = "{{provider}}"
_PACKAGE = Path(__file__).resolve().parent.parent


class ResourceManager(BaseManager, ABC):
    """Streams one cloud service type, then the cloud services of that type."""

    cloud_service_group: str
    cloud_service_type: str
    #: The YAML file, seen from the package, that says which columns and tabs the console shows.
    view: str

    def __init__(self, connector: CloudConnector) -> None:
        super().__init__()
        self.connector = connector

    @abstractmethod
    def list_records(self) -> list[Any]:
        """Fetch the provider's records of this type."""

    @abstractmethod
    def describe(self, record: Any) -> dict:
        """Turn a record into arguments of `make_cloud_service`: name, region_code, reference, data and so on."""

    def collect(self) -> Generator[dict, None, None]:
        yield self._type_response()
        try:
            account = self.connector.get_account()["id"]
            records = self.list_records()
        except ERROR_BASE as error:
            yield self._failure(error)
            return
        for record in records:
            try:
                fields = self.describe(record)
            except (KeyError, TypeError, ValueError) as error:
                # One bad record must not hide the good ones.
                yield self._failure(ERROR_UNKNOWN(message=f"Unreadable record {record!r:.200}: {error!r}"))
            else:
                yield self._service_response(account, fields)

    def _type_response(self) -> dict:
        return make_response(
            resource_type="inventory.CloudServiceType",
            cloud_service_type=make_cloud_service_type(
                name=self.cloud_service_type,
                group=self.cloud_service_group,
                provider=PROVIDER,
                # The framework looks in the outermost package, which a package in a namespace is not.
                metadata_path=str(_PACKAGE / self.view),
                is_primary=True,
                is_major=True,
            ),
            match_keys=[["name", "group", "provider"]],
        )

    def _service_response(self, account: str, fields: dict) -> dict:
        return make_response(
            resource_type="inventory.CloudService",
            cloud_service=make_cloud_service(
                cloud_service_type=self.cloud_service_type,
                cloud_service_group=self.cloud_service_group,
                provider=PROVIDER,
                account=account,
                # As an object, `data` can be read in an answer. The default is one JSON string, in which large
                # integers stay exact; the platform takes either.
                data_format="dict",
                **fields,
            ),
            match_keys=[["reference.resource_id", "provider", "cloud_service_type", "cloud_service_group"]],
        )

    def _failure(self, error: ERROR_BASE) -> dict:
        return make_error_response(
            error,
            provider=PROVIDER,
            cloud_service_group=self.cloud_service_group,
            cloud_service_type=self.cloud_service_type,
        )
