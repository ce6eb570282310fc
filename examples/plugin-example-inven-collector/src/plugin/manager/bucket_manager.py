from __future__ import annotations

from plugin.manager.resource_manager import ResourceManager
from plugin.model.records import Bucket


class BucketManager(ResourceManager):
    cloud_service_group = "Storage"
    cloud_service_type = "Bucket"
    view = "model/bucket.yaml"

    def list_records(self) -> list[Bucket]:
        return self.connector.list_buckets()

    def describe(self, record: Bucket) -> dict:
        return {
            "name": record["id"],
            "region_code": record["region"],
            "reference": {"resource_id": record["id"]},
            "tags": record["labels"],
            "data": {
                "access": "PUBLIC" if record["public"] else "PRIVATE",
                "size_bytes": record["size_bytes"],
                "object_count": record["object_count"],
                "created_at": record["created_at"],
            },
        }
