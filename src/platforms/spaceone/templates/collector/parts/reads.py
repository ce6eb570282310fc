    def get_account(self) -> Account:
        return self._get("account")

    def list_regions(self) -> list[Region]:
        return self._get("regions")

    def list_servers(self) -> list[Server]:
        return self._get("servers")

    def list_buckets(self) -> list[Bucket]:
        return self._get("buckets")
