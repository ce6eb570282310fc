from __future__ import annotations

from typing import Generator

from spaceone.core.manager import BaseManager
from spaceone.inventory.plugin.collector.lib import make_response

from plugin.connector.cloud_connector import CloudConnector
from plugin.manager.resource_manager import PROVIDER


class RegionManager(BaseManager):
    """Streams the regions to which the `region_code` of cloud services refers."""

    def __init__(self, connector: CloudConnector) -> None:
        super().__init__()
        self.connector = connector

    def collect(self) -> Generator[dict, None, None]:
        for region in self.connector.list_regions():
            yield make_response(
                resource_type="inventory.Region",
                region={
                    "name": region["name"],
                    "region_code": region["code"],
                    "provider": PROVIDER,
                    # The console places the region on its map by these three.
                    "tags": {
                        "continent": region["continent"],
                        "latitude": region["latitude"],
                        "longitude": region["longitude"],
                    },
                },
                match_keys=[["region_code", "provider"]],
            )
