    def get_account(self) -> Account:
        return self._get("account")

    def list_logs(self, resource: str, start: datetime, end: datetime) -> list[Log]:
        if self._credentials is None:
            return _shortly_before(end, self._get("logs"))
        return self._get("logs", resource=resource, start=write_time(start), end=write_time(end))
