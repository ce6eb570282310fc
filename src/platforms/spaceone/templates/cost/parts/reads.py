    def get_account(self) -> Account:
        return self._get("account")

    def list_accounts(self) -> list[Account]:
        return self._get("accounts")

    def list_costs(self, month: str) -> list[Cost]:
        """What one month costs, such as 2026-01, day by day."""
        return self._get("costs", month=month)
