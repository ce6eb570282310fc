"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.manager.metric_manager import STATISTICS, MetricManager


@app.route("DataSource.init")
def data_source_init(params: dict) -> dict:
    """Describe the data source.

    Called when a data source is registered and again before most other calls, so it answers from the options alone.
    The platform refuses keys of `metadata` other than these three. The first of `required_keys` is a path into a
    cloud service; the object that stands there is sent as `query`.
    """
    return {
        "metadata": {
            "supported_stat": list(STATISTICS),
            "required_keys": ["reference"],
            "supported_providers": ["{{provider}}"],
        }
    }


@app.route("DataSource.verify")
def data_source_verify(params: dict) -> None:
    """Check that a secret works.

    Returning means yes. An error of `spaceone.core.error` means no: its gRPC status, code and message reach the
    person who asked.
    """
    CloudConnector(params["secret_data"]).get_account()


@app.route("Metric.list")
def metric_list(params: dict) -> dict:
    """Name the metrics of one resource.

    Called for each resource that somebody looks at. For several the console shows the metrics that all of them
    have. An error here hides the metrics of all, so a resource that nobody knows has an empty list. What stands in
    `metric_query` comes back in `get_data`.
    """
    return {"metrics": MetricManager(CloudConnector(params["secret_data"])).list_metrics(params["query"])}


@app.route("Metric.get_data")
def metric_get_data(params: dict) -> dict:
    """Give the values of one metric for up to 200 resources.

    `metric_query` has the query of each resource by the id of its cloud service, and `options` is always empty.
    There is one label for each point in time, and each resource has as many values as there are labels.
    """
    manager = MetricManager(CloudConnector(params["secret_data"]))
    return manager.get_data(
        params["metric_query"],
        params["metric"],
        params["start"],
        params["end"],
        params.get("period"),
        params.get("stat"),
    )
