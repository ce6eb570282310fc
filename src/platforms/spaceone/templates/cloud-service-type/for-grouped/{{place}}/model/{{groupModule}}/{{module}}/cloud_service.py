from schematics.types import ModelType, PolyModelType, StringType

from {{package}}.libs.schema.cloud_service import CloudServiceMeta, CloudServiceResource, CloudServiceResponse
from {{package}}.libs.schema.metadata.dynamic_field import DateTimeDyField, TextDyField
from {{package}}.libs.schema.metadata.dynamic_layout import ItemDynamicLayout
from {{package}}.model.{{groupModule}}.{{module}}.data import {{name}}

# What the console shows of one {{name}}.
_DETAILS = ItemDynamicLayout.set_fields(
    "{{name}}",
    fields=[
        TextDyField.data_source("ID", "data.id"),
        TextDyField.data_source("Status", "data.status"),
        TextDyField.data_source("Region", "data.region"),
        DateTimeDyField.data_source("Created", "data.creation_timestamp"),
    ],
)


class {{name}}Resource(CloudServiceResource):
    cloud_service_group = StringType(default="{{group}}")
    cloud_service_type = StringType(default="{{name}}")
    data = ModelType({{name}})
    _metadata = ModelType(
        CloudServiceMeta, default=CloudServiceMeta.set_layouts([_DETAILS]), serialized_name="metadata"
    )


class {{name}}Response(CloudServiceResponse):
    resource = PolyModelType({{name}}Resource)
