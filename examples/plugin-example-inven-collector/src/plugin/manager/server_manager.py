from __future__ import annotations

from plugin.manager.resource_manager import ResourceManager
from plugin.model.records import Server


class ServerManager(ResourceManager):
    cloud_service_group = "Compute"
    cloud_service_type = "Server"
    view = "model/server.yaml"

    def list_records(self) -> list[Server]:
        return self.connector.list_servers()

    def describe(self, record: Server) -> dict:
        return {
            "name": record["name"],
            "region_code": record["region"],
            "instance_type": record["size"],
            "ip_addresses": record["addresses"],
            "reference": {"resource_id": record["id"]},
            "tags": record["labels"],
            "data": {
                "state": record["state"],
                "vcpus": record["vcpus"],
                "memory_bytes": record["memory_bytes"],
                "created_at": record["created_at"],
            },
        }
