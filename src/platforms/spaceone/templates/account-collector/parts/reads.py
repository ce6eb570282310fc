    def list_folders(self) -> list[Folder]:
        return self._get("folders")

    def list_accounts(self) -> list[Account]:
        return self._get("accounts")
