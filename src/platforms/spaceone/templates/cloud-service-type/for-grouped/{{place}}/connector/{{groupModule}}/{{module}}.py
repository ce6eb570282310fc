from {{package}}.libs.connector import {{baseConnector}}


class {{name}}Connector({{baseConnector}}):
    # The API that has them, and its version.
    google_client_service = "compute"
    version = "v1"

    def list_{{resource}}(self, **query):
        """Fetch the records of all pages."""
        records = []
        request = self.client.{{apiResource}}().list(**self.generate_query(**query))
        while request is not None:
            response = request.execute()
            records.extend(response.get("items", []))
            request = self.client.{{apiResource}}().list_next(previous_request=request, previous_response=response)
        return records
