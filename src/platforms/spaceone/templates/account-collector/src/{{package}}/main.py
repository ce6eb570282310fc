"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

{{serverImport}}

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.manager.account_manager import AccountManager

{{serverObject}}


@app.route("AccountCollector.init")
def account_collector_init(params: dict) -> dict:
    """Describe the account collector.

    Called when a provider gets the plugin and again before each sync, so it answers from the options alone. The
    console shows `additional_options_schema` as a form; what a person enters there comes back as
    `params["options"]`.
    """
    return {
        "metadata": {
            "additional_options_schema": {
                "type": "object",
                "properties": {
                    "include_closed": {
                        "title": "Closed accounts",
                        "description": "Collect accounts that are closed, too.",
                        "type": "boolean",
                        "default": False,
                    }
                },
            }
        }
    }


@app.route("AccountCollector.sync")
def account_collector_sync(params: dict) -> dict:
    """Name all accounts.

    The platform finds an account again by its `resource_id`. In the accounts of a domain the first of
    `location` becomes the workspace and the others project groups; an account without one is left out. An empty
    list means that there are no accounts, so what goes wrong is raised.
    """
    manager = AccountManager(CloudConnector(params["secret_data"]))
    return {"results": manager.list_accounts(bool(params["options"].get("include_closed")))}
