from __future__ import annotations

from {{package}}.manager.resource_manager import ResourceManager
from {{package}}.model.{{module}} import {{name}}


class {{name}}Manager(ResourceManager):
    cloud_service_group = "{{group}}"
    cloud_service_type = "{{name}}"
    view = "model/{{module}}.yaml"

    def list_records(self) -> list[{{name}}]:
        return self.connector.list_{{resource}}()

    def describe(self, record: {{name}}) -> dict:
        return {
            "name": record["name"],
            "region_code": record["region"],
            "reference": {"resource_id": record["id"]},
            "tags": record["labels"],
            "data": {
                "state": record["state"],
                "created_at": record["created_at"],
            },
        }
