from schematics.types import StringType

from {{package}}.libs.schema.cloud_service import BaseResource

__all__ = ["{{name}}"]


class {{name}}(BaseResource):
    """A record of the API, as far as the plugin reads it."""

    status = StringType()
    creation_timestamp = StringType(deserialize_from="creationTimestamp")

    def reference(self):
        return {"resource_id": self.self_link, "external_link": ""}
