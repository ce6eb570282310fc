"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

from typing import Generator

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.manager.cost_manager import CostManager
from {{package}}.manager.job_manager import JobManager


@app.route("DataSource.init")
def data_source_init(params: dict) -> dict:
    """Describe the data source.

    Called when a data source is registered and before each job, so it answers from the options alone. All costs
    are in `currency`; the console calls the usage by its `alias`.
    """
    return {
        "metadata": {
            "currency": "USD",
            "supported_secret_types": ["MANUAL", "USE_SERVICE_ACCOUNT_SECRET"],
            "data_source_rules": [],
            "alias": {"usage": "Usage"},
        }
    }


@app.route("DataSource.verify")
def data_source_verify(params: dict) -> None:
    """Check that a secret works.

    Called when a data source is registered with a secret of its own. Returning means yes. An error of
    `spaceone.core.error` means no, and it is not registered: its gRPC status, code and message reach that person.
    """
    CloudConnector(params["secret_data"]).get_account()


@app.route("Job.get_tasks")
def job_get_tasks(params: dict) -> dict:
    """Cut a job into tasks, a month each.

    Called every day. `start` is the month from which somebody wants all anew; `last_synchronized_at` is absent
    in the first job. The costs that the platform has in the months of `changed` are deleted after the job, so
    these are the months that the tasks bring: with fewer of them costs are counted twice, with more they are
    lost.
    """
    return JobManager().plan(params.get("start"), params.get("last_synchronized_at"))


@app.route("Cost.get_data")
def cost_get_data(params: dict) -> Generator[dict, None, None]:
    """Stream the costs of one task.

    One cost that the platform cannot store fails the task, and what came before it stays.
    """
    manager = CostManager(CloudConnector(params["secret_data"]))
    yield from manager.list_costs(params["task_options"])


@app.route("Cost.get_linked_accounts")
def cost_get_linked_accounts(params: dict) -> dict:
    """Name the accounts whose costs are in the bill. Called only where the metadata of init asks for it."""
    accounts = CloudConnector(params["secret_data"]).list_accounts()
    return {"results": [{"account_id": account["id"], "name": account["name"]} for account in accounts]}
