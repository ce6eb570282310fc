from {{package}}.libs.schema.cloud_service_type import (
    CloudServiceTypeMeta,
    CloudServiceTypeResource,
    CloudServiceTypeResponse,
)
from {{package}}.libs.schema.metadata.dynamic_field import DateTimeDyField, SearchField, TextDyField

_TYPE = CloudServiceTypeResource()
_TYPE.name = "{{name}}"
_TYPE.provider = "{{provider}}"
_TYPE.group = "{{group}}"
_TYPE.labels = []
_TYPE.is_primary = False
_TYPE.is_major = False
_TYPE.tags = {}

# The columns of its list in the console, and by what one searches there.
_TYPE._metadata = CloudServiceTypeMeta.set_meta(
    fields=[
        TextDyField.data_source("Status", "data.status"),
        TextDyField.data_source("Region", "data.region"),
        DateTimeDyField.data_source("Created", "data.creation_timestamp"),
    ],
    search=[
        SearchField.set(name="ID", key="data.id"),
        SearchField.set(name="Status", key="data.status"),
    ],
)

CLOUD_SERVICE_TYPES = [
    CloudServiceTypeResponse({"resource": _TYPE}),
]
