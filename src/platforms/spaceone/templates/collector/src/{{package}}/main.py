"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from typing import Generator

from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.manager import MANAGERS, managers_for
from {{package}}.manager.region_manager import RegionManager

app = CollectorPluginServer()


@app.route("Collector.init")
def collector_init(params: dict) -> dict:
    """Describe the plugin.

    Called when a collector is created and whenever its plugin or options change. The platform stores the
    answer in the collector's `plugin_info.metadata`, and its console shows `options_schema` as a form; what a
    person enters there comes back as `params["options"]` in every other call. Keys of `metadata` other than
    these five are dropped.
    """
    return {
        "metadata": {
            "supported_resource_type": [
                "inventory.CloudService",
                "inventory.CloudServiceType",
                "inventory.Region",
            ],
            "supported_schedules": ["hours"],
            "supported_features": ["garbage_collection"],
            "filter_format": [],
            "options_schema": {
                "type": "object",
                "properties": {
                    "cloud_service_types": {
                        "title": "Cloud service types",
                        "description": "What to collect; everything when nothing is chosen.",
                        "type": "array",
                        "items": {"enum": list(MANAGERS)},
                    }
                },
            },
        }
    }


@app.route("Collector.verify")
def collector_verify(params: dict) -> None:
    """Check that a secret works.

    Called when somebody asks the platform to verify the collector. Returning means yes. An error of
    `spaceone.core.error` means no: its gRPC status, code and message reach that person.
    """
    managers_for(params["options"].get("cloud_service_types"))
    CloudConnector(params["secret_data"]).get_account()


@app.route("Job.get_tasks")
def job_get_tasks(params: dict) -> dict:
    """Cut a collection into tasks.

    Called once per secret before `collect`. The platform puts the tasks into a queue and calls `collect` for
    each with its `task_options`, several at a time. When this method fails, one task collects everything.
    """
    chosen = managers_for(params["options"].get("cloud_service_types"))
    return {"tasks": [{"task_options": {"cloud_service_type": name}} for name in chosen]}


@app.route("Collector.collect")
def collector_collect(params: dict) -> Generator[dict, None, None]:
    """Stream what the account holds.

    The platform saves every item as it arrives: one that its `match_keys` find again is updated, any other is
    created; a cloud service that several later runs do not name is deleted. An item with the state FAILURE is
    noted as an error of the task, and the items after it are still saved. A raised error ends the stream.
    """
    task_options = params["task_options"] or {}
    if "cloud_service_type" in task_options:
        chosen = managers_for([task_options["cloud_service_type"]])
    else:
        chosen = managers_for(params["options"].get("cloud_service_types"))

    connector = CloudConnector(params["secret_data"])
    yield from RegionManager(connector).collect()
    for manager in chosen.values():
        yield from manager(connector).collect()
