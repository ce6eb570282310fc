import logging

from {{package}}.connector.{{groupModule}}.{{module}} import {{name}}Connector
from {{package}}.libs.manager import {{baseManager}}
from {{package}}.libs.schema.base import ReferenceModel
from {{package}}.model.{{groupModule}}.{{module}}.cloud_service import {{name}}Resource, {{name}}Response
from {{package}}.model.{{groupModule}}.{{module}}.cloud_service_type import CLOUD_SERVICE_TYPES
from {{package}}.model.{{groupModule}}.{{module}}.data import {{name}}

_LOGGER = logging.getLogger(__name__)


class {{name}}Manager({{baseManager}}):
    connector_name = "{{name}}Connector"
    cloud_service_types = CLOUD_SERVICE_TYPES

    def collect_cloud_service(self, params):
        """Give the cloud services of the type, and an error for each record that cannot be read."""
        connector: {{name}}Connector = self.locator.get_connector(self.connector_name, **params)
        responses, errors = [], []
        for record in connector.list_{{resource}}():
            try:
                responses.append(self._response(record, params["secret_data"].get("project_id", "")))
            except Exception as error:
                _LOGGER.error(f"[collect_cloud_service] => {error}", exc_info=True)
                errors.append(
                    self.generate_resource_error_response(error, "{{group}}", "{{name}}", record.get("name", ""))
                )
        return responses, errors

    def _response(self, record, project_id):
        region = self.get_region(record)
        self.set_region_code(region)
        data = {{name}}({**record, "project": project_id, "region": region}, strict=False)
        resource = {{name}}Resource(
            {
                "name": data.name,
                "account": project_id,
                "region_code": region,
                "data": data,
                "reference": ReferenceModel(data.reference()),
            }
        )
        return {{name}}Response({"resource": resource})
