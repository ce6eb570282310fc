"""What the provider's accounts become for the platform."""

from __future__ import annotations

from spaceone.core.manager import BaseManager

from {{package}}.connector.cloud_connector import CloudConnector
from {{package}}.error import ERROR_CLOUD_API
from {{package}}.model.records import Account, Folder


class AccountManager(BaseManager):
    def __init__(self, connector: CloudConnector) -> None:
        super().__init__()
        self.connector = connector

    def list_accounts(self, include_closed: bool) -> list[dict]:
        folders = {folder["id"]: folder for folder in self.connector.list_folders()}
        return [
            self._account(account, folders)
            for account in self.connector.list_accounts()
            if include_closed or account["state"] != "CLOSED"
        ]

    def _account(self, account: Account, folders: dict[str, Folder]) -> dict:
        return {
            "name": account["name"],
            "resource_id": account["id"],
            # Filled into the service account by the keys of the provider's schema.
            "data": {"account_id": account["id"]},
            "tags": account["labels"],
            "location": _path_to(account["folder"], folders),
        }


def _path_to(folder: str | None, folders: dict[str, Folder]) -> list[dict]:
    """The folders around an account, the outermost first."""
    path: list[dict] = []
    while folder is not None:
        if folder not in folders or len(path) > len(folders):
            raise ERROR_CLOUD_API(reason=f"The folder {folder} leads nowhere.")
        path.insert(0, {"name": folders[folder]["name"], "resource_id": folder})
        folder = folders[folder]["parent"]
    return path
